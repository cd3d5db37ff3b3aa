"""What a member said, recommended and reported; and what happens to it when they leave."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comments.actions.telling import forget_replies
from comments.models import Appeal, Comment, Hold, Recommendation, Report, Sanction
from newsroom.kit.personal_data import Erasure, Holding


def let_go(rows, erasure: Erasure) -> None:
    """What stands, stands unsigned. What goes leaves a stub where others answered it; what the
    writer had taken back before goes in any case."""
    forget_replies(erasure.person)
    going = rows
    if erasure.keep_comments:
        going = rows.filter(status=Comment.Status.WITHDRAWN)
    Hold.objects.filter(comment__in=going).delete()  # they quote the text
    going.filter(answered=False).delete()
    going.filter(answered=True).update(text="", status=Comment.Status.WITHDRAWN)
    rows.update(author=None)


def take_back(rows, erasure: Erasure) -> None:
    """The count beside a comment is the number of rows."""
    Comment.objects.filter(recommendations__in=rows).update(recommended=F("recommended") - 1)
    rows.delete()


def take_reports_back(rows, erasure: Erasure) -> None:
    """The number of open reports is the number of rows."""
    Comment.objects.filter(reports__in=rows.filter(decision=None)).update(
        open_reports=F("open_reports") - 1
    )
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
    Holding(
        model="comments.Report",
        title=_("Comments you reported"),
        of=lambda person: Report.objects.filter(person=person),
        shown=("made_at", "comment_id", "reason", "note"),
        names=("person",),
        erase=take_reports_back,
    ),
    Holding(
        model="comments.Sanction",
        title=_("Warnings and suspensions"),
        of=lambda person: Sanction.objects.filter(person=person),
        shown=("made_at", "kind", "until", "reason"),
        names=("person",),
    ),
    Holding(
        model="comments.Appeal",
        title=_("Your appeals"),
        of=lambda person: Appeal.objects.filter(person=person),
        shown=("made_at", "text", "decided_at", "granted", "answer"),
        names=("person",),
    ),
]
KEPT = {
    "comments.Comment.signature": "a name somebody gave at the former site, without an address",
    "comments.Comment.claimed_by": "who of the moderators reads it now; gone after minutes",
    "comments.Comment.facts": "numbers the rules looked at",
    "comments.Rehearsal.result": "numbers of comments, and how many",
    "comments.RuleSet.made_by": "the paper's record of its own work",
    "comments.Rehearsal.asked_by": "the paper's record of its own work",
    "comments.Sanction.by": "the paper's record of its own work",
    "comments.Sanction.lifted_by": "the paper's record of its own work",
    "comments.Appeal.against": "the paper's record of its own work",
    "comments.Appeal.decided_by": "the paper's record of its own work",
    "comments.Hold.person": "the paper's record of its own work",
    "comments.Decision.person": "the paper's record of its own work",
    "comments.StoryComments.changed_by": "the paper's record of its own work",
}
