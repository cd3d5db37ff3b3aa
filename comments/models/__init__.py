from comments.models.comment import Comment, CommentQuerySet

__all__ = ["Comment", "CommentQuerySet"]
