"""Dates of exports: with a zone, without one, or none at all."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1970, 2200


def moment(local: str, gmt: str, zone: ZoneInfo) -> datetime | None:
    """The instant: by the date in GMT, else by the local one in the site's zone; else unknown.

    Drafts have zeros for a date in GMT.
    """
    if found := _parsed(gmt):
        return found.replace(tzinfo=UTC)
    if found := _parsed(local):
        return found.replace(tzinfo=zone).astimezone(UTC)
    return None


def local_day(local: str, at: datetime, zone: ZoneInfo) -> datetime:
    """The day as the site's own clock had it."""
    return _parsed(local) or at.astimezone(zone)


def of_feed(text: str) -> str:
    """“Sat, 02 Nov 2013 23:02:32 +0000” as WordPress writes a date in GMT; empty if it is none."""
    try:
        found = parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return ""
    return f"{found:%Y-%m-%d %H:%M:%S}" if EARLIEST < found.year < LATEST else ""


def _parsed(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    known = EARLIEST <= found.year < LATEST
    return found.replace(tzinfo=None) if known else None
