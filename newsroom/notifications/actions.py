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
from newsroom.notifications.models import (
    Kind,
    Notification,
    NotificationQuerySet,
    Preference,
    unless_chosen,
)
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

STOP = "stop-notification-mail"


@dataclass(frozen=True)
class News:
    """Something to tell: what it is called (`key`), where it leads, what the sentence says, the
    number of the story it is about, and whether that is away at present."""

    kind: Kind
    key: str
    url: str
    words: dict[str, str] = field(default_factory=dict)
    story: int | None = None
    withheld: bool = False


def notify(recipients: Iterable[int], news: News) -> int:
    """Tell these people the same; how many heard it now."""
    return notify_each((person, news) for person in dict.fromkeys(recipients))


def notify_each(told: Iterable[tuple[int, News]]) -> int:
    """Tell each what is theirs, once however often it is called. How many heard something now."""
    wanted = {(person, news.kind, news.key): news for person, news in told}
    return _tell(wanted) if wanted else 0


@transaction.atomic
def _tell(wanted: dict[tuple[int, str, str], News]) -> int:
    people, kinds, keys = (set(values) for values in zip(*wanted, strict=True))
    known = Notification.objects.filter(recipient__in=people, kind__in=kinds, key__in=keys)
    for told_before in known.values_list("recipient", "kind", "key"):
        wanted.pop(told_before, None)
    rows = [
        Notification(
            recipient_id=person,
            kind=kind,
            key=key,
            url=news.url,
            words=news.words,
            story=news.story,
            withheld=news.withheld,
        )
        for (person, kind, key), news in wanted.items()
    ]
    Notification.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    _mail_at_once({(person, kind) for person, kind, _key in wanted})
    return len(rows)


def _mail_at_once(heard: set[tuple[int, str]]) -> None:
    """One mail a person and kind, however much there is to tell."""
    people = {person for person, _kind in heard}
    rows = Preference.objects.filter(person__in=people).values_list("person", "kind", "mail")
    chosen = {(person, kind): mail for person, kind, mail in rows}
    for person, kind in sorted(heard):
        if chosen.get((person, kind), unless_chosen(kind)) == Preference.Mail.NOW:
            tasks.mail_news.defer(person_id=person, kind=kind)


def take_back(kind: Kind, keys: list[str]) -> None:
    """What was told is no longer so, or names somebody who is forgotten."""
    if keys:
        Notification.objects.filter(kind=kind, key__in=keys).delete()


def withhold(story: int) -> None:
    """The story was taken from readers: nobody is led to it, no sentence names it."""
    Notification.objects.filter(story=story).update(withheld=True)


def tell_again(story: int) -> None:
    Notification.objects.filter(story=story, withheld=True).update(withheld=False)


def mark_seen(heard: NotificationQuerySet) -> None:
    heard.unseen().update(seen_at=Now())


@transaction.atomic
def mark_read(heard: NotificationQuerySet, only: int | None = None) -> None:
    """One of them, or all; what is read is seen."""
    found = heard.unread()
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
    own = Notification.objects.select_for_update(skip_locked=True).of(person_id)
    waiting = own.filter(kind__in=kinds, mailed_at=None, read_at=None)
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
