"""Telling members, and keeping what they have seen and read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from newsroom.kit import mail
from newsroom.kit.tokens import make_token
from newsroom.notifications import tasks
from newsroom.notifications.models import Kind, Notification, Preference, unless_chosen
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

STOP = "stop-notification-mail"


@dataclass(frozen=True)
class News:
    """Something to tell: what it is called (`key`), where it leads, what the sentence says."""

    kind: Kind
    key: str
    url: str
    words: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def notify(recipients: Iterable[int], news: News) -> int:
    """Tell these people, each once however often it is called. How many heard it now."""
    wanted = dict.fromkeys(recipients)
    known = Notification.objects.filter(
        recipient__in=wanted, kind=news.kind, key=news.key
    ).values_list("recipient", flat=True)
    new = [pk for pk in wanted if pk not in set(known)]
    rows = [
        Notification(recipient_id=pk, kind=news.kind, key=news.key, url=news.url, words=news.words)
        for pk in new
    ]
    Notification.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    chosen = dict(
        Preference.objects.filter(person__in=new, kind=news.kind).values_list("person", "mail")
    )
    for person in new:
        if chosen.get(person, unless_chosen(news.kind)) != Preference.Mail.NOW:
            continue
        tasks.mail_news.defer(person_id=person, kind=news.kind)
    return len(new)


def take_back(kind: Kind, keys: list[str]) -> None:
    """What was told is no longer so, or names somebody who is forgotten."""
    Notification.objects.filter(kind=kind, key__in=keys).delete()


def mark_seen(person: User) -> None:
    Notification.objects.of(person).unseen().update(seen_at=Now())


@transaction.atomic
def mark_read(person: User, only: int | None = None) -> None:
    """One of them, or all; what is read is seen."""
    found = Notification.objects.of(person).unread()
    if only is not None:
        found = found.filter(pk=only)
    found.filter(seen_at=None).update(seen_at=Now())
    found.update(read_at=Now())


def set_preferences(person: User, chosen: dict[str, str]) -> None:
    rows = [Preference(person=person, kind=kind, mail=when) for kind, when in chosen.items()]
    Preference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["mail"],
    )


@transaction.atomic
def mail_news(person_id: int, kinds: list[str]) -> bool:
    """One mail with all of these kinds that no mail has told yet and nobody has read.

    The rows are claimed first: a job that runs twice sends once.
    """
    person = User.objects.filter(pk=person_id, is_active=True).first()
    waiting = Notification.objects.select_for_update(skip_locked=True).filter(
        recipient=person_id, kind__in=kinds, mailed_at=None, read_at=None
    )
    news = list(waiting[:50])
    if person is None or not news:
        return False
    Notification.objects.filter(pk__in=[n.pk for n in news]).update(mailed_at=Now())
    token = make_token(STOP, [person.pk, sorted(set(kinds))])
    stop = settings.SITE_URL + reverse("notifications:stop", args=[token])
    with in_readers_language():
        mail.send(
            "mail/notifications",
            to=person.email,
            subject=news[0].sentence if len(news) == 1 else _several(len(news)),
            context={"site": chrome().site, "news": news, "stop": stop},
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    return True


def _several(number: int) -> str:
    words = ngettext(
        "%(number)d piece of news for you", "%(number)d pieces of news for you", number
    )
    return words % {"number": number}


def mail_daily() -> None:
    """Each person's kinds that are told once a day, in one mail a person."""
    daily = Preference.objects.filter(mail=Preference.Mail.DAILY)
    kinds: dict[int, list[str]] = {}
    for person, kind in daily.order_by("person").values_list("person", "kind"):
        kinds.setdefault(person, []).append(kind)
    for person, wanted in kinds.items():
        tasks.mail_day.defer(person_id=person, kinds=wanted)


def stop_mail(person_id: int, kinds: list[str]) -> None:
    Preference.objects.filter(person=person_id, kind__in=kinds).update(mail=Preference.Mail.NEVER)
