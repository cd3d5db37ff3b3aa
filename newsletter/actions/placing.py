"""Where the people of a list come to stand here: on the newsletter, off it, or barred."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models.functions import Lower
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter.actions.suppressing import Reason, suppress_all
from newsletter.models import Newsletter, Subscriber, Subscription
from newsletter.moving.formats import STRICTNESS, Person, State
from newsletter.suppressing import suppressed_among

BARRING = {
    State.BOUNCED: Reason.BOUNCED,
    State.COMPLAINED: Reason.COMPLAINED,
    State.BARRED: Reason.IMPORTED,
}
PLACE = "import"


@dataclass(frozen=True)
class Evidence:
    """What is written down about where a consent comes from."""

    file_name: str
    format: str
    basis: str
    by: User | None

    def words(self, person: Person) -> str:
        since = person.confirmed_at or person.asked_at
        said = _("Import of %(file)s (%(format)s)") % {
            "file": self.file_name[:100],
            "format": self.format,
        }
        if since:
            said += ", " + _("there since %s") % formats.date_format(since, "j M Y")
        if self.basis and person.state == State.WAITING:
            said += ". " + _("Not confirmed there; basis: %s") % self.basis
        return said[:300]


@dataclass
class Placed:
    """By address: added, changed, same or barred. `silent` are on the list of suppressions."""

    outcomes: dict[str, str] = field(default_factory=dict)
    suppressed: int = 0
    silent: set[str] = field(default_factory=set)


def stricter(person: Person, other: Person | None) -> Person:
    if other and STRICTNESS.index(other.state) >= STRICTNESS.index(person.state):
        return other
    return person


def place(
    people: dict[str, Person], newsletter: Newsletter, evidence: Evidence, *, write: bool
) -> Placed:
    """`people` by their addresses in small letters. In two queries to look, four to write."""
    known = _subscriptions(people, newsletter)
    suppressed = {email.lower() for email in suppressed_among(people)}
    placed, reasons = Placed(), {}
    new: list[tuple[Person, Subscription]] = []
    changed: list[Subscription] = []
    for key, person in people.items():
        found = known.get(key)
        if person.state in BARRING:
            placed.outcomes[key] = "barred"
            if person.state == State.BOUNCED and _lives_here(found, person):
                placed.outcomes[key] = "same"
                continue
            reasons[person.email] = BARRING[person.state]
            if person.state != State.BOUNCED and found and found.receives:
                found.left_at = timezone.now()
                changed.append(found)
            continue
        if key in suppressed and person.state != State.LEFT:
            placed.silent.add(key)
        if found is None:
            placed.outcomes[key] = "added"
            new.append((person, _fresh(person, newsletter, evidence)))
        elif _follow(found, person, evidence):
            placed.outcomes[key] = "changed"
            changed.append(found)
        else:
            placed.outcomes[key] = "same"
    placed.suppressed = len([email for email in reasons if email.lower() not in suppressed])
    if write:
        _write(new, changed)
        suppress_all(reasons, detail=evidence.words(Person("", State.LEFT)), by=evidence.by)
    return placed


def _subscriptions(people: dict, newsletter: Newsletter) -> dict[str, Subscription]:
    found = Subscription.objects.filter(newsletter=newsletter).annotate(
        key=Lower("subscriber__email")
    )
    return {s.key: s for s in found.filter(key__in=list(people))}


def _lives_here(found: Subscription | None, person: Person) -> bool:
    """Confirmed here after it bounced there: the address exists."""
    return bool(found and found.receives and person.left_at and found.confirmed_at > person.left_at)


def _fresh(person: Person, newsletter: Newsletter, evidence: Evidence) -> Subscription:
    asked, confirmed, left = _times(person, bool(evidence.basis))
    return Subscription(
        newsletter=newsletter,
        asked_at=asked,
        asked_text=person.asked_text[:300] or evidence.words(person),
        asked_place=person.asked_place[:20] or PLACE,
        confirmed_at=confirmed,
        left_at=left,
    )


def _times(person: Person, basis: bool) -> tuple[datetime, datetime | None, datetime | None]:
    """Asked, confirmed, left. Who left at an unknown time counts as confirmed until then."""
    now = timezone.now()
    if person.state == State.LEFT:
        left = person.left_at or now
        confirmed = min(person.confirmed_at or person.asked_at or left, left)
        return min(person.asked_at or confirmed, confirmed), confirmed, left
    if person.state == State.CONFIRMED or basis:
        confirmed = person.confirmed_at or person.asked_at or now
        return min(person.asked_at or confirmed, confirmed), confirmed, None
    return now, None, None  # forgotten after a month, as everybody who does not confirm


def _follow(found: Subscription, person: Person, evidence: Evidence) -> bool:
    """Bring a subscription in step where the list knows more. Who left stays away."""
    if found.left_at:
        return False
    if found.confirmed_at:
        if person.state != State.LEFT:
            return False
        if person.left_at and person.left_at < found.confirmed_at:
            return False  # left there, then came here
        found.left_at = max(person.left_at or timezone.now(), found.confirmed_at)
        return True
    asked, confirmed, left = _times(person, bool(evidence.basis))
    if confirmed is None:
        return False
    found.confirmed_at, found.left_at = confirmed, left
    found.asked_at = asked
    found.asked_text, found.asked_place = evidence.words(person), PLACE
    return True


def _write(new: list[tuple[Person, Subscription]], changed: list[Subscription]) -> None:
    if new:
        emails = {person.email.lower(): person.email for person, _subscription in new}
        Subscriber.objects.bulk_create(
            [Subscriber(email=email) for email in _missing(emails).values()], ignore_conflicts=True
        )
        keys = _keys(emails)
        for person, subscription in new:
            subscription.subscriber_id = keys[person.email.lower()]
        Subscription.objects.bulk_create([s for _person, s in new], ignore_conflicts=True)
    if changed:
        fields = ["asked_at", "asked_text", "asked_place", "confirmed_at", "left_at"]
        Subscription.objects.bulk_update(changed, fields)


def _keys(emails: dict[str, str]) -> dict[str, int]:
    found = Subscriber.objects.annotate(small=Lower("email")).filter(small__in=list(emails))
    return dict(found.values_list("small", "pk"))


def _missing(emails: dict[str, str]) -> dict[str, str]:
    known = _keys(emails)
    return {key: email for key, email in emails.items() if key not in known}
