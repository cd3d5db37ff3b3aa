"""Making, rehearsing and switching on sets of rules."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from comments import tasks
from comments.models import Rehearsal, Rule, RuleSet
from comments.rules.rehearsing import rehearse
from comments.rules.standard import live_rules

Status = RuleSet.Status


@transaction.atomic
def copy_live(*, by: User, name: str) -> RuleSet:
    """A draft that begins as what is in use."""
    draft = RuleSet.objects.create(name=name, made_by=by)
    fields = ("kind", "number", "minutes", "words", "enabled")
    Rule.objects.bulk_create(
        Rule(rules=draft, **{field: getattr(rule, field) for field in fields})
        for rule in live_rules()
    )
    return draft


@transaction.atomic
def ask_for_rehearsal(rules: RuleSet, *, by: User) -> Rehearsal:
    asked = Rehearsal.objects.create(rules=rules, digest=rules.digest(), asked_by=by)
    tasks.rehearse.defer(rehearsal_id=asked.pk)
    return asked


def run_rehearsal(rehearsal: Rehearsal) -> None:
    if rehearsal.done_at:
        return
    rehearsal.result = rehearse(rehearsal.rules)
    rehearsal.done_at = Now()
    rehearsal.save(update_fields=["result", "done_at"])


def fitting_rehearsal(rules: RuleSet) -> Rehearsal | None:
    """One that is done and of the rules as they are now."""
    return rules.rehearsals.filter(digest=rules.digest()).exclude(done_at=None).first()


@transaction.atomic
def switch_on(rules: RuleSet, *, by: User) -> RuleSet:
    """Put the set in place of the one in use; only what was rehearsed as it stands."""
    rules = RuleSet.objects.select_for_update(of=("self",)).get(pk=rules.pk)
    if rules.status != Status.DRAFT:
        raise ValidationError(_("Only a draft can be switched on."))
    if fitting_rehearsal(rules) is None:
        raise ValidationError(_("Rehearse these rules as they are now, then switch them on."))
    RuleSet.objects.filter(status=Status.LIVE).update(status=Status.PAST)
    rules.status, rules.live_at, rules.made_by = Status.LIVE, Now(), rules.made_by or by
    rules.save(update_fields=["status", "live_at", "made_by"])
    return rules
