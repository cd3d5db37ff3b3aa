from comments.models.comment import Comment, CommentQuerySet
from comments.models.decision import Decision
from comments.models.recommendation import Recommendation
from comments.models.settings import CommentSettings, State, StoryComments

__all__ = [
    "Comment",
    "CommentQuerySet",
    "CommentSettings",
    "Decision",
    "Recommendation",
    "State",
    "StoryComments",
]
