"""Pictures of stories whose rights end soon, and those that have fallen out of them."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from articles.models import Article, Image

LINES = 12
SOON = timedelta(days=7)


def ending() -> list[Image]:
    """Those of a live or scheduled story, what ends first, first."""
    soon = Image.objects.cleared().filter(expires_at__lte=Now() + SOON)
    return list(_in_stories(soon).order_by("expires_at", "pk")[:LINES])


def ended() -> list[Image]:
    """Those a live or scheduled story names and stands without, what ended last, first."""
    past = Image.objects.filter(expires_at__lte=Now())
    return list(_in_stories(past).order_by("-expires_at", "-pk")[:LINES])


def _in_stories(images: QuerySet[Image]) -> QuerySet[Image]:
    """Each with the headline of its newest `story`."""
    stories = Article.objects.filter(status=Article.Status.PUBLISHED).newest_first()
    led = stories.filter(lead_image=OuterRef("pk"))
    within = stories.filter(body_images=OuterRef("pk"))
    return images.filter(Exists(led) | Exists(within)).annotate(
        story=Coalesce(
            Subquery(led.values("headline")[:1]), Subquery(within.values("headline")[:1])
        )
    )
