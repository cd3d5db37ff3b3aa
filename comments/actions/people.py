"""Warnings, pauses and bans, and appeals against what was decided."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.actions.moderation import approve
from comments.actions.telling import tell_of_lifting, tell_of_refusal, tell_of_sanction
from comments.models import Appeal, Comment, Sanction
from comments.policy import last_removal, may_appeal, may_decide_appeal, may_moderate

Kind = Sanction.Kind


@transaction.atomic
def sanction(
    person: User,
    kind: str,
    *,
    by: User,
    reason: str,
    until: datetime | None = None,
    comment: Comment | None = None,
) -> Sanction:
    """Warn somebody, or keep them from writing for a time or for good; they read the reason."""
    if may_moderate(person):
        raise ValidationError(_("Moderators are not sanctioned here; take the role away first."))
    if not reason.strip():
        raise ValidationError(_("Say why: the member reads it."))
    if (kind == Kind.PAUSE) != (until is not None):
        raise ValidationError(_("Say until when, for a suspension and for nothing else."))
    if until and until <= timezone.now():
        raise ValidationError(_("That time is over already."))
    given = Sanction.objects.create(
        person=person, kind=kind, by=by, reason=reason.strip(), until=until, comment=comment
    )
    tell_of_sanction(given)
    return given


@transaction.atomic
def lift(given: Sanction, *, by: User, reason: str = "") -> Sanction:
    given = Sanction.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if given.lifted_at is None:
        given.lifted_at, given.lifted_by = timezone.now(), by
        given.save(update_fields=["lifted_at", "lifted_by"])
        if given.until is None or given.until > given.lifted_at:
            tell_of_lifting(given, reason)
    return given


def appeal(*, by: User, text: str, about: Comment | Sanction) -> Appeal:
    """One appeal at a time, and one for each decision."""
    if not may_appeal(by, about):
        raise ValidationError(_("There is nothing here to appeal against, or you have done so."))
    if isinstance(about, Sanction):
        told = {"sanction": about, "against": about.by}
    else:
        told = {"comment": about, "against": last_removal(about).person}
    try:
        with transaction.atomic():
            return Appeal.objects.create(person=by, text=text.strip(), **told)
    except IntegrityError:
        raise ValidationError(_("Your appeal is being read already.")) from None


@transaction.atomic
def decide_appeal(asked: Appeal, *, by: User, granted: bool, answer: str = "") -> Appeal:
    """Somebody else than who decided before. Granting shows the comment or lifts the sanction."""
    asked = Appeal.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.decided_at:
        raise ValidationError(_("Somebody has decided about this appeal already."), code="changed")
    if not may_decide_appeal(by, asked):
        raise ValidationError(_("Another moderator than the one who decided answers an appeal."))
    asked.decided_at, asked.decided_by = timezone.now(), by
    asked.granted, asked.answer = granted, answer.strip()[:300]
    asked.save()
    if granted and asked.comment:
        approve(asked.comment, by=by, reason=answer)
    if granted and asked.sanction:
        lift(asked.sanction, by=by, reason=asked.answer)
    if not granted:
        tell_of_refusal(asked)
    return asked
