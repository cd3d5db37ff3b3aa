"""The edition as data: what editors decided, all of it, so that any state can come back."""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from accounts.models import User
from articles.models import Article, Section
from newsroom.curation.models import BreakingBanner, FrontBlock, Pin


def snapshot() -> dict:
    """Times as text, rows by their numbers: it outlives stories, sections and people."""
    banner = BreakingBanner.objects.first()
    return {
        "pins": [
            {
                "place": str(pin.place),
                "slot": pin.slot,
                "section": pin.section_id,
                "position": pin.position,
                "story": pin.story_id,
                "starts_at": pin.starts_at.isoformat(),
                "ends_at": pin.ends_at.isoformat(),
                "person": pin.person_id,
            }
            for pin in Pin.objects.order_by("slot", "section", "position", "starts_at", "pk")
        ],
        "blocks": list(FrontBlock.objects.values_list("section_id", flat=True)),
        "banner": banner
        and {
            "text": banner.text,
            "story": banner.story_id,
            "starts_at": banner.starts_at.isoformat(),
            "ends_at": banner.ends_at.isoformat(),
            "person": banner.person_id,
        },
    }


def restore(kept: dict, *, now: datetime) -> None:
    """Put the edition back. What has ended meanwhile, and what names a row that is gone, stays
    away."""
    people = set(User.objects.filter(pk__in=_named(kept, "person")).values_list("pk", flat=True))
    stories = set(Article.objects.filter(pk__in=_named(kept, "story")).values_list("pk", flat=True))
    asked = {pin["section"] for pin in kept["pins"]} | set(kept["blocks"])
    sections = set(Section.objects.filter(pk__in=asked - {None}).values_list("pk", flat=True)) | {
        None
    }
    Pin.objects.all().delete()
    Pin.objects.bulk_create(
        Pin(
            slot=pin["slot"],
            section_id=pin["section"],
            position=pin["position"],
            story_id=pin["story"],
            starts_at=parse_datetime(pin["starts_at"]),
            ends_at=parse_datetime(pin["ends_at"]),
            person_id=pin["person"] if pin["person"] in people else None,
        )
        for pin in kept["pins"]
        if pin["story"] in stories
        and pin["section"] in sections
        and parse_datetime(pin["ends_at"]) > now
    )
    FrontBlock.objects.all().delete()
    FrontBlock.objects.bulk_create(
        FrontBlock(section_id=pk, order=order)
        for order, pk in enumerate(kept["blocks"])
        if pk in sections
    )
    BreakingBanner.objects.all().delete()
    banner = kept["banner"]
    if banner and parse_datetime(banner["ends_at"]) > now:
        BreakingBanner.objects.create(
            text=banner["text"],
            story_id=banner["story"] if banner["story"] in stories else None,
            starts_at=parse_datetime(banner["starts_at"]),
            ends_at=parse_datetime(banner["ends_at"]),
            person_id=banner["person"] if banner["person"] in people else None,
        )


def _named(kept: dict, what: str) -> set[int]:
    rows = [*kept["pins"], *([kept["banner"]] if kept["banner"] else [])]
    return {row[what] for row in rows if row[what]}
