"""Saving a story: compare-and-set, clean, number the version, keep the search row in step."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from articles import body, bylines, gate, related, search, tasks
from articles.actions import noting, showing
from articles.actions.releasing import pass_gate
from articles.document_links import document_ids
from articles.models import (
    Article,
    Author,
    Byline,
    DeskLog,
    Document,
    Image,
    ReaderNote,
    RelatedPick,
    Revision,
    Section,
)
from articles.threeway import bring_together
from newsroom.kit.slugs import unique_slug
from newsroom.kit.times import database_now, moment

LONGEST_SLUG = 80
FIELDS = (
    "kind", "headline", "standfirst", "slug", "label", "body", "language", "contents",
    "lead_image_id", "lead_caption", "lead_credit", "section_id", "front_title",
    "seo_title", "seo_description", "social_title", "email_title", "byline_text", "comments",
    "sensitive", "advertising", "access", "public_safety", "event_date", "event_place",
)  # fmt: skip

# These belong to the actions in publishing.py and assigning.py, and are read under the lock.
NEVER_FROM_THE_FORM = (
    "status", "published_at", "first_published_at", "updated_at", "path", "version",
    "assignee_id", "due_at",
)  # fmt: skip


class SavedMeanwhile(Exception):
    """Somebody else saved since this text was opened. Both texts are kept.

    `article` is the story as it now stands, `kept` the revision that holds the late text.
    """

    def __init__(self, article: Article, kept: Revision):
        self.article, self.kept = article, kept
        super().__init__("saved meanwhile")


def snapshot(article: Article, relations: dict[str, Any] | None = None) -> dict[str, Any]:
    """The story as JSON: fields, ordered ids of authors and picks, tag names, section ids."""
    values = {name: getattr(article, name) for name in FIELDS}
    if values["event_date"]:
        values["event_date"] = values["event_date"].isoformat()
    if relations is None:
        relations = {
            "authors": [b.author_id for b in article.bylines.all()],
            "tags": sorted(article.tags.names()),
            "further_sections": [s.pk for s in article.further_sections.all()],
            "related_picks": related.picks(article),
        }
    return {**values, **relations}


@transaction.atomic
def create(
    article: Article, *, by: User | None, authors=(), tags=(), further_sections=(),
    related_picks=(),
) -> Article:  # fmt: skip
    """Store a new draft."""
    article.status, article.version, article.created_by = Article.Status.DRAFT, 0, by
    article.assignee, article.due_at = by, None
    _prepare(article)
    article.save()
    _relate(article, authors, tags, further_sections, related_picks)
    _finish(article, by=by, event=DeskLog.Event.CREATE)
    if not article.advertising:
        _log_advertising(article, by)
    if article.embargo_until:
        _log_embargo(article, by)
    return article


def save(
    article: Article, *, by: User | None, base: int, authors=None, tags=None,
    further_sections=None, related_picks=None, note: str = "", substantive: bool = False,
    override: str = "", judged: bool = True, kind: str = ReaderNote.Kind.UPDATE, told: str = "",
) -> Article:  # fmt: skip
    """Store a changed story that was opened at version `base`; what is not given stays.

    A `substantive` change of what readers see moves “last updated”; `told` is what the paper says
    to them about it, as an update or a correction of some `kind`.

    What readers see, or will see at its time, passes the release gate: a change that makes
    something worse is refused unless `override` says why. A preview, which is taken back
    at once, is not `judged`.

    Raises SavedMeanwhile when the story has moved on; the late text is stored as a revision
    of its own, outside the transaction that is given up.
    """
    relations = _given(article, authors, tags, further_sections, related_picks)
    authors, tags, further_sections, related_picks = relations
    manner = Manner(by, note, substantive, override, judged, kind, told)
    with transaction.atomic():
        head = Article.objects.select_for_update().get(pk=article.pk)
        if head.version == base:
            return _save(article, head, relations, manner)
    with transaction.atomic():
        head = Article.objects.select_for_update().get(pk=article.pk)
        late = as_typed(article, authors, tags, further_sections, related_picks)
        kept = _number(head, late, by, note, Revision.Kind.UNSAVED)
    raise SavedMeanwhile(head, kept)


def as_typed(article: Article, authors, tags, further_sections, related_picks) -> dict[str, Any]:
    """A story with what stands beside it, as it came from a form, as a snapshot."""
    relations = {
        "authors": [a.pk for a in authors],
        "tags": sorted(tags),
        "further_sections": [s.pk for s in further_sections],
        "related_picks": [a.pk for a in related_picks],
    }
    return snapshot(article, relations)


def bring_in(late: SavedMeanwhile, *, base: int, **manner) -> Article:
    """Save what came too late together with what was saved meanwhile, where they do not touch.

    `base` is the version the late text was opened at. Raises threeway.Conflict where both changed
    the same; the late text stays among the versions either way.
    """
    saved = late.article.revisions.filter(kind=Revision.Kind.SAVED).order_by("number")
    before, theirs = saved[base - 1].snapshot, saved.last().snapshot
    mine = late.kept.snapshot
    mine = {**mine, "body": body.clean(mine["body"], before["body"])}
    values = bring_together(before, mine, theirs)
    return write(late.article, values, base=late.article.version, **manner)


def _given(article: Article, authors, tags, further_sections, related_picks) -> tuple:
    """What stands beside the text: as given, else as it is."""
    if authors is None:
        authors = [byline.author for byline in article.bylines.select_related("author")]
    if tags is None:
        tags = list(article.tags.names())
    if further_sections is None:
        further_sections = list(article.further_sections.all())
    if related_picks is None:
        related_picks = list(article.related_picks.order_by("picked_by__order"))
    return authors, tags, further_sections, related_picks


def restore(
    article: Article, revision: Revision, *, by: User | None, base: int, judged: bool = True
) -> Article:
    """Make the text of an earlier or a kept version the newest one."""
    note = _("From version %(number)d") % {"number": revision.number}
    return write(article, revision.snapshot, by=by, base=base, judged=judged, note=note)


def write(
    article: Article, values: dict[str, Any], *, by: User | None, base: int, **manner
) -> Article:
    """Save a snapshot as the newest version, in the manner of `save`.

    What has gone since (authors, sections, pictures) is left out; the address stays.
    """
    authors = Author.objects.in_bulk(values.get("authors", []))
    sections = Section.objects.in_bulk([values["section_id"], *values.get("further_sections", [])])
    # A version from before stories had picks keeps those of today.
    picked = values.get("related_picks", related.picks(article))
    stories = Article.objects.exclude(pk=article.pk).in_bulk(picked)
    lay_over(article, values)
    if not Image.objects.filter(pk=article.lead_image_id).exists():
        article.lead_image_id = None
    if values["section_id"] not in sections:
        article.section_id = Article.objects.values_list("section_id", flat=True).get(pk=article.pk)
    signed = [authors[pk] for pk in values.get("authors", []) if pk in authors]
    if not bylines.fits(article.byline_text, len(signed)):
        article.byline_text = ""  # one of its names has gone
    return save(
        article,
        by=by,
        base=base,
        authors=signed,
        tags=values.get("tags", []),
        further_sections=[
            sections[pk] for pk in values.get("further_sections", []) if pk in sections
        ],
        related_picks=[stories[pk] for pk in picked if pk in stories],
        **manner,
    )


def lay_over(article: Article, values: dict[str, Any]) -> None:
    """Give a story the fields of a snapshot, unsaved; an address stays."""
    for name in FIELDS:
        if name in values and not (name == "slug" and article.path):
            setattr(article, name, values[name])
    if values.get("event_date"):
        article.event_date = date.fromisoformat(values["event_date"])


def keep(article: Article, values: dict[str, Any], *, by: User | None, kind: str) -> Revision:
    """Number a text that is not to be the newest. The caller holds the story's row."""
    return _number(article, values, by, "", kind)


@dataclass(frozen=True)
class Manner:
    """Who saves and how, besides what."""

    by: User | None
    note: str
    substantive: bool
    override: str
    judged: bool
    kind: str
    told: str


def _save(article: Article, head: Article, relations: tuple, manner: Manner) -> Article:
    for name in NEVER_FROM_THE_FORM:
        setattr(article, name, getattr(head, name))
    if head.path and article.slug != head.slug:
        raise ValidationError(
            {"slug": _("The address is fixed once published. Use “Change the address”.")}
        )
    if not head.path and article.slug == head.slug and _made_from(head.headline, head.slug):
        article.slug = ""  # nobody chose it: it follows the headline until it is an address
    before = _company(head)
    before_gate = _judged(head) if manner.judged and _released(head) else None
    _prepare(article, head.body)
    article.save()
    _relate(article, *relations)
    noting.carry(article, head)
    if before_gate is not None:
        worse = _judged(article).worse_than(before_gate)
        pass_gate(article, worse, by=manner.by, override=manner.override)
    if manner.substantive and _released(article):
        mark_updated(article)
    if article.status == Article.Status.PUBLISHED:
        tasks.relate_article.defer(article_id=article.pk)
        if _company(article) != before:
            tasks.relate_neighbours.defer(article_id=article.pk)
    event = DeskLog.Event.UPDATE if manner.substantive else DeskLog.Event.SAVE
    _finish(article, by=manner.by, event=event, note=manner.note)
    if _released(article):
        _before_readers(article, manner, head.updated_at)
    if article.advertising != head.advertising:
        _log_advertising(article, manner.by)
    if article.embargo_until != head.embargo_until:
        _log_embargo(article, manner.by)
    return article


def _before_readers(article: Article, manner: Manner, updated_before: datetime | None) -> None:
    now = database_now()
    version = showing.renew(
        article, at=now, substantive=manner.substantive, updated_before=updated_before
    )
    correction = manner.kind != ReaderNote.Kind.UPDATE
    if version and manner.substantive and (manner.told.strip() or correction):
        showing.tell_readers(
            article, kind=manner.kind, text=manner.told, by=manner.by, version=version
        )


def _released(article: Article) -> bool:
    """Whether readers see it, or will without anybody doing anything more."""
    return article.status == Article.Status.PUBLISHED


def _judged(article: Article) -> gate.Verdict:
    return gate.judge(gate.stored(article, at=article.published_at))


def _log_embargo(article: Article, by: User | None) -> None:
    """It is not part of the text: restoring a version leaves it as it is."""
    until = article.embargo_until
    note = _("Embargo until %(time)s") % {"time": moment(until)} if until else _("Embargo lifted")
    DeskLog.objects.create(article=article, person=by, event=DeskLog.Event.SAVE, note=note)


def _log_advertising(article: Article, by: User | None) -> None:
    """An entry of its own: what advertisers ask about later is not lost among the savings."""
    note = _("Advertising turned on") if article.advertising else _("Advertising turned off")
    DeskLog.objects.create(article=article, person=by, event=DeskLog.Event.SAVE, note=note)


def mark_updated(article: Article) -> None:
    """Move “last updated” to now, by the database's clock; not before readers saw the story."""
    seen = Article.objects.filter(pk=article.pk, published_at__lte=Now())
    seen.update(updated_at=Now())
    article.refresh_from_db(fields=["updated_at"])


def _prepare(article: Article, before: str = "") -> None:
    article.body = body.clean(article.body, before)
    article.word_count = body.word_count(article.body)
    if not article.slug:
        others = Article.objects.exclude(pk=article.pk)
        article.slug = unique_slug(
            article.headline,
            lambda slug: others.filter(slug=slug).exists(),
            max_length=LONGEST_SLUG,
        )


def _made_from(headline: str, slug: str) -> bool:
    made = unique_slug(headline, lambda slug: False, max_length=LONGEST_SLUG)
    return re.fullmatch(rf"{re.escape(made)}(-\d+)?", slug) is not None


def _company(article: Article) -> tuple:
    """What decides which other stories this one may stand under."""
    return article.section_id, article.sensitive, sorted(article.tags.names())


def _relate(article: Article, authors, tags, further_sections, related_picks) -> None:
    wanted = [author.pk for author in authors]
    current = list(article.bylines.order_by("order").values_list("author_id", flat=True))
    if wanted != current:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, author_id=pk, order=n) for n, pk in enumerate(wanted)
        )
    article.tags.set(list(tags))
    article.further_sections.set([s for s in further_sections if s.pk != article.section_id])
    chosen = [story.pk for story in related_picks if story.pk != article.pk]
    if chosen != related.picks(article):
        article.picks.all().delete()
        RelatedPick.objects.bulk_create(
            RelatedPick(article=article, story_id=pk, order=n) for n, pk in enumerate(chosen)
        )
    article.body_images.set(Image.objects.filter(pk__in=body.image_ids(article.body)))
    _link_documents(article)


def _link_documents(article: Article) -> None:
    named = document_ids(article.body)
    links = Article.body_documents.through
    links.objects.filter(article=article).exclude(document__in=named).delete()
    if named:
        there = Document.objects.filter(pk__in=named).values_list("pk", flat=True)
        rows = [links(article=article, document_id=pk) for pk in there]
        links.objects.bulk_create(rows, ignore_conflicts=True)


def _finish(article: Article, *, by: User | None, event: str, note: str = "") -> None:
    search.index(article)
    _number(article, snapshot(article), by, note, Revision.Kind.SAVED)
    DeskLog.objects.create(article=article, person=by, event=event, note=note)


def _number(article, values, by, note, kind) -> Revision:
    """The next numbered revision. The caller holds the story's row."""
    last = Revision.objects.filter(article=article).order_by("-number").first()
    number = (last.number if last else 0) + 1
    if kind == Revision.Kind.SAVED:
        article.version += 1
        Article.objects.filter(pk=article.pk).update(version=article.version)
    return Revision.objects.create(
        article=article, number=number, snapshot=values, person=by, note=note, kind=kind
    )
