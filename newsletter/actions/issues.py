"""What the desk does with an issue until its readers are counted; from then on nothing changes.

`base` is the version its author saw: what was saved meanwhile by somebody else is not overwritten.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Article
from newsletter import choosing, prose
from newsletter.actions import sending, telling
from newsletter.models import Issue, IssueLog, IssueStory, Newsletter, Rhythm
from newsletter.rendering import Rendered, filled
from newsletter.sending.copies import sender_of
from newsroom.kit import mail
from newsroom.site.chrome import chrome

SEND = telling.SEND
OPEN = (Issue.State.DRAFT, Issue.State.SCHEDULED)
WORDS = ("subject", "preheader", "intro", "ending")
RICH = ("intro", "ending")
# A test's links lead nowhere: nobody stands behind this key.
NOBODY = "0" * 32

Event = IssueLog.Event


class SavedMeanwhile(Exception):
    """Somebody saved the issue after this form was opened."""


@dataclass(frozen=True)
class Chosen:
    story: Article
    note: str = ""


@transaction.atomic
def begin(newsletter: Newsletter, *, by: User) -> Issue:
    """A draft; its edition is the day, and a number where the day has several."""
    issue = _with_free_edition(newsletter, by)
    _note(issue, Event.BEGIN, by)
    return issue


@transaction.atomic
def save(
    issue: Issue, *, words: dict[str, str], stories: Iterable[Chosen], by: User, base: int
) -> Issue:
    """Its words and stories, cleaned. What was approved may be changed only by who may approve."""
    head = _to_write(issue)
    if head.version != base:
        raise SavedMeanwhile
    if head.state == Issue.State.SCHEDULED and not by.has_perm(SEND):
        raise ValidationError(
            _("This issue is approved. Ask who may send issues to take it back first.")
        )
    for name in WORDS:
        said = words.get(name, "")
        setattr(head, name, prose.clean(said) if name in RICH else " ".join(said.split()))
    head.version += 1
    head.save(update_fields=[*WORDS, "version"])
    head.stories.all().delete()
    IssueStory.objects.bulk_create(
        IssueStory(issue=head, article=c.story, position=place, note=prose.clean(c.note))
        for place, c in enumerate(stories)
    )
    _note(head, Event.SAVE, by)
    return head


@transaction.atomic
def fill(issue: Issue, *, by: User, base: int) -> int:
    """Add what its newsletter's rule would choose now. How many came in."""
    head = _to_write(issue)
    have = {s.article_id: Chosen(s.article, s.note) for s in head.stories.select_related("article")}
    room = head.newsletter.most_stories - len(have)
    new = [s for s in choosing.by_rule(head.newsletter) if s.pk not in have][: max(room, 0)]
    if new:
        words = {name: getattr(head, name) for name in WORDS}
        stories = [*have.values(), *map(Chosen, new)]
        save(head, words=words, stories=stories, by=by, base=base)
    return len(new)


@transaction.atomic
def schedule(issue: Issue, *, by: User, base: int, at: datetime | None = None) -> Issue:
    """Approve it: it goes at `at`, or now. Whoever approves is written down."""
    head = _to_write(issue)
    if not by.has_perm(SEND):
        raise PermissionDenied
    if head.version != base:
        raise SavedMeanwhile
    now = timezone.now()
    if at is not None and at <= now:
        raise ValidationError(_("That time has passed. Choose a later one, or send it now."))
    _check_ready(head)
    head.state = Issue.State.SCHEDULED
    head.scheduled_for = at or now
    head.not_after = head.scheduled_for + timedelta(minutes=head.newsletter.late_after)
    head.approved_by, head.approved_at = by, now
    head.save(update_fields=["state", "scheduled_for", "not_after", "approved_by", "approved_at"])
    telling.waits_no_more(head)
    _note(head, Event.SCHEDULE, by, note=f"{timezone.localtime(head.scheduled_for):%F %H:%M %Z}")
    return head


@transaction.atomic
def take_back(issue: Issue, *, by: User) -> Issue:
    """A draft again. Its time stays as a proposal; the approval is gone."""
    head = _to_write(issue)
    if not by.has_perm(SEND):
        raise PermissionDenied
    head.state = Issue.State.DRAFT
    head.approved_by = head.approved_at = head.not_after = None
    head.save(update_fields=["state", "approved_by", "approved_at", "not_after"])
    _note(head, Event.UNSCHEDULE, by)
    return head


@transaction.atomic
def cancel(issue: Issue, *, by: User) -> Issue:
    """Nobody gets it any more who has not got it."""
    if not by.has_perm(SEND):
        raise PermissionDenied
    if Issue.objects.begun().filter(pk=issue.pk).exists():
        sending.cancel_rest(issue, by=by)
        issue.refresh_from_db()
        _note(issue, Event.CANCEL, by)
        return issue
    head = _open(issue)
    head.state = Issue.State.CANCELLED
    head.save(update_fields=["state"])
    telling.waits_no_more(head)
    _note(head, Event.CANCEL, by)
    return head


@transaction.atomic
def pause(issue: Issue, *, by: User) -> bool:
    """False when it was not on its way."""
    if stopped := sending.pause(issue, by=by):
        _note(issue, Event.PAUSE, by)
    return stopped


@transaction.atomic
def let_go_on(issue: Issue, *, by: User) -> bool:
    """Also the word of a person that a late issue may still go. False when it stood not still."""
    if goes := sending.resume(issue, by=by):
        _note(issue, Event.GO_ON, by)
    return goes


def send_test(issue: Issue, rendered: Rendered, *, to: str, by: User) -> None:
    """One copy by the way letters go: it waits behind no issue, and its links change nothing."""
    mail.post(
        to=to,
        subject=_("Test: %(subject)s") % {"subject": rendered.subject},
        text=filled(rendered.text, reader_key=NOBODY, copy_key=NOBODY),
        html=filled(rendered.html, reader_key=NOBODY, copy_key=NOBODY),
        sender=str(sender_of(issue.newsletter)),
        reply_to=issue.newsletter.reply_to,
    )
    _note(issue, Event.TEST, by, note=to)


def missing(issue: Issue) -> list[str]:
    """What an issue still lacks before it can go to anybody, in words."""
    lacks = []
    if not issue.subject and not issue.automatic:
        lacks.append(_("Write a subject."))
    stories = issue.stories.all()
    if not stories and not issue.intro:
        lacks.append(_("Choose a story, or write an introduction."))
    return lacks


def warnings(issue: Issue) -> list[str]:
    """What may go out as it is, and had better not."""
    if chrome().site.postal_address:
        return []
    return [
        _("The paper’s postal address is missing at the foot: add it in the settings of the site.")
    ]


def _check_ready(issue: Issue) -> None:
    if lacks := missing(issue):
        raise ValidationError(lacks)


def _open(issue: Issue) -> Issue:
    """Locked, so that it is not frozen meanwhile."""
    held = Issue.objects.select_for_update(of=("self",)).select_related("newsletter")
    head = held.get(pk=issue.pk)
    if head.state not in OPEN:
        raise ValidationError(
            _("This issue is “%(state)s” now: nothing in it can be changed any more."),
            params={"state": head.get_state_display()},
        )
    return head


def _to_write(issue: Issue) -> Issue:
    """A follow-up is made and approved in one (correcting.py)."""
    head = _open(issue)
    if head.is_follow_up:
        raise ValidationError(_("A follow-up of a correction is not written here."))
    return head


def _with_free_edition(newsletter: Newsletter, by: User) -> Issue:
    """The day's own name is left to the rule, where there is one."""
    day = f"{timezone.localdate():%Y-%m-%d}"
    for number in range(1 if newsletter.rhythm == Rhythm.BY_HAND else 2, 100):
        edition = day if number == 1 else f"{day}-{number}"
        with suppress(IntegrityError), transaction.atomic():
            return Issue.objects.create(newsletter=newsletter, edition=edition, created_by=by)
    raise ValidationError(_("This newsletter has a hundred issues today already."))


def _note(issue: Issue, event: Event, by: User, note: str = "") -> None:
    IssueLog.objects.create(issue=issue, person=by, event=event, note=note[:200])
