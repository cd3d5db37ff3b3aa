"""Every real export beside this folder moves in whole, and every address it had answers.

make prove ARGS="tests/prove/test_real_exports.py -s" prints a line for each.
"""

import json
import re
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from articles import body
from articles.models import Article
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in, move_in_from_ghost
from newsroom.moving.ghost.reading import open_ghost
from newsroom.moving.items import Item
from newsroom.moving.models import Source
from newsroom.moving.receipt import adds_up
from newsroom.moving.wxr.opening import open_export
from newsroom.moving.wxr.reading import Broken
from newsroom.site.models import Page
from tests.moving.killing import everything

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = [
    *sorted((DATA / "wxr").rglob("*.xml")),
    *(f for f in sorted((DATA / "ghost").glob("*.json")) if ".truth" not in f.name),
]


@pytest.mark.skipif(not REAL, reason="the real exports are not beside this folder")
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
def test_a_real_site_moves_in_whole(file, capsys):
    truth = json.loads(file.with_name(f"{file.name}.truth.json").read_text())
    if file.name == "malformed-simple.xml":
        with pytest.raises(Broken, match="Line 14"):
            take(file)
        return

    began = time.monotonic()
    report = take(file)
    took = time.monotonic() - began
    once = everything()
    again = take(file)
    answers, wrong = walked()

    with capsys.disabled():
        print(line(file, report, answers, took))  # noqa: T201 the figures
    assert report["items"]["in_file"] == truth.get("items", truth.get("tables", {}).get("posts"))
    assert report["comments"]["in_file"] == truth.get("comments", {}).get("total", 0)
    assert adds_up(report)
    assert again["changes"] == {}
    assert everything() == once
    assert wrong == []
    assert texts_lost(file) == []


def take(file: Path) -> dict:
    wishes = Wishes(site="https://old.example" if _names_no_site(file) else "")
    ghost = file.suffix == ".json"
    return (move_in_from_ghost if ghost else move_in)([file], wishes, say=lambda _: None).report


def _names_no_site(file: Path) -> bool:
    return not re.search(r"<(wp:base_(site|blog)_url|link)>\s*http", file.read_text("latin-1"))


def walked() -> tuple[dict[int, int], list]:
    """How many of the old addresses answer what, and those that answer what they must not."""
    site, here, wrong, counts = Source.objects.get(), Client(), [], {}
    there = Client(headers={"host": urlsplit(site.base).netloc.encode("idna").decode()})
    public = set(site.origins.filter(public=True).values_list("foreign_id", flat=True))
    known = site.addresses.select_related("origin")
    asked = [(row.path, row.origin) for row in known]
    met = site.origins.filter(position__isnull=False, twin=0).exclude(kind="comment")
    asked += [(f"/?p={o.foreign_id}", o) for o in met if site.program == "wordpress"]
    for path, origin in asked:
        answer = there.get(path)
        counts[answer.status_code] = counts.get(answer.status_code, 0) + 1
        for _hop in range(3):
            if answer.status_code == 301:
                to = urlsplit(answer["Location"])
                answer = (here if to.netloc else there).get(to.path)
        # Of several things under one number the public one is meant.
        told = origin.public or ("?p=" in path and origin.foreign_id in public)
        if answer.status_code not in ({200, 410} if told else {404}):
            wrong.append((path, answer.status_code, origin.reason))
    return counts, wrong


def texts_lost(file: Path) -> list:
    """What readers saw of each text, piece by piece, and is not in ours."""
    site = Source.objects.get()
    export = open_ghost(file, site.base) if file.suffix == ".json" else open_export(file)
    lost = []
    for number, item in enumerate((t for t in export.things() if isinstance(t, Item)), 1):
        origin = site.origins.filter(move=site.moves.latest("pk"), position=number).first()
        made = origin and {"story": Article, "page": Page}.get(origin.outcome)
        if not made:
            continue
        here = letters(body.plain_text(made.objects.get(pk=origin.object_id).body))
        lost += [(item.foreign_id, piece) for piece in pieces(item.body) if piece not in here]
    return lost


def pieces(html: str) -> list[str]:
    """The letters between two tags, shortcodes or ends of sentences."""
    seen = re.sub(r"(?is)<!--.*?-->|<(script|style|object|iframe|noscript)\b.*?</\1\s*>", "|", html)
    seen = re.sub(r"(?s)<[a-z/!][^<>]*>|\[/?[a-z][^\[\]]*\]", "|", seen, flags=re.IGNORECASE)
    seen = re.sub(r"https?://[^\s|]+", "|", unescape(seen))
    parts = re.split(r"[|.!?\n]", seen)
    return [piece for part in parts if len(piece := letters(part)) > 7]


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def line(file: Path, report: dict, answers: dict, took: float) -> str:
    items, said = report["items"], report["comments"]
    pictures = items["by_kind"].get("attachment", 0)
    return (
        f"| {file.name} | {items['in_file']} | {items['imported']} | {items['reasons']} | "
        f"{said['imported']} of {said['in_file']} {said['reasons'] or ''} | {pictures} | "
        f"{sum(answers.values())}: {dict(sorted(answers.items()))} | {took:.1f} |"
    )
