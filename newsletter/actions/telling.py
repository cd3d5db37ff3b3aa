"""Who of the newsroom is told what about issues: once each, in the bell and by mail."""

import uuid

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from newsletter.models import Issue, Seal
from newsroom.notifications.actions import News, notify, take_back
from newsroom.notifications.models import Kind

SEND = "newsletter.send_issue"
RELEASE = "newsletter.release_sending"
BACKEND = "django.contrib.auth.backends.ModelBackend"  # where roles are kept


def stopped(issue: Issue) -> None:
    """It was held or paused, and not by a person. Stopped again later, it is told again."""
    told = {"headline": str(issue), "reason": issue.halted_because}
    key = f"halted:{issue.pk}:{uuid.uuid4().hex}"
    notify(_who_may(SEND), News(Kind.HALTED, key, _desk_url("change", issue.pk), told))


def sealed(seal: Seal) -> None:
    """Nothing at all is sent. However many senders find it, it is told once."""
    people = [*_who_may(SEND), *_who_may(RELEASE)]
    notify(people, News(Kind.SEALED, f"sealed:{seal.sealed_as}", _desk_url("release")))


def waits_for_approval(issue: Issue) -> None:
    words = {"headline": str(issue), "name": issue.newsletter.name}
    news = News(Kind.APPROVAL, _approval(issue), _desk_url("check", issue.pk), words)
    notify(_who_may(SEND), news)


def waits_no_more(issue: Issue) -> None:
    """Somebody approved or cancelled it: the others need not look."""
    take_back(Kind.APPROVAL, [_approval(issue)])


def _approval(issue: Issue) -> str:
    return f"approval:{issue.pk}"


def _who_may(permission: str) -> QuerySet:
    people = User.objects.with_perm(permission, backend=BACKEND)
    return people.values_list("pk", flat=True)


def _desk_url(page: str, *args: int) -> str:
    try:
        return reverse(f"admin:newsletter_issue_{page}", args=args)
    except NoReverseMatch:
        return reverse("admin:index")
