"""The paper's sign on tabs and home screens, made from the desk's icon, else from our mark."""

import hashlib
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pixels
from PIL import ImageDraw, ImageOps

from newsroom.site.models import SiteSettings

SIZES = (180, 192, 512)
IN_ICO = [(16, 16), (32, 32), (48, 48)]
TRANSPARENT, PAPER, INK, SUN = (0, 0, 0, 0), "#ffffff", "#16130f", "#b3121d"
# Home screens cut masks out of an icon: what matters keeps to the inner four fifths.
SAFE = 0.78
# The eyebrow of static/img/mark.svg as the points of its two curves, in a box of 32.
EYEBROW = [
    ((4.5, 11), (7.6, 4.6), (12.4, 4.4), (16, 7.2)),
    ((16, 7.2), (19.6, 10), (24.2, 10.6), (27.5, 4.6)),
]
STROKE, BOX = 3.4, 32
# Part of every name: change it with how icons are drawn.
DRAWING = 1


def mark_of(site: SiteSettings) -> str:
    """Changes with the icon, so that no browser keeps showing the one before."""
    return hashlib.sha256(f"{DRAWING} {site.icon.name or ''}".encode()).hexdigest()[:12]


def icon_path(site: SiteSettings, size: int, *, maskable: bool = False) -> str:
    return f"/icons/{mark_of(site)}-{'maskable-' if maskable else ''}{size}.png"


def icon_file(site: SiteSettings, size: int, *, maskable: bool = False) -> bytes:
    name = f"{'maskable-' if maskable else ''}{size}.png"
    return _kept(site, name, lambda: _png(_square(site, size, maskable=maskable)))


def favicon_file(site: SiteSettings) -> bytes:
    return _kept(site, "favicon.ico", lambda: _ico(_square(site, 96)))


def _kept(site: SiteSettings, name: str, make) -> bytes:
    """Made once and stored."""
    path = f"icons/{mark_of(site)}-{name}"
    try:
        with default_storage.open(path) as file:
            return file.read()
    except OSError:
        content = make()
        default_storage.save(path, ContentFile(content))
        return content


def _square(site: SiteSettings, size: int, *, maskable: bool = False) -> Pixels.Image:
    inner = round(size * SAFE) if maskable else size
    drawn = _uploaded(site, inner) or _drawn(inner)
    if not maskable:
        return drawn
    ground = Pixels.new("RGB", (size, size), PAPER)
    edge = (size - inner) // 2
    ground.paste(drawn, (edge, edge), drawn)
    return ground


def _uploaded(site: SiteSettings, size: int) -> Pixels.Image | None:
    if not site.icon:
        return None
    try:
        with site.icon.open("rb") as file, Pixels.open(file) as opened:
            pixels = opened.convert("RGBA")
    except OSError:
        return None  # its file is gone: the mark stands in
    return ImageOps.pad(pixels, (size, size), Pixels.Resampling.LANCZOS, color=TRANSPARENT)


def _drawn(size: int) -> Pixels.Image:
    """Four times as large, then smoothed down: Pillow draws without half tones."""
    scale = 4 * size / BOX
    canvas = Pixels.new("RGBA", (4 * size, 4 * size), TRANSPARENT)
    brush = ImageDraw.Draw(canvas)
    for x, y in (point for curve in EYEBROW for point in _along(curve)):
        _dot(brush, x, y, STROKE / 2, scale, INK)
    _dot(brush, 16, 21.5, 7.6, scale, SUN)
    return canvas.resize((size, size), Pixels.Resampling.LANCZOS)


def _dot(brush, x: float, y: float, radius: float, scale: float, colour: str) -> None:
    edges = (x - radius, y - radius, x + radius, y + radius)
    brush.ellipse([edge * scale for edge in edges], fill=colour)


def _along(curve, steps: int = 160):
    """Points of a cubic curve."""
    for n in range(steps + 1):
        t = n / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield tuple(
            sum(w * p[axis] for w, p in zip(weights, curve, strict=True)) for axis in (0, 1)
        )


def _png(pixels: Pixels.Image) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _ico(pixels: Pixels.Image) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, "ICO", sizes=IN_ICO)
    return buffer.getvalue()
