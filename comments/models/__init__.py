from comments.models.comment import Comment, CommentQuerySet
from comments.models.decision import Decision
from comments.models.hold import Hold, Trace
from comments.models.recommendation import Recommendation
from comments.models.report import Report
from comments.models.rule import Rehearsal, Rule, RuleSet
from comments.models.sanction import Appeal, Sanction
from comments.models.settings import CommentSettings, State, StoryComments

__all__ = [
    "Appeal",
    "Comment",
    "CommentQuerySet",
    "CommentSettings",
    "Decision",
    "Hold",
    "Recommendation",
    "Rehearsal",
    "Report",
    "Rule",
    "RuleSet",
    "Sanction",
    "State",
    "StoryComments",
    "Trace",
]
