"""Every act that changed what readers see, from the logs the apps keep, newest first.

Each source is asked for one page only, after the moment the page before ended: what is kept costs
nothing, however much it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.contrib.admin.models import LogEntry
from django.db.models import F, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from articles.models import DeskLog, Section
from comments.models import Decision
from newsletter.models import IssueLog
from newsroom.curation.changes import told
from newsroom.curation.models import EditionChange

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """`key` is its place in its own log; `about` what was changed, `address` where in the desk."""

    at: datetime
    source: str
    key: int
    person: str
    act: str
    about: str
    note: str = ""
    address: str = ""


@dataclass(frozen=True)
class Asked:
    """What the log is narrowed to; empty is everything."""

    source: str = ""
    person: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Source:
    """One of the logs: how it is asked, by which names its columns go, how a row is told."""

    key: str
    label: str
    rows: Callable[[], QuerySet]
    at: str
    person: str
    words: tuple[str, ...]
    entries: Callable[[list], Iterator[tuple[str, str, str, str]]]


def _stories(rows):
    for row in rows:
        address = reverse("admin:articles_article_versions", args=[row.article_id])
        yield row.get_event_display(), row.article.headline, row.note, address


def _front(rows):
    sections = {section.pk: section for section in Section.objects.select_related("parent")}
    address = reverse("admin:curation_front_changelist")
    for row in rows:
        yield row.get_act_display(), _("Front page"), told(row, sections), address


def _comments(rows):
    for row in rows:
        note = " ".join(filter(None, [row.get_why_display(), row.reason]))
        change = f"{row.get_was_display()} → {row.get_status_display()}"
        about = row.comment.article.headline
        yield change, about, note, reverse("admin:comments_comment_change", args=[row.comment_id])


# What reached readers, or was kept from them; writing an issue is not among it.
OF_READERS = [
    IssueLog.Event.SCHEDULE, IssueLog.Event.UNSCHEDULE, IssueLog.Event.CANCEL,
    IssueLog.Event.PAUSE, IssueLog.Event.GO_ON, IssueLog.Event.RETRY, IssueLog.Event.RESEND,
    IssueLog.Event.LET_GO, IssueLog.Event.STOP, IssueLog.Event.FOLLOW_UP,
]  # fmt: skip


def _issues(rows):
    for row in rows:
        address = reverse("admin:newsletter_issue_change", args=[row.issue_id])
        about = f"{row.issue.newsletter}: {row.issue}"
        yield row.get_event_display(), about, row.note, address


ACTS = {1: _("added"), 2: _("changed"), 3: _("deleted")}


def _registers(rows):
    for row in rows:
        kind = row.content_type.name if row.content_type else ""
        about = f"{kind}: {row.object_repr}"
        yield ACTS[row.action_flag], about, row.get_change_message(), _edited(row)


def _edited(row: LogEntry) -> str:
    if row.action_flag == 3 or not row.content_type:
        return ""
    name = f"admin:{row.content_type.app_label}_{row.content_type.model}_change"
    try:
        return reverse(name, args=[row.object_id])
    except NoReverseMatch:
        return ""


SOURCES = [
    Source(
        "stories",
        _("Stories"),
        lambda: DeskLog.objects.select_related("person", "article"),
        "at",
        "person",
        ("article__headline", "note"),
        _stories,
    ),
    Source(
        "front",
        _("Front page"),
        lambda: EditionChange.objects.select_related("person").defer("before", "after"),
        "at",
        "person",
        ("about__story", "about__text"),
        _front,
    ),
    Source(
        "comments",
        _("Comments"),
        lambda: Decision.objects.select_related("person", "comment__article"),
        "made_at",
        "person",
        ("comment__article__headline", "reason"),
        _comments,
    ),
    Source(
        "newsletters",
        _("Newsletters"),
        lambda: IssueLog.objects.filter(event__in=OF_READERS).select_related(
            "person", "issue__newsletter"
        ),
        "at",
        "person",
        ("issue__subject", "note"),
        _issues,
    ),
    Source(
        "registers",
        _("Sections, pages, settings"),
        lambda: LogEntry.objects.select_related("user", "content_type"),
        "action_time",
        "user",
        ("object_repr",),
        _registers,
    ),
]


def page(asked: Asked) -> tuple[list[Entry], datetime | None]:
    """The newest entries, and the moment before which there are more."""
    found = [_told(source, list(_rows(source, asked)[: PAGE + 1])) for source in _wanted(asked)]
    entries = list(islice(_in_order(found), PAGE + 1))
    return entries[:PAGE], entries[PAGE - 1].at if len(entries) > PAGE else None


def whole(asked: Asked) -> Iterator[Entry]:
    """All of it, for a file: each log is read in pieces and never held."""
    return _in_order([_streamed(source, asked) for source in _wanted(asked)])


def _streamed(source: Source, asked: Asked) -> Iterator[Entry]:
    rows = _rows(source, asked).iterator(chunk_size=500)
    while piece := list(islice(rows, 500)):
        yield from _told(source, piece)


def _wanted(asked: Asked) -> list[Source]:
    return [source for source in SOURCES if asked.source in {"", source.key}]


def _rows(source: Source, asked: Asked) -> QuerySet:
    rows = source.rows()
    if asked.person:
        rows = rows.filter(**{f"{source.person}__display_name__icontains": asked.person})
    if asked.words:
        either = Q()
        for column in source.words:
            either |= Q(**{f"{column}__icontains": asked.words})
        rows = rows.filter(either)
    if asked.since:
        rows = rows.filter(**{f"{source.at}__gte": asked.since})
    if asked.until:
        rows = rows.filter(**{f"{source.at}__lt": asked.until})
    return rows.annotate(moment=F(source.at)).order_by(f"-{source.at}", "-pk")


def _told(source: Source, rows: list) -> Iterator[Entry]:
    for row, (act, about, note, address) in zip(rows, source.entries(rows), strict=True):
        person = getattr(row, source.person)
        yield Entry(
            row.moment, source.key, row.pk, str(person or ""), str(act), str(about), note, address
        )


def _in_order(found: list) -> Iterator[Entry]:
    return merge(*found, key=lambda entry: (entry.at, entry.source, entry.key), reverse=True)
