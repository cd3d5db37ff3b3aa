"""{% picture image ratio="16x9" sizes="…" lead=True alt="" %}"""

from django import template

from articles.metadata import absolute
from articles.renditions import picture as find_picture

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(image, ratio="16x9", sizes="100vw", lead=False, alt=None):
    """`alt` None takes the picture's own; teasers pass "" because the headline says it."""
    return {
        "picture": find_picture(image, ratio),
        "alt": (image.alt_text if image else "") if alt is None else alt,
        "sizes": sizes,
        "lead": lead,
    }


@register.simple_tag
def social_picture(image):
    """The 16:9 JPEG nearest to what networks want, as an absolute address; None while none."""
    if not image:
        return None
    ready = [r for r in image.renditions.all() if r.ratio == "16x9" and r.format == "jpeg"]
    if not ready:
        return None
    chosen = ready[-1]
    return {
        "url": absolute(chosen.file.url),
        "width": chosen.width,
        "height": chosen.height,
    }
