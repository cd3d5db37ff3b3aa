"""Which slugs a newsletter may not have: the words its own addresses begin with."""

from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@cache
def reserved() -> frozenset[str]:
    """Read from the map of addresses, so that one added to it is reserved with it."""
    from newsletter.urls import urlpatterns

    words = {str(pattern.pattern).split("/")[0] for pattern in urlpatterns}
    return frozenset(word for word in words if word and "<" not in word)


def check_slug(slug: str) -> None:
    if slug in reserved():
        raise ValidationError(
            _("“%(slug)s” is an address the site itself uses. Choose another slug."),
            params={"slug": slug},
        )
