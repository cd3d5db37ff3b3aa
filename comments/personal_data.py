"""What a member said, recommended and reported; and what happens to it when they leave."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Recommendation
from newsroom.kit.personal_data import Erasure, Holding


def let_go(rows, erasure: Erasure) -> None:
    """What stands, stands unsigned. What goes leaves a stub where others answered it."""
    if not erasure.keep_comments:
        rows.filter(answered=False).delete()
        rows.filter(answered=True).update(text="", status=Comment.Status.WITHDRAWN)
    rows.update(author=None)


def take_back(rows, erasure: Erasure) -> None:
    """The count beside a comment is the number of rows."""
    Comment.objects.filter(recommendations__in=rows).update(recommended=F("recommended") - 1)
    rows.delete()


HOLDINGS = [
    Holding(
        model="comments.Comment",
        title=_("What you said under stories"),
        of=lambda person: Comment.objects.filter(author=person).select_related("article"),
        shown=("posted_at", "article__headline", "text", "status"),
        names=("author",),
        erase=let_go,
    ),
    Holding(
        model="comments.Recommendation",
        title=_("Comments you recommended"),
        of=lambda person: Recommendation.objects.filter(person=person),
        shown=("comment_id",),
        names=("person",),
        erase=take_back,
    ),
]
KEPT = {
    "comments.Decision.person": "the paper's record of its own work",
    "comments.StoryComments.changed_by": "the paper's record of its own work",
}
