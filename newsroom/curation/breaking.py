"""Breaking news as every page shows it.

Kept in each process like the menus: a change in the desk is seen at once by the process that made
it and by the others within KEPT_FOR seconds. Whether it stands is asked of the clock each time,
so it appears and goes on its own, and a page costs no query.
"""

import time
from datetime import datetime

from django.utils import timezone

from articles.models import Article
from newsroom.curation.models import BreakingBanner

KEPT_FOR = 2.0

_kept: tuple[float, BreakingBanner | None] | None = None


def standing(at: datetime | None = None) -> BreakingBanner | None:
    """The one that stands now, or at another time."""
    banner = _read() if at else _recent()
    return banner if banner and banner.stands(at or timezone.now()) else None


def leads_to(banner: BreakingBanner, at: datetime | None = None) -> str:
    """The address of its story, for as long as readers can see that."""
    story = banner.story
    if story is None or story.status != Article.Status.PUBLISHED:
        return ""
    return story.get_absolute_url() if story.published_at <= (at or timezone.now()) else ""


def forget() -> None:
    """The desk changed something: read again."""
    global _kept
    _kept = None


def _recent() -> BreakingBanner | None:
    global _kept
    if _kept is None or time.monotonic() - _kept[0] >= KEPT_FOR:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def _read() -> BreakingBanner | None:
    return (
        BreakingBanner.objects.select_related("story")
        .only("text", "starts_at", "ends_at", "story__status", "story__path", "story__published_at")
        .first()
    )
