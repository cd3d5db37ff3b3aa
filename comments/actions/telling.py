"""Telling members what happened to their words: once, in the bell and, if they wish, by mail."""

from accounts.models import User
from comments.models import Comment, Decision, Sanction
from newsroom.notifications.actions import News, notify, take_back
from newsroom.notifications.models import Kind

Status = Comment.Status
# What a change of state is to the writer, from what it was to what it became.
OUTCOMES = {
    (Status.HELD, Status.VISIBLE): "published",
    (Status.HELD, Status.REMOVED): "rejected",
    (Status.VISIBLE, Status.REMOVED): "removed",
    (Status.REMOVED, Status.VISIBLE): "restored",
}


def tell_of_reply(comment: Comment) -> None:
    """Tell whoever is answered, as soon as readers see the answer."""
    parent = comment.parent
    if parent is None or comment.status != Status.VISIBLE:
        return
    if parent.author_id in (None, comment.author_id):
        return
    words = {"who": str(comment.author_name), "headline": comment.article.headline}
    news = News(Kind.REPLY, reply_key(comment.pk), comment.get_absolute_url(), words)
    notify([parent.author_id], news)


def tell_of_decision(decision: Decision) -> None:
    """Tell the writer what was decided and why; nobody hears of what they decided themselves."""
    comment = decision.comment
    outcome = OUTCOMES.get((decision.was, decision.status))
    if outcome is None or comment.author_id in (None, decision.person_id):
        return
    why = decision.reason or (str(decision.get_why_display()) if decision.why else "")
    words = {"headline": comment.article.headline, "outcome": outcome, "reason": why}
    news = News(Kind.DECISION, f"decision:{decision.pk}", comment.own_address, words)
    notify([comment.author_id], news)


def tell_of_sanction(given: Sanction) -> None:
    outcome = "warned" if given.kind == Sanction.Kind.WARNING else "suspended"
    words = {"headline": "", "outcome": outcome, "reason": given.reason}
    address = given.comment.own_address if given.comment else "/accounts/"
    notify([given.person_id], News(Kind.DECISION, f"sanction:{given.pk}", address, words))


def untell(decisions: list[int]) -> None:
    """Decisions that were undone at once are no news."""
    take_back(Kind.DECISION, [f"decision:{pk}" for pk in decisions])


def forget_replies(person: User) -> None:
    """Others were told of this person's replies by name."""
    own = Comment.objects.filter(author=person).values_list("pk", flat=True)
    take_back(Kind.REPLY, [reply_key(pk) for pk in own])


def reply_key(number: int) -> str:
    return f"reply:{number}"
