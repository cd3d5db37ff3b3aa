"""Whether a text came over whole, by its visible letters."""

import re

from articles import body
from newsroom.moving.bodies.shortcodes import KNOWN
from newsroom.moving.texts import plain

# A text that came over shorter or longer than this is looked at first.
TOLERANCE = 0.02
_SHORTCODE = re.compile(rf"\[/?(?:{'|'.join(KNOWN)})\b[^\[\]]{{0,2000}}\]")
_PLACEHOLDER = re.compile(r"\[[^\[\]:]{3,20}(?:: [^\[\]]{0,400})?\]")


def length_change(before: str, after: str) -> list[int]:
    """The letters before and after, where they differ by more than a little; else nothing.

    Neither what WordPress replaced nor what stands here for a picture is text.
    """
    there = _letters(_SHORTCODE.sub(" ", plain(before)))
    here = _letters(_PLACEHOLDER.sub(" ", body.plain_text(after)))
    return [there, here] if abs(there - here) > TOLERANCE * max(there, 1) else []


def _letters(text: str) -> int:
    return sum(len(word) for word in text.split())
