"""The point every crop keeps, chosen by a click on the picture or by two numbers.

    field = FocalPoint(picture=image)      # cleans to (x, y) in per cent

Without a script the two numbers stand beside the picture; static/desk/focal.js adds the click.
"""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Image
from articles.renditions import RATIOS

SHOWN = {"16x9": _("Lead, 16:9"), "4x3": _("Row, 4:3"), "1x1": _("Square")}


@dataclass
class Crop:
    """A part of the picture, in its own points, as an SVG's viewBox."""

    ratio: str
    label: str
    box: str


def crop_box(width: int, height: int, ratio: str, x: int, y: int) -> str:
    """Where the cut falls: the same share of what is left over on each side as the point has."""
    across, down = RATIOS[ratio]
    cut_width = min(width, height * across / down)
    cut_height = cut_width * down / across
    left, top = (width - cut_width) * x / 100, (height - cut_height) * y / 100
    return " ".join(f"{value:.1f}" for value in (left, top, cut_width, cut_height))


def desk_url(image: Image) -> str:
    """The picture uncut, from a ready size, or the stored file while readers get none."""
    full = [r for r in image.renditions.all() if r.ratio == "full" and r.format == "jpeg"]
    if full and image.is_cleared:
        return min(full, key=lambda r: r.width).file.url
    return reverse("admin:articles_image_original", args=[image.pk])


class FocalPointWidget(forms.MultiWidget):
    template_name = "desk/widgets/focal_point.html"

    class Media:
        js = [forms.Script("desk/focal.js", type="module")]

    def __init__(self, picture: Image, attrs=None):
        self.picture = picture
        limits = {"min": 0, "max": 100}
        numbers = {"x": forms.NumberInput(limits), "y": forms.NumberInput(limits)}
        super().__init__(numbers, attrs)

    def decompress(self, value):
        return list(value) if value else [50, 50]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        picture = self.picture
        x, y = (_whole(part["value"]) for part in context["widget"]["subwidgets"])
        context["focal"] = {
            "picture": picture,
            "url": desk_url(picture),
            "x": x,
            "y": y,
            "crops": [
                Crop(ratio, label, crop_box(picture.width, picture.height, ratio, x, y))
                for ratio, label in SHOWN.items()
            ],
        }
        return context


def _whole(value) -> int:
    text = str(value)
    return min(100, int(text)) if text.isdecimal() else 50


class FocalPoint(forms.MultiValueField):
    def __init__(self, *, picture: Image, **kwargs):
        numbers = [forms.IntegerField(min_value=0, max_value=100) for _n in range(2)]
        kwargs.setdefault("initial", (picture.focal_x, picture.focal_y))
        super().__init__(numbers, widget=FocalPointWidget(picture), **kwargs)

    def compress(self, values):
        return tuple(values) if values else None
