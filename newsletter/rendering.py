"""What readers of an issue get: subject, HTML and text, made once for all who get the same stories.

Addresses that differ from copy to copy hold placeholders; whoever sends a copy fills them in. They
are as long as what replaces them, so that a message encoded once need not be encoded again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.metadata import absolute
from articles.models import Article, ReaderNote
from articles.renditions import picture
from newsletter import prose
from newsletter.links import leave_url, preferences_url
from newsletter.models import Content, Issue, IssueStory
from newsroom.kit.mail import inlined, tidy
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language
from newsroom.site.logo import size_of

# Letters only: no encoding, wrapping or template touches them.
READER_KEY = "ReaderKeyOfExactlyThirtyTwoChars"  # stands for Subscriber.key
COPY_KEY = "CopyKeyOfExactlyThirtyTwoLetters"  # stands for Delivery.key.hex

LONGEST_SUBJECT = 150
# Gmail cuts a message off at 102 KB, and with it the way to leave.
LARGEST = 100_000
IN_FULL_AT_MOST = 6
WIDE, SMALL = (600, "16x9"), (120, "4x3")
LOGO_HEIGHT, LOGO_WIDTH = 40, 300


@dataclass(frozen=True)
class Rendered:
    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A picture as mail programs take it: JPEG, by its whole address, its size stated."""

    src: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Item:
    """A story in the mail. `url` may lead past the counter, `address` never does."""

    story: Article
    url: str
    address: str
    note: SafeString
    note_text: str
    picture: Shown | None
    short: bool = False


@dataclass(frozen=True)
class Told:
    """A correction in the mail. `url` and `address` as above."""

    note: ReaderNote
    url: str
    address: str


@dataclass(frozen=True)
class Addresses:
    """Where the links of every copy lead; `web` is empty where an issue has no page."""

    leave: str
    preferences: str
    web: str
    seen: str = ""
    site: str = field(default_factory=lambda: settings.SITE_URL)


def render(issue: Issue, stories: list[int], *, counted: bool) -> Rendered:
    """The issue with these stories, in this order, as far as readers may see them.

    `counted`: its story links lead past our counter, and a picture tells that it was opened.
    """
    found = [] if issue.is_follow_up else readable(stories)
    with in_readers_language():
        numbers = {pk: number for number, pk in enumerate(stories, start=1)}
        context = _context(issue, found, numbers if counted else {})
        if issue.is_follow_up:
            context["told"] = _told(issue, counted=counted)
        html = _html(context)
        if len(html.encode()) > LARGEST:
            html = _html({**context, "items": _shortened(context["items"])})
        text = tidy(render_to_string("mail/issue.txt", context))
        return Rendered(context["subject"], html, text)


def readable(stories: Iterable[int]) -> list[Article]:
    """Those a reader may see now and that may travel: neither withdrawn, waiting nor sensitive."""
    wanted = list(stories)
    found = Article.objects.published().not_sensitive().for_cards().in_bulk(wanted)
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def filled(part: str, *, reader_key: str, copy_key: str) -> str:
    """A part of one reader's copy."""
    return part.replace(READER_KEY, reader_key).replace(COPY_KEY, copy_key)


def counted_address(number: int) -> str:
    """The way past the counter to story `number` of a content, counted from 1."""
    return f"{settings.SITE_URL}/newsletter/go/{COPY_KEY}/{number}/"


def counted_target(content: Content, number: int) -> str | None:
    """Where that way leads: the story's own address, whatever became of it; None is no way."""
    if not 1 <= number <= len(content.stories):
        return None
    path = Article.objects.filter(pk=content.stories[number - 1]).values_list("path", flat=True)
    return absolute(path[0]) if path and path[0] else None


def addresses(issue: Issue, *, counted: bool = False) -> Addresses:
    page = [issue.newsletter.slug, issue.edition]
    return Addresses(
        leave=leave_url(READER_KEY, issue.newsletter),
        preferences=preferences_url(READER_KEY),
        web=absolute(reverse("newsletter:issue", args=page)) if has_page(issue) else "",
        seen=f"{settings.SITE_URL}/newsletter/seen/{COPY_KEY}.gif" if counted else "",
    )


def has_page(issue: Issue) -> bool:
    """A personal issue has none: it is another for each reader; nor has what follows a correction,
    which stands on the story's own page."""
    own = issue.newsletter.personal or issue.is_follow_up
    return issue.newsletter.archived and not own


def subject_of(issue: Issue, stories: list[Article]) -> str:
    """What the newsroom wrote, else what the first story says of itself in mail."""
    said = issue.subject or (stories[0].title_in_email if stories else issue.newsletter.name)
    return Truncator(" ".join(said.split())).chars(LONGEST_SUBJECT, truncate="…")


def preheader_of(issue: Issue, stories: list[Article]) -> str:
    """What the newsroom wrote, else what follows the story of the subject."""
    if issue.preheader or not stories:
        return issue.preheader
    others = stories[1:4] if not issue.subject else stories[:3]
    said = " · ".join(story.title_in_email for story in others) or stories[0].standfirst
    return Truncator(said).chars(LONGEST_SUBJECT, truncate="…")


def _context(issue: Issue, stories: list[Article], numbers: dict[int, int]) -> dict:
    """`numbers` are the places of counted stories in their content; none of them, none counted."""
    site = chrome().site
    return {
        "issue": issue,
        "newsletter": issue.newsletter,
        "site": site,
        "subject": subject_of(issue, stories),
        "preheader": preheader_of(issue, stories),
        "when": issue.scheduled_for or timezone.now(),
        "intro": _rich(issue.intro),
        "intro_text": prose.as_text(prose.clean(issue.intro), settings.SITE_URL),
        "ending": _rich(issue.ending),
        "ending_text": prose.as_text(prose.clean(issue.ending), settings.SITE_URL),
        "items": _items(issue, stories, numbers),
        "addresses": addresses(issue, counted=bool(numbers)),
        "told": None,
        "about": _about(site),
        "mark": absolute(static("img/mark-mail.png")),
        "mark_dark": absolute(static("img/mark-mail-dark.png")),
        "logo": _logo(site.logo, site.name),
        "logo_dark": _logo(site.logo_dark, site.name) if site.logo else None,
    }


def _items(issue: Issue, stories: list[Article], numbers: dict[int, int]) -> list[Item]:
    """The newsroom's note stands in place of the standfirst."""
    if not stories:
        return []
    notes = dict(IssueStory.objects.filter(issue=issue).values_list("article_id", "note"))
    items = []
    for place, story in enumerate(stories):
        note, number = notes.get(story.pk, ""), numbers.get(story.pk)
        items.append(
            Item(
                story=story,
                url=counted_address(number) if number else absolute(story.path),
                address=absolute(story.path),
                note=_rich(note),
                note_text=prose.as_text(prose.clean(note), settings.SITE_URL),
                picture=_shown(story, *(SMALL if place else WIDE)),
            )
        )
    return items


def _told(issue: Issue, *, counted: bool) -> Told | None:
    """Its readers are those who were sent the story, so it is shown to them whatever it is."""
    note = issue.correction
    if note is None:
        return None
    address = absolute(note.article.path)
    return Told(note, counted_address(1) if counted else address, address)


def _shortened(items: list[Item]) -> list[Item]:
    """The later stories by their headlines alone."""
    return [
        item if number < IN_FULL_AT_MOST else _as_headline(item)
        for number, item in enumerate(items)
    ]


def _as_headline(item: Item) -> Item:
    return Item(item.story, item.url, item.address, mark_safe(""), "", None, short=True)


def _rich(html: str) -> SafeString:
    return mark_safe(prose.with_whole_addresses(prose.clean(html), settings.SITE_URL))


def _shown(story: Article, width: int, ratio: str) -> Shown | None:
    """Without a text of its own the picture is named by the story it leads to."""
    made = picture(story.lead_picture, ratio)
    if made is None:
        return None
    height = round(width * made.height / made.width)
    return Shown(absolute(made.src), width, height, story.lead_image.alt_text or story.headline)


def _logo(file, name: str) -> Shown | None:
    size = size_of(file.name) if file else None
    if size is None:
        return None
    scale = min(LOGO_HEIGHT / size[1], LOGO_WIDTH / size[0], 1)
    return Shown(absolute(file.url), round(size[0] * scale), round(size[1] * scale), name)


def _about(site) -> list[tuple[str, str]]:
    """Who we are, and how we treat what we know of a reader: the pages the paper has."""
    pages = [(_("Who we are"), site.masthead_url), (_("Privacy"), site.privacy_url)]
    return [(words, absolute(path)) for words, path in pages if path]


def _html(context: dict) -> str:
    return inlined(render_to_string("mail/issue.html", context))
