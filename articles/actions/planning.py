"""A change of a live story that waits for its time: planned, taken back, made."""

import time
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from articles import tasks
from articles.actions import editing
from articles.field_names import field_name
from articles.models import Article, DeskLog, PlannedChange, ReaderNote, Revision
from articles.threeway import Conflict, bring_together
from newsroom.kit.times import database_now

State = PlannedChange.State
LONGEST_WHY = 600
# The job begins so long before and waits: a worker looks for jobs once a second only.
AHEAD = timedelta(seconds=2)


class PlannedMeanwhile(Exception):
    """Somebody else changed the text that waits since it was opened, or it waits no more.

    `change` is how it stands now, `kept` the revision that holds the late text.
    """

    def __init__(self, change: PlannedChange, kept: Revision):
        self.change, self.kept = change, kept
        super().__init__("planned meanwhile")


def plan(
    article: Article, *, by: User, base: int, at: datetime, kind: str = "", told: str = "",
    override: str = "", **relations,
) -> PlannedChange:  # fmt: skip
    """Keep a changed story, opened at version `base`, to appear at `at`. Readers see nothing of
    it before. The rules judge it now as a save would be judged, and again at its time.

    A story has one: another takes its place. Raises SavedMeanwhile as editing.save does.
    """
    with transaction.atomic():
        head = Article.objects.select_for_update().get(pk=article.pk)
        if head.version == base:
            wording = {"kind": kind, "told": told.strip(), "override": override.strip()}
            return _plan(article, head, by, at, wording, relations)
    editing.save(article, by=by, base=base, **relations)  # keeps the late text and raises
    raise AssertionError("a version goes back")


def revise(
    change: PlannedChange, article: Article, *, by: User, base: int, at: datetime, kind: str = "",
    told: str = "", override: str = "", **relations,
) -> PlannedChange:  # fmt: skip
    """Change a text that waits, opened when it was the revision `base`. The story stays as it is.

    Raises PlannedMeanwhile when the plan has moved on; the late text is kept among the versions.
    """
    with transaction.atomic():
        head = Article.objects.select_for_update().get(pk=article.pk)
        change = head.planned_changes.select_related("revision", "made_from").get(pk=change.pk)
        if change.state == State.WAITING and change.revision_id == base:
            wording = {"kind": kind, "told": told.strip(), "override": override.strip()}
            return _revise(change, article, head, by, at, wording, relations)
        late = editing.as_typed(article, **relations)
        kept = editing.keep(head, late, by=by, kind=Revision.Kind.UNSAVED)
    raise PlannedMeanwhile(change, kept)


def _revise(change, article, head, by, at, wording, relations) -> PlannedChange:
    values = _worth_planning(change.made_from, article, head, by, at, wording, relations)
    if values != change.revision.snapshot:
        change.revision = editing.keep(head, values, by=by, kind=Revision.Kind.PLANNED)
    change.due_at, change.person = at, by
    for name, value in wording.items():
        setattr(change, name, value)
    change.save(update_fields=["revision", "due_at", "person", *wording])
    _announce(change, by)
    return change


def _plan(article, head, by, at, wording, relations) -> PlannedChange:
    made_from = head.revisions.filter(kind=Revision.Kind.SAVED).first()
    values = _worth_planning(made_from, article, head, by, at, wording, relations)
    for open_one in head.planned_changes.filter(state__in=PlannedChange.OPEN):
        _let_go(open_one, by)
    change = PlannedChange.objects.create(
        article=head,
        revision=editing.keep(head, values, by=by, kind=Revision.Kind.PLANNED),
        made_from=made_from,
        due_at=at,
        person=by,
        **wording,
    )
    _announce(change, by)
    return change


def _worth_planning(made_from, article, head, by, at, wording, relations) -> dict:
    """The text as it will be stored; refused where there is nothing to plan."""
    now = database_now()
    if head.status != Article.Status.PUBLISHED or head.published_at > now:
        raise ValidationError(_("Only a change of a story that is live can be planned."))
    if at <= now:
        raise ValidationError(_("That time has passed. Choose a later one, or update now."))
    override = wording["override"]
    values = _as_saved(article, by=by, base=head.version, override=override, **relations)
    if values == made_from.snapshot:
        raise ValidationError(_("Nothing is changed. Change the text first, then plan it."))
    return values


def _announce(change: PlannedChange, by: User) -> None:
    at = change.due_at
    _log(change, by, DeskLog.Event.PLAN, _when(at))
    job = tasks.make_planned_changes.configure(schedule_at=at - AHEAD)
    job.defer(timestamp=int(at.timestamp()))


def _as_saved(article: Article, **manner) -> dict:
    """The snapshot a save would leave: everything is stored and judged, and taken back."""
    with transaction.atomic():
        saved = editing.save(article, **manner)
        values = editing.snapshot(Article.objects.get(pk=saved.pk))
        transaction.set_rollback(True)
    return values


@transaction.atomic
def take_back(change: PlannedChange, *, by: User) -> None:
    """It will not be made; its text stays among the versions. So is one dismissed that failed."""
    head = Article.objects.select_for_update().get(pk=change.article_id)
    found = head.planned_changes.filter(pk=change.pk, state__in=PlannedChange.OPEN).first()
    if found is None:
        raise ValidationError(_("This change has been made or taken back already."))
    _let_go(found, by)


def _let_go(change: PlannedChange, by: User) -> None:
    """The caller holds the story's row. One that failed is not logged again."""
    if change.state == State.WAITING:
        _log(change, by, DeskLog.Event.UNPLAN, _when(change.due_at))
    _settle(change, State.LET_GO)


def make_due() -> int:
    """Make what is due, or will be in a moment, the earliest first. One that cannot be made stops
    no other."""
    due = PlannedChange.objects.filter(state=State.WAITING, due_at__lte=Now() + AHEAD)
    made, failed = 0, []
    for pk, at in list(due.values_list("pk", "due_at")):
        _wait_for(at)
        try:
            made += _make(pk)
        except Exception as error:  # it waits on, late, and is tried again with the next job
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} planned changes could not be made", failed)
    return made


def _wait_for(at: datetime) -> None:
    while (left := (at - database_now()).total_seconds()) >= 0:
        time.sleep(left + 0.001)


@transaction.atomic
def _make(pk: int) -> bool:
    # The story's row first, as everywhere: whoever plans or takes back holds it as well.
    head = Article.objects.select_for_update().get(planned_changes=pk)
    waiting = PlannedChange.objects.filter(pk=pk, state=State.WAITING, due_at__lte=Now())
    change = waiting.select_related("revision", "made_from", "person").first()
    if change is None:
        return False  # another worker made it, or it was taken back or put off this moment
    try:
        with transaction.atomic():
            _write(change, head)
    except ValidationError as refused:
        change.why = " ".join(refused.messages)[:LONGEST_WHY]
        _log(change, None, DeskLog.Event.REFUSE, change.why)
        _settle(change, State.REFUSED)
        return False
    _settle(change, State.MADE)
    return True


def _settle(change: PlannedChange, state: str) -> None:
    change.state, change.settled_at = state, database_now()
    change.save(update_fields=["state", "why", "settled_at"])


def _write(change: PlannedChange, head: Article) -> None:
    if head.status != Article.Status.PUBLISHED:
        raise ValidationError(_("The story was withdrawn meanwhile."))
    newest = head.revisions.filter(kind=Revision.Kind.SAVED).first()
    values = change.revision.snapshot
    if newest.pk != change.made_from_id:
        values = _together(change, newest)
    editing.write(
        head,
        values,
        by=change.person,
        base=head.version,
        note=_("Planned for %(time)s") % {"time": _when(change.due_at)},
        substantive=bool(change.kind),
        kind=change.kind or ReaderNote.Kind.UPDATE,
        told=change.told,
        override=change.override,
    )


def _together(change: PlannedChange, newest: Revision) -> dict:
    """The story was saved since: both changes, where they do not touch."""
    try:
        return bring_together(change.made_from.snapshot, change.revision.snapshot, newest.snapshot)
    except Conflict as clash:
        raise ValidationError(
            _("The story was changed meanwhile at the same place: %(where)s."),
            params={"where": ", ".join(field_name(name) for name in clash.names)},
        ) from clash


def _log(change: PlannedChange, by: User | None, event: str, note: str) -> None:
    DeskLog.objects.create(article_id=change.article_id, person=by, event=event, note=note[:600])


def _when(at: datetime) -> str:
    """For the log: still right when it is read in a year."""
    return date_format(timezone.localtime(at), "j M Y, H:i")
