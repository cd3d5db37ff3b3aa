"""The receipt on paper: a few lines for the terminal, data, every old address, and a page an
editor can read."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import batched
from pathlib import Path

from django.template.loader import render_to_string

from articles.models import Article
from newsroom.moving.addresses import GONE, NOTHING, Answer, place_of
from newsroom.moving.models import OldAddress, Origin, Source

AT_ONCE = 1000


def written_lines(report: dict) -> Iterator[str]:
    items, comments = report["items"], report["comments"]
    yield f"{report['site']}" + (" (a dry run: all was taken back)" * report["dry_run"])
    if untried := report.get("not_fetched"):
        yield f"not fetched, as in every dry run: {untried} files, counted as if they were there"
    yield f"items {items['in_file']} = imported {items['imported']} + left out {items['skipped']}"
    yield from _numbers(items["outcomes"])
    yield from (f"  left out, {line.strip()}" for line in _numbers(items["reasons"]))
    left = sum(comments["reasons"].values())
    yield f"comments {comments['in_file']} = imported {comments['imported']} + left out {left}"
    yield from (f"  left out, {line.strip()}" for line in _numbers(comments["reasons"]))
    yield f"old addresses: {report['addresses']}"
    for file, repairs in report["repairs"].items():
        for kind, (number, lines) in repairs.items():
            yield f"put right in {file}: {kind}, {number} times, first in line {lines[0]}"
    yield f"this time: {', '.join(f'{k} {n}' for k, n in report['changes'].items()) or 'no change'}"
    yield f"{report['seconds']} s"


def _numbers(found: dict) -> Iterator[str]:
    for name, number in sorted(found.items(), key=lambda pair: -pair[1]):
        yield f"  {name}: {number}"


def write_receipt(report: dict, source: Source, folder: Path) -> list[Path]:
    """receipt.json, receipt.html with its style sheet, and addresses.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    told = Counter()
    addresses = folder / "addresses.csv"
    with addresses.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["old address", "answer", "new address"])
        for address, found in answers(source):
            status = 301 if found.path else 410
            told[status] += 1
            writer.writerow([f"{_host(source)}{address}", status, found.path])
    report = {**report, "answers": {str(status): number for status, number in told.items()}}
    data, page = folder / "receipt.json", folder / "receipt.html"
    data.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    page.write_text(render_to_string("moving/receipt.html", {"report": report}))
    style = files("newsroom.moving") / "receipt.css"
    (folder / "receipt.css").write_text(style.read_text())
    return [page, data, addresses]


def _host(source: Source) -> str:
    scheme, _sep, rest = source.base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def answers(source: Source) -> Iterator[tuple[str, Answer]]:
    """Every old address that was public, and where it leads; stories by the thousand."""
    rows = OldAddress.objects.filter(source=source, origin__public=True).select_related("origin")
    for batch in batched(rows.order_by("pk").iterator(chunk_size=AT_ONCE), AT_ONCE):
        stories = _stories([row.origin for row in batch])
        for row in batch:
            if row.origin.outcome == Origin.Outcome.STORY:
                found = stories.get(row.origin.object_id, NOTHING)
            else:
                found = place_of(row.origin, row.path) or GONE
            if found != NOTHING:
                yield row.path, found


def _stories(origins: list[Origin]) -> dict[int, Answer]:
    wanted = [o.object_id for o in origins if o.outcome == Origin.Outcome.STORY]
    public = Article.objects.published().filter(pk__in=wanted).values_list("pk", "path")
    gone = Article.objects.filter(pk__in=wanted, status=Article.Status.WITHDRAWN)
    found = {pk: Answer(path) for pk, path in public}
    return found | dict.fromkeys(gone.values_list("pk", flat=True), GONE)
