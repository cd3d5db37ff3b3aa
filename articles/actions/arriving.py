"""Stories that readers knew at another site: taken in many at once.

They were published before, so no release gate judges them and nobody is told of them; all else is
as with every story: cleaned, numbered, logged, found by search, and later related to others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles import body, search, tasks
from articles.actions import editing, showing
from articles.document_links import document_ids
from articles.models import (
    Article,
    Author,
    Byline,
    DeskLog,
    Document,
    Image,
    PublicVersion,
    Revision,
    Tag,
    TaggedArticle,
)
from newsroom.kit.copying import copy_in

RELATED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Prepared:
    """A clean text and what is read out of it: made where there is time for it."""

    html: str
    words: int
    searched: tuple[str, str]


def prepare(html: str) -> Prepared:
    """`html` as `body.clean` made it. Touches no database."""
    return Prepared(html, body.word_count(html), search.words_of_text(html))


@dataclass
class Arrival:
    """A story not stored yet, with its status, date and address; what stands beside it by id.

    A text that comes without `prepared` is cleaned on the way in.
    """

    article: Article
    prepared: Prepared | None = None
    authors: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    further_sections: list[int] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        return self.article.status == Article.Status.PUBLISHED


@transaction.atomic
def take_in(arrivals: list[Arrival], *, by: User | None, note: str) -> None:
    """Store the stories and all that belongs to them, in a number of queries that does not grow."""
    for arrival in arrivals:
        article = arrival.article
        arrival.prepared = arrival.prepared or prepare(body.clean(article.body))
        article.body, article.word_count = arrival.prepared.html, arrival.prepared.words
        article.version, article.created_by = 1, by
        if arrival.is_public:
            article.first_published_at = article.published_at
    _index(arrivals)
    copy_in([arrival.article for arrival in arrivals])
    _relate(arrivals)
    _record(arrivals, by, note)


@transaction.atomic
def show(article: Article, *, path: str, at: datetime, by: User | None, note: str) -> None:
    """Put a draft that arrived before in front of readers: it was published there since."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    article.status = Article.Status.PUBLISHED
    article.path, article.slug = path, path.strip("/").rpartition("/")[2]
    article.published_at = article.first_published_at = at
    article.save(
        update_fields=["status", "path", "slug", "published_at", "first_published_at", "saved_at"]
    )
    showing.begin(article, at=at)
    event = DeskLog.Event.PUBLISH
    DeskLog.objects.create(article=article, person=by, event=event, note=note)


def relate_later(article_ids: Iterable[int]) -> None:
    """Queue what stands under these stories, some hundreds a job."""
    ids = list(article_ids)
    for start in range(0, len(ids), RELATED_AT_ONCE):
        tasks.relate_stories.defer(article_ids=ids[start : start + RELATED_AT_ONCE])


def _relate(arrivals: list[Arrival]) -> None:
    bylines, tagged, further, shown = [], [], [], []
    sections_of = Article.further_sections.through
    images_of = Article.body_images.through
    wanted = {n for arrival in arrivals for n in body.image_ids(arrival.article.body)}
    known = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else ()
    for arrival in arrivals:
        pk = arrival.article.pk
        authors = dict.fromkeys(arrival.authors)
        bylines += [Byline(article_id=pk, author_id=a, order=n) for n, a in enumerate(authors)]
        tagged += [
            TaggedArticle(content_object_id=pk, tag_id=t) for t in dict.fromkeys(arrival.tags)
        ]
        further += [
            sections_of(article_id=pk, section_id=section)
            for section in dict.fromkeys(arrival.further_sections)
            if section != arrival.article.section_id
        ]
        if known:
            ids = body.image_ids(arrival.article.body)
            shown += [images_of(article_id=pk, image_id=n) for n in ids if n in known]
    copy_in(bylines)
    copy_in(tagged)
    copy_in(further)
    copy_in(shown)
    _link_documents(arrivals)


def _link_documents(arrivals: list[Arrival]) -> None:
    links = Article.body_documents.through
    named = {a.article.pk: document_ids(a.article.body) for a in arrivals}
    wanted = {number for numbers in named.values() for number in numbers}
    if not wanted:
        return
    known = set(Document.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    copy_in(
        [
            links(article_id=pk, document_id=number)
            for pk, numbers in named.items()
            for number in numbers
            if number in known
        ]
    )


def _record(arrivals: list[Arrival], by: User | None, note: str) -> None:
    """The first version of each, what the log says of it, and since when readers see it."""
    names = dict(Tag.objects.filter(pk__in=_ids(arrivals, "tags")).values_list("pk", "name"))
    revisions, log = [], []
    for arrival in arrivals:
        article = arrival.article
        beside = {
            "authors": list(dict.fromkeys(arrival.authors)),
            "tags": sorted(names[pk] for pk in set(arrival.tags)),
            "further_sections": list(dict.fromkeys(arrival.further_sections)),
            "related_picks": [],
        }
        taken = editing.snapshot(article, beside)
        revisions.append(
            Revision(article=article, number=1, snapshot=taken, person=by, note=note[:200])
        )
        event = DeskLog.Event.CREATE
        log.append(DeskLog(article=article, person=by, event=event, note=note))
        if arrival.is_public:
            event = DeskLog.Event.PUBLISH
            log.append(DeskLog(article=article, person=by, event=event, note=note))
    copy_in(revisions)
    copy_in(log)
    copy_in(
        [
            PublicVersion(
                article=arrival.article,
                revision=revision,
                from_at=arrival.article.published_at,
                substantive=True,
            )
            for arrival, revision in zip(arrivals, revisions, strict=True)
            if arrival.is_public
        ]
    )


def _index(arrivals: list[Arrival]) -> None:
    authors = dict(
        Author.objects.filter(pk__in=_ids(arrivals, "authors")).values_list("pk", "name")
    )
    tags = dict(Tag.objects.filter(pk__in=_ids(arrivals, "tags")).values_list("pk", "name"))
    vectors = search.vectors(
        [
            (
                arrival.article,
                [*(authors[pk] for pk in arrival.authors), *(tags[pk] for pk in arrival.tags)],
                arrival.prepared.searched,
            )
            for arrival in arrivals
        ]
    )
    for arrival, vector in zip(arrivals, vectors, strict=True):
        arrival.article.search = vector


def _ids(arrivals: list[Arrival], name: str) -> set[int]:
    return {pk for arrival in arrivals for pk in getattr(arrival, name)}
