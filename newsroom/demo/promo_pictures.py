"""The boatyard's picture in any size: flat shapes, light from one side, one red thing, no words."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pixels
from PIL import ImageDraw

SKY, FAR, NEAR, FOAM = "#f3e3c8", "#1a5f77", "#0f3d4c", "#8fb9bf"
HILL, SHADE, SUN = "#d9a06b", "#b9783f", "#f2b705"
SAIL, CANVAS, HULL = "#b3121d", "#f8f1e4", "#16130f"
# Drawn larger and scaled down, so that edges are smooth.
LARGER = 3


def sail(width: int, height: int) -> SimpleUploadedFile:
    wide, high = width * LARGER, height * LARGER
    pixels = Pixels.new("RGB", (wide, high), SKY)
    draw = ImageDraw.Draw(pixels)
    horizon = 0.6 * high
    unit = min(wide, 2.4 * high) / 100
    _sun(draw, 0.24 * wide, horizon, 9 * unit)
    _coast(draw, wide, horizon, unit)
    draw.rectangle([0, horizon, wide, high], fill=FAR)
    draw.rectangle([0, horizon + 0.55 * (high - horizon), wide, high], fill=NEAR)
    for n in range(7):
        x, y = (0.07 + 0.145 * n) * wide, horizon + (0.2 + 0.1 * (n * 3 % 7)) * (high - horizon)
        draw.rectangle([x, y, x + (4 + n % 3) * unit, y + 0.35 * unit], fill=FOAM)
    _boat(draw, 0.64 * wide, horizon + 0.32 * (high - horizon), min(unit, high / 62))
    buffer = io.BytesIO()
    pixels.resize((width, height), Pixels.Resampling.LANCZOS).save(buffer, "PNG")
    return SimpleUploadedFile("sail.png", buffer.getvalue(), "image/png")


def _sun(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    draw.ellipse([x - radius, y - 1.3 * radius, x + radius, y + 0.7 * radius], fill=SUN)


def _coast(draw: ImageDraw.ImageDraw, wide: float, horizon: float, unit: float) -> None:
    left = wide - 34 * unit
    top = horizon - 9 * unit
    draw.polygon([(left, horizon), (wide - 8 * unit, top), (wide, horizon - 6 * unit),
                  (wide, horizon)], fill=HILL)  # fmt: skip
    draw.polygon([(wide - 17 * unit, horizon), (wide - 8 * unit, top), (wide, horizon - 6 * unit),
                  (wide, horizon)], fill=SHADE)  # fmt: skip


def _boat(draw: ImageDraw.ImageDraw, x: float, y: float, unit: float) -> None:
    mast = y - 32 * unit
    draw.polygon([(x + unit, mast), (x + unit, y - 3 * unit), (x + 16 * unit, y - 3 * unit)],
                 fill=SAIL)  # fmt: skip
    draw.polygon([(x - unit, mast + 5 * unit), (x - unit, y - 3 * unit),
                  (x - 11 * unit, y - 3 * unit)], fill=CANVAS)  # fmt: skip
    draw.rectangle([x - 0.4 * unit, mast, x + 0.4 * unit, y], fill=HULL)
    draw.polygon([(x - 14 * unit, y - unit), (x + 17 * unit, y - unit),
                  (x + 12 * unit, y + 4 * unit), (x - 10 * unit, y + 4 * unit)],
                 fill=HULL)  # fmt: skip
