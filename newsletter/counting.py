"""Openings and clicks, of readers who agreed to be counted, without what machines do.

Machines open mail before people see it: scanners follow every address in it, mail programs fetch
pictures ahead. So a request is not counted if it is a HEAD or says that it is a prefetch, if its
program is a robot or a scanner, if it comes within SETTLING of the hand-over, or if MANY links of
one copy are followed within BURST. Nobody reads that fast.
"""

import re
import uuid
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from articles.popularity import is_robot
from newsletter.models import Click, Delivery, Opening

KEY = re.compile(r"[0-9a-f]{32}")
SETTLING = timedelta(seconds=10)
BURST, MANY = timedelta(seconds=10), 3
SCANNERS = re.compile(
    r"barracuda|proofpoint|mimecast|ironport|safelinks|ms-office|microsoft office|symantec|"
    r"fireeye|trend ?micro|sophos|messagelabs|forcepoint|avanan|cloudmark|virustotal|zscaler|"
    r"checkpoint|bitdefender|google-safety|headless|\bscan|"
    # The whole name of Apple's fetcher, which loads all pictures when mail arrives.
    r"^mozilla/5\.0$",
    re.IGNORECASE,
)


def copy_of(key: str) -> Delivery | None:
    if not KEY.fullmatch(key):
        return None
    found = Delivery.objects.select_related("content", "subscriber")
    return found.filter(key=uuid.UUID(hex=key)).first()


def count_opening(copy: Delivery, request: HttpRequest) -> bool:
    if not _counts(copy, request):
        return False
    _opening, new = Opening.objects.get_or_create(delivery=copy)
    return new


@transaction.atomic
def count_click(copy: Delivery, number: int, request: HttpRequest) -> bool:
    """Once per copy and link; a click also shows that the copy was opened."""
    if not _counts(copy, request):
        return False
    Delivery.objects.select_for_update(no_key=True).get(pk=copy.pk)  # clicks of a copy in a row
    now = timezone.now()
    click, _new = Click.objects.get_or_create(delivery=copy, link=number, defaults={"at": now})
    if click.by_machine:  # now perhaps by a person
        click.by_machine, click.at = False, now
        click.save(update_fields=["by_machine", "at"])
    together = Click.objects.filter(delivery=copy, at__gte=now - BURST)
    if together.count() >= MANY:
        together.update(by_machine=True)
        Opening.objects.filter(delivery=copy, at__gte=now - BURST).delete()
        return False
    Opening.objects.get_or_create(delivery=copy)
    return True


def _counts(copy: Delivery, request: HttpRequest) -> bool:
    program = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and "prefetch" not in ahead.lower()
        and not is_robot(program)
        and not SCANNERS.search(program)
        and copy.content.counted
        and copy.subscriber is not None
        and copy.subscriber.counting_agreed_at is not None
        and copy.state == Delivery.State.ACCEPTED
        and copy.settled_at is not None
        and timezone.now() - copy.settled_at >= SETTLING
    )
