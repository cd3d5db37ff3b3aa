"""What the columns of other programs mean: who said yes there, who left, who is to be left alone.

Only a column that tells of a confirmation makes somebody confirmed. A program that writes to
everybody who typed an address into a form exports people who are not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from newsletter.moving.writing import unescaped

OTHER_DATES = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%b %d, %Y")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class State(StrEnum):
    """The stricter one wins where a list names somebody twice: the later in this order."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    LEFT = "left"
    BOUNCED = "bounced"
    BARRED = "barred"
    COMPLAINED = "complained"


STRICTNESS = list(State)


@dataclass(frozen=True)
class Person:
    email: str
    state: State
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    asked_text: str = ""
    asked_place: str = ""
    newsletter: str = ""


Values = dict[str, str]


@dataclass(frozen=True)
class Format:
    """Known by its columns; `means` tells the desk how it is understood."""

    name: str
    columns: frozenset[str]
    means: str
    person: Callable[[Values], Person]


def recognised(columns: list[str], file_name: str = "") -> Format | None:
    """The first format all of whose columns are there."""
    known = set(columns)
    for form in FORMATS:
        if form.columns <= known:
            if form.name == "Mailchimp" and "nonsubscribed" in file_name.lower():
                return NEVER_JOINED
            return form
    return None


def moment(text: str) -> datetime | None:
    """A time in one of the ways programs write it; what is no time, or not yet, is none."""
    text = text.strip()
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" UTC", "+00:00")) or parse_date(text)
    except ValueError:
        found = None
    for pattern in () if found else OTHER_DATES:
        try:
            found = datetime.strptime(text, pattern)
            break
        except ValueError:
            continue
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if EARLIEST <= found <= timezone.now() + timedelta(days=1) else None


def _true(text: str) -> bool:
    return text.strip().lower() in {"true", "1", "yes", "y", "t"}


def _mailchimp(row: Values) -> Person:
    asked, confirmed = moment(row.get("optin_time", "")), moment(row.get("confirm_time", ""))
    state, left = (State.CONFIRMED if confirmed else State.WAITING), None
    if "unsub_time" in row:
        why = (row.get("unsub_reason", "") + row.get("unsub_reason_other", "")).lower()
        complained = any(word in why for word in ("abuse", "spam", "complain"))
        state = State.COMPLAINED if complained else State.LEFT
        left = moment(row["unsub_time"])
    elif "clean_time" in row:
        state, left = State.BOUNCED, moment(row["clean_time"])
    return Person(row["email address"], state, asked or confirmed, confirmed, left)


def _never_joined(row: Values) -> Person:
    return Person(row["email address"], State.WAITING, moment(row.get("optin_time", "")))


def _substack(row: Values) -> Person:
    state = State.LEFT if _true(row.get("email_disabled", "")) else State.WAITING
    return Person(row["email"], state, moment(row.get("created_at", "")))


def _ghost(row: Values) -> Person:
    gone = moment(row.get("deleted_at", ""))
    left = gone is not None or not _true(row.get("subscribed_to_emails", ""))
    asked = moment(row.get("created_at", ""))
    return Person(row["email"], State.LEFT if left else State.WAITING, asked, None, gone)


LISTMONK = {
    "confirmed": State.CONFIRMED,
    "unconfirmed": State.WAITING,
    "unsubscribed": State.LEFT,
    "blocklisted": State.BARRED,
    "disabled": State.LEFT,
}


def _listmonk(row: Values) -> Person:
    state = LISTMONK.get(row.get("status", "").lower(), State.WAITING)
    told = LISTMONK.get(row.get("subscription_status", "").lower())
    if told and state not in (State.BARRED, State.LEFT):
        state = told
    asked, changed = moment(row.get("created_at", "")), moment(row.get("updated_at", ""))
    confirmed = (changed or asked) if state == State.CONFIRMED else None
    return Person(row["email"], state, asked, confirmed, changed if state == State.LEFT else None)


def _our_own(row: Values) -> Person:
    state = row.get("state", "")
    return Person(
        unescaped(row["email"]),
        State(state) if state in set(State) else State.WAITING,
        moment(row.get("asked_at", "")),
        moment(row.get("confirmed_at", "")),
        moment(row.get("left_at", "")),
        unescaped(row.get("asked_text", "")),
        unescaped(row.get("asked_place", "")),
        row.get("newsletter", ""),
    )


def _plain(column: str) -> Callable[[Values], Person]:
    return lambda row: Person(row[column], State.WAITING)


FORMATS = [
    Format(
        "The newsroom’s own",
        frozenset({"email", "newsletter", "state", "asked_at", "confirmed_at", "left_at"}),
        _("Each state as it was exported; rows of other newsletters are left out."),
        _our_own,
    ),
    Format(
        "Mailchimp",
        frozenset({"email address", "member_rating"}),
        _(
            "CONFIRM_TIME is the confirmation. A file of unsubscribed people has UNSUB_TIME, one of"
            " cleaned addresses CLEAN_TIME: those left, these do not exist."
        ),
        _mailchimp,
    ),
    Format(
        "Substack",
        frozenset({"email", "active_subscription", "email_disabled"}),
        _("Substack does not tell who confirmed. EMAIL_DISABLED left."),
        _substack,
    ),
    Format(
        "Ghost",
        frozenset({"email", "subscribed_to_emails"}),
        _("Ghost does not tell who confirmed. SUBSCRIBED_TO_EMAILS false, or deleted, left."),
        _ghost,
    ),
    Format(
        "listmonk",
        frozenset({"uuid", "email", "status"}),
        _(
            "SUBSCRIPTION_STATUS tells who confirmed; without it nobody did. Disabled and"
            " unsubscribed left, blocklisted is never written to."
        ),
        _listmonk,
    ),
    Format(
        "A list of addresses",
        frozenset({"email"}),
        _("The column EMAIL alone is read. It does not tell who confirmed."),
        _plain("email"),
    ),
    Format(
        "A list of addresses",
        frozenset({"email address"}),
        _("The column EMAIL ADDRESS alone is read. It does not tell who confirmed."),
        _plain("email address"),
    ),
]
NEVER_JOINED = Format(
    "Mailchimp",
    frozenset({"email address"}),
    _("People of the file “nonsubscribed” never joined: nobody is confirmed."),
    _never_joined,
)
