"""Saying something under a story, changing one's words and taking them back."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from comments.actions.holding import BY_PEOPLE, examine, settle
from comments.actions.telling import tell_of_reply, untell_replies
from comments.models import Comment
from comments.models.comment import DEEPEST, LONGEST_COMMENT
from comments.policy import check_standing, may_edit, may_withdraw, takes_comments

# They turn the words after them around, beyond the comment they stand in.
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SAME_COMMENT_WITHIN = timedelta(minutes=1)


@transaction.atomic
def post_comment(article: Article, *, by: User, text: str, to: Comment | None = None) -> Comment:
    """Put the comment under the story, or hold it for an editor to read first.

    Pressing the button twice makes one comment: the second press gets the first one's.
    """
    # One comment of a person at a time, so that two presses at once see each other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_standing(by)
    text = checked(text)
    article = Article.objects.published().filter(pk=article.pk).first()
    if article is None:
        raise ValidationError(_("This story is no longer here to comment on."), code="gone")
    if not takes_comments(article):
        raise ValidationError(_("Comments on this story are closed."), code="closed")
    parent = _answered(article, to)
    just_now = Comment.objects.filter(
        article=article,
        author=by,
        text=text,
        parent=parent,
        posted_at__gt=Now() - SAME_COMMENT_WITHIN,
    ).exclude(status__in=[Comment.Status.REMOVED, Comment.Status.WITHDRAWN])
    if said := just_now.first():
        return said
    verdict = examine(article, by=by, text=text)
    comment = Comment.objects.create(
        article=article,
        author=by,
        text=text,
        status=verdict.status,
        lane=verdict.lane,
        facts=verdict.facts.stored(),
        shape=verdict.shape,
        parent=parent,
        ancestors=[*parent.ancestors, parent.pk][:DEEPEST] if parent else [],
    )
    settle(comment, verdict)
    tell_of_reply(comment)
    return comment


def _answered(article: Article, to: Comment | None) -> Comment | None:
    """The comment that is answered, marked as such under its lock."""
    if to is None:
        return None
    found = Comment.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=to.pk, article=article, status=Comment.Status.VISIBLE
    )
    if (parent := found.first()) is None:
        raise ValidationError(
            _("The comment you answer is no longer there. You can post without answering it."),
            code="unanswerable",
        )
    if not parent.answered:
        parent.answered = True
        parent.save(update_fields=["answered"])
    return parent


@transaction.atomic
def edit_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """The writer's new words in place of the old, with the mark that says so."""
    comment = locked(comment)
    check_standing(by)
    if not may_edit(by, comment):
        raise ValidationError(_("The time in which you could change it is over."), code="late")
    text = checked(text)
    if text == comment.text:
        return comment
    verdict = examine(comment.article, by=by, text=text, comment=comment)
    comment.text, comment.edited_at = text, Now()
    comment.featured = False  # other words than these were highlighted
    comment.shape, comment.facts = verdict.shape, verdict.facts.stored()
    # What people hold it for stands until people decide; what rules found is looked for anew.
    standing = comment.holds.filter(decision=None)
    standing.exclude(kind__in=BY_PEOPLE).delete()
    if not standing.exists():
        comment.status, comment.lane = verdict.status, verdict.lane
    comment.version += 1
    comment.save()
    comment.traces.all().delete()
    settle(comment, verdict)
    if comment.status == Comment.Status.VISIBLE:
        tell_of_reply(comment)
    else:
        untell_replies([comment])
    comment.refresh_from_db(fields=["edited_at"])
    return comment


@transaction.atomic
def withdraw(comment: Comment, *, by: User) -> Comment:
    """Take one's own comment back; where others have replied, an empty place stays."""
    comment = locked(comment)
    if comment.status == Comment.Status.WITHDRAWN:
        return comment
    if not may_withdraw(by, comment):
        raise ValidationError(_("This comment is no longer there."), code="gone")
    comment.status = Comment.Status.WITHDRAWN
    comment.featured = False
    comment.version += 1
    comment.save(update_fields=["status", "featured", "version"])
    untell_replies([comment])
    return comment


def locked(comment: Comment) -> Comment:
    found = Comment.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("article").get(pk=comment.pk)


def checked(text: str) -> str:
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
