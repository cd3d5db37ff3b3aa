"""Telling members what happened to their words: once, in the bell and, if they wish, by mail."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from articles.models import Article
from comments.models import Appeal, Comment, Decision, Sanction
from newsroom.notifications.actions import News, notify, notify_each, take_back
from newsroom.notifications.models import Kind
from newsroom.site.language import in_readers_language

Status = Comment.Status
# What a change of state is to the writer, from what it was to what it became.
OUTCOMES = {
    (Status.HELD, Status.VISIBLE): "published",
    (Status.HELD, Status.REMOVED): "rejected",
    (Status.VISIBLE, Status.REMOVED): "removed",
    (Status.REMOVED, Status.VISIBLE): "restored",
}
SANCTIONS = {
    Sanction.Kind.WARNING: "warned",
    Sanction.Kind.PAUSE: "suspended",
    Sanction.Kind.BAN: "banned",
}
LIFTED = {
    Sanction.Kind.WARNING: "unwarned",
    Sanction.Kind.PAUSE: "unsuspended",
    Sanction.Kind.BAN: "unbanned",
}


def tell_of_reply(comment: Comment) -> None:
    """Tell whoever is answered, as soon as readers see the answer."""
    tell_of_replies([comment])


def tell_of_replies(comments: Iterable[Comment]) -> None:
    """Of those among them that answer somebody else and that readers see."""
    told = [
        comment
        for comment in comments
        if comment.parent
        and comment.status == Status.VISIBLE
        and comment.parent.author_id not in (None, comment.author_id)
    ]
    away = _away(told)
    notify_each((comment.parent.author_id, _reply(comment, away)) for comment in told)


def _reply(comment: Comment, away: set[int]) -> News:
    return News(
        Kind.REPLY,
        reply_key(comment.pk),
        comment.get_absolute_url(),
        {"who": str(comment.author_name), "headline": comment.article.headline},
        story=comment.article_id,
        withheld=comment.article_id in away,
    )


def tell_of_decisions(decisions: Iterable[Decision]) -> None:
    """Tell the writers what was decided and why; nobody hears of what they decided themselves."""
    told = [
        decision
        for decision in decisions
        if (decision.was, decision.status) in OUTCOMES
        and decision.comment.author_id not in (None, decision.person_id)
    ]
    away = _away(decision.comment for decision in told)
    with in_readers_language():
        whys = {why: str(label) for why, label in Decision.Why.choices}
    notify_each((decision.comment.author_id, _outcome(decision, whys, away)) for decision in told)


def _outcome(decision: Decision, whys: dict[str, str], away: set[int]) -> News:
    comment = decision.comment
    return News(
        Kind.DECISION,
        decision_key(decision.pk),
        comment.own_address,
        {
            "headline": comment.article.headline,
            "outcome": OUTCOMES[decision.was, decision.status],
            "reason": decision.reason or whys.get(decision.why, ""),
        },
        story=comment.article_id,
        withheld=comment.article_id in away,
    )


def _away(comments: Iterable[Comment]) -> set[int]:
    """Which of their stories readers no longer see."""
    stories = {comment.article_id for comment in comments}
    here = Article.objects.published().filter(pk__in=stories)
    return stories - set(here.values_list("pk", flat=True)) if stories else stories


def tell_of_sanction(given: Sanction) -> None:
    _of_the_person(given, "sanction", SANCTIONS[given.kind], given.reason)


def tell_of_lifting(lifted: Sanction, reason: str) -> None:
    _of_the_person(lifted, "lifted", LIFTED[lifted.kind], reason)


def _of_the_person(about: Sanction, key: str, outcome: str, reason: str) -> None:
    """It leads to where the reason stands, and the way to appeal."""
    words = {"headline": "", "outcome": outcome, "reason": reason}
    news = News(Kind.DECISION, f"{key}:{about.pk}", reverse("comments:own"), words)
    notify([about.person_id], news)


def tell_of_refusal(asked: Appeal) -> None:
    """What is granted tells itself: the comment stands again, or the sanction is lifted."""
    comment = asked.comment
    words = {"headline": "", "outcome": "refused", "reason": asked.answer}
    about = {}
    if comment:
        words |= {"headline": comment.article.headline, "outcome": "upheld"}
        about = {"story": comment.article_id, "withheld": bool(_away([comment]))}
    address = comment.own_address if comment else reverse("comments:own")
    notify([asked.person_id], News(Kind.DECISION, f"appeal:{asked.pk}", address, words, **about))


def untell(decisions: Iterable[Decision]) -> None:
    """Decisions that were undone at once are no news."""
    take_back(Kind.DECISION, [decision_key(decision.pk) for decision in decisions])


def untell_replies(comments: Iterable[Comment]) -> None:
    """What readers no longer see leads nowhere."""
    take_back(Kind.REPLY, [reply_key(comment.pk) for comment in comments if comment.parent_id])


def forget_replies(person: User) -> None:
    """Others were told of this person's replies by name."""
    own = Comment.objects.filter(author=person).values_list("pk", flat=True)
    take_back(Kind.REPLY, [reply_key(pk) for pk in own])


def reply_key(number: int) -> str:
    return f"reply:{number}"


def decision_key(number: int) -> str:
    return f"decision:{number}"
