"""What stands between a story and its readers: the gate, who passes over it, who signs it off."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import gate
from articles.models import Article, DeskLog, LegalSignOff
from articles.policy import may_override


def pass_gate(
    article: Article, blocking: list[gate.Finding], *, by: User | None, override: str
) -> None:
    """Raise ValidationError with everything that blocks, unless somebody may and does say why
    the story goes out all the same: that is logged. What every story needs nobody passes over."""
    if not blocking:
        return
    reason = override.strip()
    if not reason or any(finding.rule is None for finding in blocking):
        raise ValidationError([finding.sentence for finding in blocking])
    if by is None or not may_override(by):
        raise ValidationError(_("You may not pass over the release rules."))
    rules = dict.fromkeys(str(finding.rule.label) for finding in blocking)
    note = f"{', '.join(rules)}: {reason}"
    event = DeskLog.Event.OVERRIDE
    DeskLog.objects.create(article=article, person=by, event=event, note=note)


@transaction.atomic
def sign_off(article: Article, *, text: str, by: User, note: str = "") -> LegalSignOff:
    """Sign off the words with the digest `text`: those that were read, not those saved since."""
    head = Article.objects.select_for_update().get(pk=article.pk)
    if gate.digest(head) != text:
        raise ValidationError(_("The story was changed since you opened it. Read it again."))
    signed, new = LegalSignOff.objects.get_or_create(
        article=head, text=text, defaults={"person": by, "note": note.strip()}
    )
    if new:
        event = DeskLog.Event.LEGAL
        DeskLog.objects.create(article=head, person=by, event=event, note=signed.note)
    return signed
