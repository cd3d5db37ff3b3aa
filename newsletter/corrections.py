"""Corrections of stories that went out in newsletters: whom to tell, and who was told."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet
from django.utils.text import Truncator

from articles.models import ReaderNote
from newsletter import audience
from newsletter.models import Content, Delivery, Issue, Newsletter
from newsletter.rendering import LONGEST_SUBJECT
from newsroom.site.language import in_readers_language

WAITING = (Delivery.State.PENDING, Delivery.State.CLAIMED)


@dataclass(frozen=True)
class Share:
    """Those one newsletter tells. Who got the story from several is told by the first of them."""

    newsletter: Newsletter
    readers: int


@dataclass(frozen=True)
class Offer:
    """Whom a correction would be mailed to now. `told_by` are the issues that held the old words;
    `waiting` of their copies are still to go out, to readers who are not among them yet."""

    shares: list[Share]
    told_by: list[Issue]
    waiting: int

    @property
    def readers(self) -> int:
        return sum(share.readers for share in self.shares)


def went_out() -> QuerySet[ReaderNote]:
    """Corrections readers find, of stories that newsletters brought before; `made`: mailed."""
    held = Content.objects.filter(
        _holds(OuterRef("article_id")),
        issue__kind=Issue.Kind.STORIES,
        issue__frozen_at__lte=OuterRef("at") + audience.SAVING,
    )
    made = Issue.objects.filter(correction=OuterRef("pk"))
    notes = ReaderNote.objects.corrections().readable().filter(Exists(held))
    return notes.annotate(made=Exists(made)).select_related("article", "person")


def offer(note: ReaderNote) -> Offer:
    told_by = list(
        Issue.objects.of_stories()
        .filter(Exists(_faulty(note).filter(issue=OuterRef("pk"))))
        .select_related("newsletter")
        .order_by("frozen_at", "pk")
    )
    newsletters = {issue.newsletter_id: issue.newsletter for issue in told_by}
    order = sorted(newsletters.values(), key=lambda which: (which.order, which.pk))
    sizes = _readers(note, order)
    waiting = Delivery.objects.filter(content__in=_faulty(note), state__in=WAITING).count()
    shares = [Share(which, sizes[which.pk]) for which in order if sizes.get(which.pk)]
    return Offer(shares, told_by, waiting)


def subject(note: ReaderNote) -> str:
    with in_readers_language():
        said = f"{note.get_kind_display()}: {note.article.title_in_email}"
        return Truncator(said).chars(LONGEST_SUBJECT, truncate="…")


def draft(note: ReaderNote, newsletter: Newsletter, *, words: str = "") -> Issue:
    """A follow-up that nobody keeps yet, to be kept or only to be looked at."""
    return Issue(
        newsletter=newsletter,
        edition=f"correction-{note.pk}",
        kind=Issue.Kind.FOLLOW_UP,
        correction=note,
        subject=subject(note),
        intro=words,
    )


def _readers(note: ReaderNote, newsletters: list[Newsletter]) -> dict[int, int]:
    """How many each tells, in one query."""
    if not newsletters:
        return {}
    parts, params = [], []
    for place, newsletter in enumerate(newsletters):
        found = audience.corrected(note.pk, newsletter.pk)
        parts.append(
            f"SELECT subscriber_id, {place} AS place, {newsletter.pk} AS newsletter_id"  # noqa: S608
            f" FROM ({found.sql}) AS reader"
        )
        params += found.params
    first = (
        "SELECT DISTINCT ON (subscriber_id) newsletter_id"  # noqa: S608 our own words
        f" FROM ({' UNION ALL '.join(parts)}) AS told ORDER BY subscriber_id, place"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT newsletter_id, count(*) FROM ({first}) AS one GROUP BY newsletter_id",  # noqa: S608
            params,
        )
        return dict(cursor.fetchall())


def _faulty(note: ReaderNote) -> QuerySet[Content]:
    return Content.objects.filter(
        stories__contains=[note.article_id],
        issue__kind=Issue.Kind.STORIES,
        issue__frozen_at__lte=note.at + audience.SAVING,
    )


def _holds(story) -> Q:
    """Asked as the index of the stories is made."""
    array = Func(
        story,
        template="ARRAY[%(expressions)s]::bigint[]",
        output_field=ArrayField(BigIntegerField()),
    )
    return Q(stories__contains=array)
