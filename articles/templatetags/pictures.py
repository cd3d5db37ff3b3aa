"""{% picture image ratio="16x9" sizes="…" lead=True alt="" %}"""

from django import template

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
