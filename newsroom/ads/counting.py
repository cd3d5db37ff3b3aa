"""How often a booking was seen and followed: sums by hour, and nothing about whom.

What was counted is remembered for the day as the views of stories are: a hash under the day's
salt, of booking, page, hour, network and browser (docs/decisions/0006).
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from articles.popularity import first_today, is_robot
from newsroom.ads.choosing import this_hour
from newsroom.ads.models import Booking

# More slots than this no page has.
MOST_ON_A_PAGE = 12
LONGEST_PATH = 200


@transaction.atomic
def count_impressions(ids: Iterable[int], *, path: str, address: str, user_agent: str) -> int:
    """Count what was really on screen, once per page, hour, network and browser; how many new."""
    if is_robot(user_agent):
        return 0
    hour = this_hour()
    # The page may have been opened at the end of the hour before.
    shown = _shown_since(hour - timedelta(hours=1)).filter(pk__in=list(ids)[:MOST_ON_A_PAGE])
    new = 0
    for pk in shown.order_by("pk").values_list("pk", flat=True):
        what = f"promo\n{pk}\n{path[:LONGEST_PATH]}\n{hour:%dT%H}"
        if first_today(what, address=address, user_agent=user_agent):
            _add(pk, "impressions")
            new += 1
    return new


@transaction.atomic
def count_click(booking: Booking, *, address: str, user_agent: str) -> bool:
    """Count once per hour and network, while the booking runs."""
    hour = this_hour()
    if is_robot(user_agent) or not _shown_since(hour - timedelta(hours=1)).contains(booking):
        return False
    new = first_today(f"promo click\n{booking.pk}\n{hour:%dT%H}", address=address)
    if new:
        _add(booking.pk, "clicks")
    return new


def _shown_since(when):
    return Booking.objects.filter(starts_at__lte=timezone.now()).filter(
        Q(ends_at=None) | Q(ends_at__gt=when)
    )


def _add(pk: int, what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ads_hourlycount (booking_id, hour, impressions, clicks) "  # noqa: S608
            "VALUES (%s, date_trunc('hour', now()), %s, %s) ON CONFLICT (booking_id, hour) "
            f"DO UPDATE SET {what} = ads_hourlycount.{what} + 1",
            [pk, int(what == "impressions"), int(what == "clicks")],
        )
