"""The demo's front page: two pins, so that editors see what one looks like. No breaking news."""

from datetime import timedelta

from articles.models import Article
from newsroom.curation import actions, desk
from newsroom.curation.models import Pin
from newsroom.curation.slots import Place, Slot
from newsroom.demo.edition import Edition
from newsroom.demo.ledger import Ledger

PINS = [
    ("night-train-madrid-north-west-returns", Place(Slot.SECONDARY, 2), timedelta(days=3)),
    ("leave-the-long-lunch-alone", Place(Slot.OPINION, 1), timedelta(days=3)),
]


def pin_stories(ledger: Ledger, edition: Edition) -> int:
    """Once; a place an editor has filled since is theirs."""
    there, pinned = edition.articles(), 0
    for slug, place, length in PINS:
        key, story = f"pin:{slug}", there.get(slug)
        if key in ledger or story is None or story.status != Article.Status.PUBLISHED:
            continue
        taken = Pin.objects.standing().filter(slot=place.slot, position=place.position)
        if not taken.exists():
            editor = edition.sign_ins.get("editor")
            end = edition.now.replace(second=0, microsecond=0) + length
            pin = actions.place(story, place, by=editor, base=desk.number(), ends_at=end)
            ledger.add(key, pin.pk)
            pinned += 1
    return pinned
