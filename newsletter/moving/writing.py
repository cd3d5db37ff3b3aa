"""CSV that a spreadsheet opens without running anything that stands in it."""

import csv
from collections.abc import Iterable, Iterator

BEGINS_A_FORMULA = ("'", "=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def escaped(value) -> str:
    """A cell that a spreadsheet takes for a formula becomes text by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_A_FORMULA) else text


def unescaped(text: str) -> str:
    plain = text[1:] if text.startswith("'") else text
    return plain if plain.lstrip(" ").startswith(BEGINS_A_FORMULA) else text


class _Line:
    def write(self, text: str) -> str:
        return text


def lines(header: list[str], rows: Iterable[Iterable]) -> Iterator[str]:
    """One line at a time, so that a list of any length is never in memory whole."""
    writer = csv.writer(_Line())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([escaped(value) for value in row])
