"""Saying something under a story."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from comments.models import Comment
from comments.models.comment import LONGEST_COMMENT
from comments.policy import is_read_first, takes_comments

# They turn the words after them around, beyond the comment they stand in.
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SAME_COMMENT_WITHIN = timedelta(minutes=1)


@transaction.atomic
def post_comment(article: Article, *, by: User, text: str) -> Comment:
    """Put the comment under the story, or hold it where an editor reads comments first.

    Pressing the button twice makes one comment: the second press gets the first one's.
    """
    # One comment of a person at a time, so that two presses at once see each other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    text = _checked(text)
    article = Article.objects.published().filter(pk=article.pk).first()
    if article is None:
        raise ValidationError(_("This story is no longer here to comment on."), code="gone")
    if not takes_comments(article):
        raise ValidationError(_("Comments on this story are closed."), code="closed")
    just_now = Comment.objects.filter(
        article=article, author=by, text=text, posted_at__gt=Now() - SAME_COMMENT_WITHIN
    ).exclude(status=Comment.Status.REMOVED)
    if said := just_now.first():
        return said
    status = Comment.Status.HELD if is_read_first(article, by) else Comment.Status.VISIBLE
    return Comment.objects.create(article=article, author=by, text=text, status=status)


def _checked(text: str) -> str:
    text = DIRECTION_MARKS.sub("", text).strip()
    if not any(c.isprintable() and not c.isspace() for c in text):
        raise ValidationError(_("Write something first."), code="empty")
    if len(text) > LONGEST_COMMENT:
        raise ValidationError(
            _("A comment can have %(most)s characters; this one has %(number)s."),
            params={"most": LONGEST_COMMENT, "number": len(text)},
            code="long",
        )
    return text
