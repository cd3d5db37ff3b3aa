"""What readers do with the comments of others."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from comments.actions.holding import put_on_hold
from comments.actions.posting import locked
from comments.models import Comment, Hold, Recommendation, Report, Rule, Sanction
from comments.policy import may_recommend, may_report
from comments.rules.standard import live_rules


@transaction.atomic
def recommend(comment: Comment, *, by: User) -> bool:
    """Recommend, or take it back; whether it is recommended now. The number is always the rows'."""
    comment = locked(comment)
    if not may_recommend(by, comment):
        raise ValidationError(_("You cannot recommend this comment."), code="not-this")
    row, made = Recommendation.objects.get_or_create(comment=comment, person=by)
    if not made:
        row.delete()
    comment.recommended = comment.recommendations.count()
    comment.save(update_fields=["recommended"])
    return made


@transaction.atomic
def report(comment: Comment, *, by: User, reason: str, note: str = "") -> Report:
    """Tell the moderators; one report a reader. Enough of them take the comment from view."""
    comment = locked(comment)
    if found := comment.reports.filter(person=by).first():
        return found
    if not may_report(by, comment):
        raise ValidationError(_("You cannot report this comment."), code="not-this")
    made = Report.objects.create(comment=comment, person=by, reason=reason, note=note)
    comment.open_reports = comment.reports.filter(decision=None).count()
    comment.save(update_fields=["open_reports"])
    number = _weight(comment)
    for rule in live_rules():
        if rule.kind == Rule.Kind.REPORTS and rule.enabled and number >= rule.number:
            put_on_hold(comment, _too_many(number, rule))
            break
    return made


def _weight(comment: Comment) -> int:
    """Moderators read every report. But who may not write here takes no comment from view by it,
    and an account made for the purpose only once its address is confirmed."""
    told = comment.reports.filter(decision=None, person__emailaddress__verified=True)
    stopped = Sanction.objects.in_force().values("person")
    return told.exclude(person__in=stopped).values("person").distinct().count()


def _too_many(number: int, rule: Rule) -> Hold:
    said = ngettext("%(n)s report of readers", "%(n)s reports of readers", number)
    return Hold(rule=rule if rule.pk else None, kind=rule.kind, found=said % {"n": number})
