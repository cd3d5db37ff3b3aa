"""Headings as an outline: former sites chose them by their size."""

import re
from collections.abc import Iterator

_OPENS = re.compile(r"<h([234])\b")
_TAG = re.compile(r"<(/?)h[234]\b")


def without_skips(html: str) -> str:
    """Clean HTML whose headings begin at the second level and never go down by two at once."""
    levels = [int(number) for number in _OPENS.findall(html)]
    wanted = list(_outline(levels))
    if wanted == levels or "<aside" in html:  # a box has an outline of its own
        return html
    coming, now = iter(wanted), 2

    def tag(match: re.Match) -> str:
        nonlocal now
        now = now if match[1] else next(coming)
        return f"<{match[1]}h{now}"

    return _TAG.sub(tag, html)


def _outline(levels: list[int]) -> Iterator[int]:
    rank = {level: number for number, level in enumerate(sorted(set(levels)), 2)}
    above = 1
    for level in levels:
        above = min(rank[level], above + 1)
        yield above
