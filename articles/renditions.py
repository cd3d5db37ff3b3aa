"""Sizes and formats of pictures, and what a page needs to show one."""

from dataclasses import dataclass

from articles.models import Image, Rendition

# 750 is for phones: 375 points at a density of 2, or 412 at 1.75, which are 721. Browsers take none
# that is smaller by one, and 960 weighs half as much more.
WIDTHS = (480, 750, 960, 1600)
RATIOS = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "full": None, "share": (1200, 630)}
FORMATS = {
    "avif": {"quality": 52, "speed": 8, "max_threads": 2},
    "webp": {"quality": 75, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
PAGE_FORMATS = ("avif", "jpeg")
WANTED = {"16x9": WIDTHS, "4x3": (480,), "1x1": (480,), "full": (750, 960, 1600)}
# What networks and search engines show; no page loads them.
FOR_MACHINES = {"share": (600, 1200), "4x3": (1200,), "1x1": (1200,)}
SMALLEST_SHARED = 600


@dataclass(frozen=True)
class Picture:
    """`sources` are (MIME type, srcset) pairs; `src` is the fallback of middle width."""

    sources: list[tuple[str, str]]
    src: str
    srcset: str
    width: int
    height: int


def wanted(width: int, height: int) -> list[tuple[str, int, str]]:
    """Every (ratio, width, format) to be made of a picture of this size."""
    on_pages = [
        (ratio, w, kind)
        for ratio in WANTED
        for w in useful_widths(ratio, width, height)
        for kind in PAGE_FORMATS
    ]
    for_machines = [
        (ratio, w, "jpeg")
        for ratio, widths in FOR_MACHINES.items()
        for w in widths
        if w == SMALLEST_SHARED or w <= _filled(ratio, width, height)
    ]
    return on_pages + for_machines


def useful_widths(ratio: str, width: int, height: int) -> list[int]:
    """The widths on pages a picture of this size can fill, and the smallest in any case."""
    smallest, *others = WANTED[ratio]
    return [smallest, *(w for w in others if w <= _filled(ratio, width, height))]


def _filled(ratio: str, width: int, height: int) -> int:
    shape = RATIOS[ratio]
    return min(width, height * shape[0] // shape[1]) if shape else width


def picture(image: Image | None, ratio: str) -> Picture | None:
    """From the prefetched renditions; None while none is ready, and when its rights have ended."""
    if image is None or not image.is_cleared:
        return None
    ready = [r for r in image.renditions.all() if r.ratio == ratio and r.width in WANTED[ratio]]
    fallback = [r for r in ready if r.format == "jpeg"]
    if not fallback:
        return None
    largest = fallback[-1]
    middle = min(fallback, key=lambda r: abs(r.width - 960))
    modern = [r for r in ready if r.format == "avif"]
    sources = [("image/avif", _srcset(modern))] if modern else []
    return Picture(sources, middle.file.url, _srcset(fallback), largest.width, largest.height)


def largest(image: Image | None, ratio: str) -> Rendition | None:
    """The largest JPEG of a shape, which every network and feed reader takes."""
    if image is None or not image.is_cleared:
        return None
    ready = [r for r in image.renditions.all() if r.ratio == ratio and r.format == "jpeg"]
    return ready[-1] if ready else None


def _srcset(renditions: list[Rendition]) -> str:
    return ", ".join(f"{r.file.url} {r.width}w" for r in renditions)
