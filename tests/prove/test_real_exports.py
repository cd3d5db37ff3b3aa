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
from newsroom.moving.models import Origin, Source
from newsroom.moving.receipt import adds_up
from newsroom.moving.wxr.reading import Broken
from newsroom.site.models import Page
from tests.moving.killing import everything

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = [
    *sorted((DATA / "wxr").rglob("*.xml")),
    *(f for f in sorted((DATA / "ghost").glob("*.json")) if ".truth" not in f.name),
]
# What stands where a picture was left out.
PLACEHOLDER = re.compile(r"\[Picture[^\[\]]*\]")


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
        status = answer.status_code
        counts[status] = counts.get(status, 0) + 1
        if status == 301:
            to = urlsplit(answer["Location"])
            status = (here if to.netloc else there).get(to.path).status_code
        # Of several things under one number the public one is meant.
        told = origin.public or ("?p=" in path and origin.foreign_id in public)
        if status not in ({200, 410} if told else {404}):
            wrong.append((path, answer.status_code, status, origin.reason))
    return counts, wrong


def texts_lost(file: Path) -> list:
    """Stories whose first or last words, as another program read them, are not in ours."""
    lost = []
    told = file.with_name(f"{file.name}.items.jsonl")
    for row in map(json.loads, told.read_text().splitlines() if told.exists() else []):
        origin = Origin.objects.filter(foreign_id=str(row["id"]), twin=0).first()
        made = origin and {"story": Article, "page": Page}.get(origin.outcome)
        if not made or not row.get("text_head"):
            continue
        here = letters(
            PLACEHOLDER.sub(" ", body.plain_text(made.objects.get(pk=origin.object_id).body))
        )
        parts = [letters(_told(row[name])) for name in ("text_head", "text_tail")]
        lost += [(row["id"], part) for part in parts if part not in here]
    return lost


def _told(words: str) -> str:
    """Shortcodes and addresses alone are not words, and they were cut in the middle of them."""
    words = re.sub(r"\[[^\[\]]*(\]|\Z)|\A[^\[\]]*\]", " ", unescape(words))
    return re.sub(r"https?://\S+|\A\S+|\S+\Z", " ", words)


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
