"""Stories under embargo with their pictures and documents, and a crawler that knows every pattern
of address.

The patterns are those of the URL map, filled in with every number, slug, day and word of every
story, with the desk's addresses, and with the names its pictures' files would have for somebody
who holds the pictures and knows how names are made of them.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from django.core.files.base import ContentFile
from django.urls import get_resolver
from django.utils import timezone
from PIL import Image as Pixels

from articles.actions import editing, publishing
from articles.actions.filing import store_document
from articles.actions.media import make_renditions, store_image
from articles.models import Article, Rendition
from tests.crawling import Answer, ask_all
from tests.factories import AuthorFactory, SectionFactory
from tests.newsroom.test_only_public_stories import LISTED, routes
from tests.routes import routes_in

A_SECTION, AN_AUTHOR, A_TAG = 50, 25, 10  # stories each; a feed holds fifty
WORD = "Embargo{:03}marker"
NUMBER = re.compile(r"embargo(\d{3})marker", re.IGNORECASE)
PLACE = re.compile(r"<[^>]+>")
FILE = re.compile(rb"/media/(?:pictures|dated)/[\w.-]+")


@dataclass
class Paper:
    stories: list[Article]
    files: dict[int, list[str]]  # number of a picture: addresses of its files

    def word(self, story: Article) -> str:
        return WORD.format(self.stories.index(story))


@dataclass
class Walk:
    """What a crawler saw: the number of questions, and the stories each address showed."""

    asked: int = 0
    seen: dict[str, set[int]] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    handed_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: "Walk") -> None:
        self.asked += other.asked
        self.seen |= other.seen
        self.pictures |= other.pictures
        self.handed_out += other.handed_out
        self.failed += other.failed


def stories(editor, number: int) -> Paper:
    """Drafts with a picture each, in sections, by authors, with tags."""
    made, files = [], {}
    sections = [SectionFactory(slug=f"s{n}") for n in range(-(-number // A_SECTION))]
    authors = [AuthorFactory(slug=f"a{n}") for n in range(-(-number // AN_AUTHOR))]
    for n in range(number):
        word = WORD.format(n)
        image = store_image(_photo(n), by=editor, alt=f"{word} seen", credit="Ours", licence="own")
        make_renditions(image.pk)
        report = ContentFile(f"%PDF-1.4 {word}".encode(), f"{word}.pdf")
        address = store_document(report, by=editor).get_absolute_url()
        story = Article(
            headline=f"{word} rain", standfirst=f"{word} says", slug=word.lower(),
            body=f"<p>{word} <a href='{address}'>rain</a>.</p>"
            f"<figure class='image' data-image-id='{image.pk}'></figure>",
            section=sections[n // A_SECTION], lead_image=image, seo_title=f"{word} found",
        )  # fmt: skip
        tags = [f"T{n // A_TAG}"]
        made.append(editing.create(story, by=editor, authors=[authors[n // AN_AUTHOR]], tags=tags))
        files[image.pk] = [r.file.url for r in Rendition.objects.filter(image=image)]
    return Paper(made, files)


def _photo(number: int) -> ContentFile:
    """Each another one."""
    buffer = io.BytesIO()
    colour = (number % 251, number * 7 % 253, number * 13 % 255)
    pixels = Pixels.new("RGB", (96, 54), colour)
    pixels.paste((255, 255, 255), (number % 90, number % 50, number % 90 + 5, number % 50 + 4))
    pixels.save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), f"{number}.png")


def schedule(paper: Paper, editor, at: datetime) -> None:
    for n, story in enumerate(paper.stories):
        head = Article.objects.get(pk=story.pk)
        head.embargo_until = at
        head = editing.save(head, by=editor, base=head.version)
        paper.stories[n] = publishing.publish(head, by=editor, at=at)


# The addresses ------------------------------------------------------------------------------
def of_a_story(paper: Paper, story: Article) -> Iterator[str]:
    """Every pattern of the map that takes something of a story."""
    word, author = paper.word(story), story.bylines.all()[0].author.slug
    known = {
        "live": story.path, "live_id": story.pk, "hidden": story.path, "hidden_id": story.pk,
        "other": story.path, "word": word, "comment_id": story.pk,
        "month": f"/sitemap-{timezone.localtime(story.published_at):%Y-%m}.xml",
    }  # fmt: skip
    own = ("{live", "{hidden", "{other", "{word")
    for templates in LISTED.values():
        yield from (
            template.lstrip("+").format(**known)
            for template in templates
            if any(name in template for name in own)
        )
    for days in (-1, 1):  # an hour before midnight, or after: the day before and the next
        near = story.published_at + timedelta(days=days)
        yield f"{near:/%Y/%m/%d/}{story.slug}/"
    yield from (f"/{story.slug}/", f"/author/{author}/?page=1", document_of(story))


def document_of(story: Article) -> str:
    return story.body_documents.get().get_absolute_url()


def never_of_a_story(story: Article) -> Iterator[str]:
    """What answers no reader at any time: the desk, the original, files under guessed names."""
    yield f"/media/{story.lead_image.file}"
    yield f"/media/{story.body_documents.get().file}"
    for route in routes_of_the_desk():
        number = story.lead_image_id if "/image/" in route else story.pk
        if "/document/" in route:
            number = story.body_documents.get().pk
        yield "/" + PLACE.sub(str(number), route)
    yield from guessed_files(story.lead_image)


def routes_of_the_desk() -> list[str]:
    every = routes_in(get_resolver().url_patterns)
    found = [route for route in every if route.startswith("admin/articles/")]
    return [
        route for route in found if "<" in route and re.search("/(article|document|image)/", route)
    ]


def guessed_files(image) -> Iterator[str]:
    """As somebody would name them who has the very bytes of the files, and not the paper's key."""
    for made in image.renditions.all():
        with made.file.open("rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        start = f"{image.pk}-{made.ratio}-{made.width}"
        yield f"/media/pictures/{start}-{digest[:10]}.{made.format}"
        yield f"/media/dated/{start}-{digest[:32]}.{made.format}"


def of_the_paper(paper: Paper) -> list[str]:
    """All lists there are, on all their pages, and every address that is always the same."""
    fixed = [
        template.lstrip("+")
        for templates in LISTED.values()
        for template in templates
        if "{" not in template
    ]
    months = {f"/sitemap-{timezone.localtime(s.published_at):%Y-%m}.xml" for s in paper.stories}
    found = [*fixed, *sorted(months), *(f"/notifications/?page={n}" for n in range(1, 9))]
    found += [f"/search/?q=rain&page={n}" for n in range(1, 16)]
    number = len(paper.stories)
    for name, size in (("s", A_SECTION), ("author/a", AN_AUTHOR), ("tag/t", A_TAG)):
        for n in range(-(-number // size)):
            found += [f"/{name}{n}/", f"/{name}{n}/feed/", f"/{name}{n}/feed/atom/"]
            found += [f"/{name}{n}/?page={page}" for page in range(2, -(-size // 15) + 1)]
    assert len(list(routes())) > 60
    return list(dict.fromkeys(found))


# The walk -----------------------------------------------------------------------------------
def walk(port: int, addresses: list[str]) -> Walk:
    found = Walk()

    def look(answer: Answer) -> None:
        if answer.status >= 500:
            found.failed.append(f"{answer.status} {answer.address}")
        kind = answer.headers.get("content-type", "")
        if answer.status == 200 and kind.startswith("image/") and "/media/" in answer.address:
            found.handed_out.append(answer.address)
        text = without_echo(answer)
        if numbers := {int(n) for n in NUMBER.findall(text)}:
            found.seen[answer.address] = numbers
        found.pictures.update(name.decode() for name in FILE.findall(answer.body))

    found.asked = ask_all(port, addresses, look)
    return found


def without_echo(answer: Answer) -> str:
    """What was answered without the question: forms, canonical addresses and ways to sign in
    repeat it."""
    text = f"{answer.headers.get('location', '')} {answer.text}".lower()
    path, _mark, asked = answer.address.lower().partition("?")
    for echo in {path, quote(path, safe="").lower(), quote(path, safe="/").lower()} - {"/", "%2f"}:
        text = text.replace(echo, "")
    word = NUMBER.search(asked)
    if word and answer.status == 200:
        return text if f"{word[0]} rain" in text or f"/{word[0]}/" in text else ""
    return text.replace(word[0], "") if word else text
