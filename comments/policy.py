"""Who may say and do what under a story."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from comments.discussion import discussion_of
from comments.models import Appeal, Comment, Decision, Sanction

EDIT_WINDOW = timedelta(minutes=15)
STANDS = (Comment.Status.VISIBLE, Comment.Status.HELD)


def takes_comments(article: Article) -> bool:
    return discussion_of(article).is_open


def is_read_first(article: Article, user: User) -> bool:
    return discussion_of(article).reads_first and not speaks_for_the_paper(user)


def speaks_for_the_paper(user: User) -> bool:
    """Who writes for it, or reads the comments of others, needs nobody to read theirs."""
    return user.is_staff or may_moderate(user)


def wears_a_badge(user: User, article: Article) -> bool:
    """Whether readers see beside what they say that it comes from the newsroom."""
    return speaks_for_the_paper(user) or article.bylines.filter(author__account=user).exists()


def may_moderate(user: User) -> bool:
    return user.has_perm("comments.moderate_comment")


def sanction_of(user: User) -> Sanction | None:
    """What keeps them from writing now; the one that ends last."""
    last = F("until").desc(nulls_first=True)
    return Sanction.objects.in_force().filter(person=user.pk).order_by(last).first()


def check_standing(user: User) -> None:
    if (sanction := sanction_of(user)) is None:
        return
    if sanction.until:
        until = date_format(timezone.localtime(sanction.until), "DATETIME_FORMAT")
        said = _(
            "You cannot write comments until %(until)s: %(reason)s"
            " – You can appeal under “Your comments” in your account."
        )
        raise ValidationError(
            said, params={"until": until, "reason": sanction.reason}, code="sanction"
        )
    said = _(
        "You can no longer write comments here: %(reason)s"
        " – You can appeal under “Your comments” in your account."
    )
    raise ValidationError(said, params={"reason": sanction.reason}, code="sanction")


def is_writer(user: User, comment: Comment) -> bool:
    return user.is_authenticated and comment.author_id == user.pk


def may_edit(user: User, comment: Comment) -> bool:
    """The writer, for a while after posting, what is not taken away."""
    return (
        is_writer(user, comment)
        and comment.status in STANDS
        and timezone.now() < comment.posted_at + EDIT_WINDOW
    )


def may_withdraw(user: User, comment: Comment) -> bool:
    return is_writer(user, comment) and comment.status in STANDS


def may_recommend(user: User, comment: Comment) -> bool:
    """Anyone but the writer, while everybody sees it."""
    return (
        user.is_authenticated
        and comment.status == Comment.Status.VISIBLE
        and comment.author_id != user.pk
    )


def may_report(user: User, comment: Comment) -> bool:
    return may_recommend(user, comment)


def may_answer(user: User, comment: Comment) -> bool:
    return (
        user.is_authenticated
        and comment.status == Comment.Status.VISIBLE
        and takes_comments(comment.article)
    )


def may_appeal(user: User, about: Comment | Sanction) -> bool:
    """Who was decided about, once for each decision."""
    if isinstance(about, Sanction):
        own = about.person_id == user.pk and about.lifted_at is None
        return own and not about.appeals.exists()
    if not is_writer(user, about) or about.status != Comment.Status.REMOVED:
        return False
    last = last_removal(about)
    return last is not None and not about.appeals.filter(made_at__gt=last.made_at).exists()


def last_removal(comment: Comment) -> Decision | None:
    """What it is removed by; what came later and was undone counts for nothing."""
    return comment.decisions.filter(status=Comment.Status.REMOVED, undone_at=None).first()


def may_decide_appeal(user: User, appeal: Appeal) -> bool:
    """Nobody judges their own decision."""
    return may_moderate(user) and appeal.against_id != user.pk and appeal.person_id != user.pk
