"""What is not published is nowhere: every address a reader or a machine can ask is asked.

The addresses are those of the URL resolver. Whoever adds one is stopped here until it says which
of three it is: LISTED names what to ask, OF_ONE_PERSON is behind a sign-in, NO_STORIES cannot
hold a story and says why.
"""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from articles.actions import noting
from articles.actions.publishing import withdraw
from articles.models import Article, HourlyViews, ReaderNote, RelatedPick
from articles.search import index
from newsletter.models import Issue, IssueStory, Newsletter
from newsroom.curation.models import Pin
from newsroom.notifications.models import Kind, Notification
from newsroom.reading.models import Follow, Save
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CommentFactory,
    ImageFactory,
    SectionFactory,
    UserFactory,
)  # fmt: skip
from tests.newsletter.frozen import freeze

pytestmark = pytest.mark.django_db

LIVE = "Openmarker"
HIDDEN = ("Draftmarker", "Reviewmarker", "Latermarker", "Goneagainmarker")
ASIDE = "Notemarker"  # said beside the live story, in the desk
STORY = r"^\d{4}/\d{2}/\d{2}/[a-z0-9-]+/$"
MONTH = r"^sitemap-(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(-(?P<part>[2-9]\d?))?\.xml$"
HISTORY = r"^(?P<story>\d{4}/\d{2}/\d{2}/[a-z0-9-]+)/history/$"
THREAD = r"^(?P<story>\d{4}/\d{2}/\d{2}/[a-z0-9-]+)/comments/$"

# Route: addresses, those with + hold the live story's headline.
LISTED = {
    "": ["+/"],
    STORY: ["+{live}", "+{live}?print=1", "+{other}", "{hidden}", "{hidden}?print=1"],
    HISTORY: ["+{live}history/", "{hidden}history/"],
    "corrections/": ["+/corrections/"],
    "corrections/feed/": ["+/corrections/feed/"],
    "corrections/feed/atom/": ["+/corrections/feed/atom/"],
    THREAD: ["+{live}comments/", "{hidden}comments/"],
    "author/<slug:slug>/": ["+/author/ines/"],
    "tag/<slug:slug>/": ["+/tag/rain/", "/tag/unripe/"],
    "popular/": ["+/popular/?period=day", "+/popular/", "+/popular/?period=month"],
    "search/": ["+/search/?q=Openmarker", "+/search/?q=rain", "/search/?q={word}"],
    "search/suggest/": ["+/search/suggest/?q=openm", "/search/suggest/?q={word}"],
    "notifications/": ["+/notifications/"],
    "members/<slug:key>/": ["+/members/abcdefghjk/"],
    "newsletter/<slug:slug>/": ["/newsletter/sunday/"],
    "newsletter/<slug:slug>/<slug:edition>/": ["+/newsletter/sunday/one/"],
    "me/": ["+/me/", "+/me/?article={live_id}", "/me/?article={hidden_id}"],
    "comments/<int:article_id>/": ["+/comments/{live_id}/", "/comments/{hidden_id}/"],
    "comments/c/<int:pk>/": ["/comments/c/{comment_id}/"],
    "comments/reported/<int:story>/": ["/comments/reported/{hidden_id}/"],
    "continue/": ["/continue/"],
    "continue/<int:article_id>/": ["/continue/{live_id}/", "/continue/{hidden_id}/"],
    "gift/<int:article_id>/": ["/gift/{hidden_id}/"],
    "gift/<str:token>/": ["/gift/{hidden_id}:x/"],
    "feed/": ["+/feed/"],
    "feed/atom/": ["+/feed/atom/"],
    "author/<slug:slug>/feed/": ["+/author/ines/feed/"],
    "author/<slug:slug>/feed/atom/": ["+/author/ines/feed/atom/"],
    "tag/<slug:slug>/feed/": ["+/tag/rain/feed/", "/tag/unripe/feed/"],
    "tag/<slug:slug>/feed/atom/": ["+/tag/rain/feed/atom/"],
    "<path:path>/feed/": ["+/news/feed/", "+/news/costa/feed/", "+/travel/feed/"],
    "<path:path>/feed/atom/": ["+/news/feed/atom/", "+/news/costa/feed/atom/"],
    "<path:path>/": ["+/news/", "+/news/costa/", "+/travel/", "+/nowhere/"],
    "robots.txt": ["/robots.txt"],
    "sitemap.xml": ["/sitemap.xml"],
    "sitemap-pages.xml": ["/sitemap-pages.xml"],
    MONTH: ["+{month}"],
    "news-sitemap.xml": ["+/news-sitemap.xml"],
    "-/gone/": ["+/-/gone/"],
    "style/": ["+/style/"],
    # Of a member, who keeps and follows all of them.
    "accounts/saved/": ["+/accounts/saved/"],
    "accounts/following/": ["/accounts/following/"],
    "accounts/notifications/": ["/accounts/notifications/"],
}
OF_ONE_PERSON = ("admin/", "accounts/", "comments/c/", "comments/standing/")
NO_STORIES = {
    "documents/<int:pk>/<str:key>/<str:name>": "a file, while something readers see links to it",
    "seen/": "takes a post, answers nothing",
    "shown/": "takes a post, answers nothing",
    "out/<slug:number>/": "leads to an advertiser",
    "comments/": "one member's own words",
    "messages/": "the contact form",
    "messages/thanks/": "a sentence",
    "-/health/": "how the paper is, in sentences of its own",
    "ads.txt": "typed in the desk",
    ".well-known/security.txt": "typed in the desk",
    "manifest.webmanifest": "the paper's name",
    "favicon.ico": "a picture",
    "apple-touch-icon.png": "a picture",
    r"^icons/(?P<mark>[0-9a-f]{12})-(?P<maskable>maskable-)?(?P<size>\d{3})\.png$": "a picture",
    "media/<path:name>": "pictures, under names that nobody can tell before a page does",
    "privacy/choices/": "a form",
    "privacy/choices/bar/": "a form",
    "newsletter/": "a form",
    "newsletter/subscribe/": "a form",
    "newsletter/asked/": "a sentence",
    "newsletter/confirm/<str:token>/": "a form",
    "newsletter/leave/<str:key>/": "a form",
    "newsletter/leave/<str:key>/<slug:slug>/": "a form",
    "newsletter/preferences/<str:key>/": "a form; names of authors and topics with public stories",
    "newsletter/move/<str:token>/": "a form",
    "newsletter/seen/<str:key>.gif": "a picture of one point",
    "newsletter/go/<str:key>/<int:number>/": "leads to an address of a letter that was sent",
    "newsletter/hooks/<slug:provider>/": "takes a post, answers nothing",
}


def routes(patterns=None, above=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and not route.startswith("admin/"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_address_of_the_site_says_whether_it_shows_stories():
    known = LISTED.keys() | NO_STORIES.keys()
    unknown = [r for r in routes() if r not in known and not r.startswith(OF_ONE_PERSON)]

    assert not unknown, "Name these in LISTED, or say in NO_STORIES why they hold no story."
    assert not known - set(routes()), "These addresses are gone."


@pytest.fixture
def paper(editor):
    """One live story among hidden ones that share with it all by which stories are found."""
    news = SectionFactory(slug="news", name="News")
    shared = {
        "section": SectionFactory(slug="costa", name="Costa", parent=news),
        "further_sections": [SectionFactory(slug="travel", name="Travel")],
        "authors": [AuthorFactory(slug="ines", name="Inés Robledo")],
    }

    def make(word, **state):
        return ArticleFactory(
            headline=f"{word} rain", standfirst=f"{word} says", slug=word.lower(),
            body=f"<p>{word} rain in the text</p>", front_title=f"{word} on the front",
            seo_title=f"{word} found", social_title=f"{word} shared",
            lead_image=ImageFactory(ready=True, alt=f"{word} in a picture"),
            **{"tags": ["Rain"], **shared, **state},
        )  # fmt: skip

    live = make(LIVE, live=True)
    asked = noting.write(live, text=f"{ASIDE}?", quote=f"{LIVE} rain", by=editor)
    noting.answer(asked, text=f"{ASIDE}!", by=editor)
    other = make("Othermarker", live=True)
    gone = make(HIDDEN[3], live=True)
    hidden = [
        make(HIDDEN[0], tags=["Rain", "Unripe"]),
        make(HIDDEN[1], status=Article.Status.REVIEW),
        make(HIDDEN[2], scheduled=True),
        gone,
    ]
    talker = UserFactory(page="listed", page_key="abcdefghjk")
    CommentFactory(article=live, author=talker)
    comment = CommentFactory(article=gone, author=talker)
    lead_to(live, other, hidden)
    withdraw(gone, by=editor)
    send_an_issue_with([live, *hidden])
    for story in hidden:
        story.refresh_from_db()
        index(story)
    return {"live": live, "other": other, "hidden": hidden, "comment": comment}


def lead_to(live, other, hidden):
    """All that would bring the hidden ones up: picks, computed neighbours, views, pins."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    for number, story in enumerate([*hidden, live]):
        HourlyViews.objects.create(article=story, hour=hour, count=100 - number)
        RelatedPick.objects.create(article=other, story=story, order=number)
        ReaderNote.objects.create(article=story, kind="correct", text=f"{story.headline} is wrong")
    for number, story in enumerate(hidden, 1):
        Pin.objects.create(
            slot="secondary", position=number, story=story,
            starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1),
        )  # fmt: skip
    ids = [story.pk for story in [*hidden, live]]
    Article.objects.filter(pk__in=[live.pk, other.pk]).update(related_ids=ids)


def send_an_issue_with(stories):
    letter = Newsletter.objects.create(name="The Sunday Letter", slug="sunday")
    issue = Issue.objects.create(newsletter=letter, edition="one", subject="Keys")
    for story in stories:
        IssueStory.objects.create(issue=issue, article=story, note=f"<p>{story.headline}</p>")
    freeze(issue)


def member_of(paper):
    """Kept and followed all while it was to be had."""
    person = UserFactory()
    live = paper["live"]
    for story in [*paper["hidden"], live]:
        Save.objects.create(person=person, article=story)
    Follow.objects.create(person=person, section=live.section)
    Notification.objects.create(
        recipient=person, kind=Kind.FOLLOWED, key="live", url=live.path,
        words={"headline": live.headline, "name": "Costa"},
    )  # fmt: skip
    return person


def addresses(paper):
    live = paper["live"]
    fixed = {
        "live": live.path, "live_id": live.pk, "other": paper["other"].path,
        "month": f"/sitemap-{timezone.localtime(live.published_at):%Y-%m}.xml",
        "comment_id": paper["comment"].pk,
    }  # fmt: skip
    for templates in LISTED.values():
        for template in templates:
            shows = template.startswith("+")
            for word, story in zip(HIDDEN, paper["hidden"], strict=True):
                path = story.path or f"/2026/01/01/{story.slug}/"
                names = {**fixed, "hidden": path, "hidden_id": story.pk, "word": word}
                yield template.lstrip("+").format(**names), shows


def test_only_what_is_published_is_anywhere(paper):
    member = Client()
    member.force_login(member_of(paper))
    asked = dict(addresses(paper))
    for address, shows in asked.items():
        for reader in (Client(), member):
            response = reader.get(address)
            text = words_of(response, address)
            sent_to_sign_in = reader is not member and response.status_code == 302
            if shows and not sent_to_sign_in:
                assert LIVE.lower() in text, address
            for word in (*HIDDEN, ASIDE):
                assert word.lower() not in text, (address, word)
    assert len(asked) > 60


def words_of(response, address) -> str:
    """What was answered, without the question, which forms and links repeat."""
    assert response.status_code < 500, address
    text = b"".join(response) if response.streaming else response.content
    found = f"{response.headers.get('Location', '')} {text.decode()}".lower()
    path, _mark, asked = address.lower().partition("?q=")
    echoes = {path, quote(path, safe="").lower()} if path != "/" else set()
    if asked.capitalize() in HIDDEN:
        echoes.add(asked)
    for echo in echoes:
        found = found.replace(echo, "")
    return found
