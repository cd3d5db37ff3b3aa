"""What readers do with the comments of others."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.actions.posting import locked
from comments.models import Comment, Recommendation
from comments.policy import may_recommend


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
