"""Every route of the URL map, as it is written there."""

from collections.abc import Iterator

from django.urls import URLResolver


def routes_in(patterns, above: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes_in(pattern.url_patterns, route)
        else:
            yield route
