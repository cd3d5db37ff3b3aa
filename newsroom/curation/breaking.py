"""Breaking news as every page shows it.

Whether it stands is asked of the clock each time, so it appears and goes on its own.
"""

from datetime import datetime

from django.utils import timezone

from articles.models import Article
from newsroom.curation.models import BreakingBanner
from newsroom.kit.brief import Brief


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


def _read() -> BreakingBanner | None:
    return (
        BreakingBanner.objects.select_related("story")
        .only("text", "starts_at", "ends_at", "story__status", "story__path", "story__published_at")
        .first()
    )


_recent = Brief(_read)
forget = _recent.forget
