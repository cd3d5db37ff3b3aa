"""The sizes of pictures, and which of them a slot shows from which width of the window on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`field` is the creative's picture of this size."""

    field: str
    width: int
    height: int

    def __str__(self):
        return f"{self.width} × {self.height}"


WIDE = Size("wide", 970, 250)
STRIP = Size("strip", 728, 90)
NARROW = Size("narrow", 320, 100)
BOX = Size("box", 300, 250)
TALL = Size("tall", 300, 600)
TEXT = Size("text", 592, 280)
SIZES = {size.field: size for size in (WIDE, STRIP, NARROW, BOX, TALL, TEXT)}

# From the widest window down; the last holds for all that are narrower. css/components/promo.css
# reserves the same boxes.
SHAPES: dict[str, list[tuple[str, Size]]] = {
    "board": [("(min-width:68rem)", WIDE), ("(min-width:48rem)", STRIP), ("", NARROW)],
    "box": [("", BOX)],
    "half": [("(min-width:68rem)", TALL), ("", BOX)],
    "text": [("(min-width:48rem)", TEXT), ("", BOX)],
}
