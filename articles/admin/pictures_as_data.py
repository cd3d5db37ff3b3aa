"""A picture as the desk's scripts need it."""

from django.urls import reverse

from articles.models import Image
from articles.renditions import picture


def as_data(image: Image) -> dict:
    """Where readers get no size, because none is made yet or the rights have ended, the desk is
    shown the file itself."""
    small, wide = picture(image, "4x3"), picture(image, "full")
    whole = reverse("admin:articles_article_file", args=[image.pk])
    return {
        "id": image.pk,
        "name": str(image),
        "small": small.src if small else whole,
        "wide": wide.src if wide else whole,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "decorative": image.decorative,
        "caption": image.caption,
        "credit": image.credit,
        "licence": image.licence,
        "x": image.focal_x,
        "y": image.focal_y,
        "described": image.described,
        "file": image.original_name,
    }
