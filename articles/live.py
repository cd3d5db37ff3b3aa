"""The entries of a live story: each begins with a heading that says when it was written."""

from dataclasses import dataclass
from datetime import datetime

from articles import body


@dataclass(frozen=True)
class Entry:
    id: str
    headline: str
    at: datetime
    text: str


def entries(html: str) -> list[Entry]:
    """In the order of the text. An entry ends where the next heading as large as its own begins."""
    return [
        Entry(part.get("id", ""), part.text_content().strip(), at, words)
        for part, words in body.parts(html)
        if (at := body.entry_time(part))
    ]
