"""Bodies as real editors left them, where the collection of them is at hand."""

import json
import re
from collections import Counter
from pathlib import Path

import nh3
import pytest
from lxml import html as lxml_html

from newsroom.kit.html import UNREADABLE, allowed, sanitise

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
BODIES = sorted((DATA / "html").glob("*.html"))
# What stands in brackets or attributes there is mark-up of WordPress, not words of the text.
SHORTCODE = re.compile(r"\[/?caption[^\]]*\]")
HOSTILE = ("<script", "javascript:", "onerror", "onload", "<iframe", "<svg", "style=", "srcdoc")

pytestmark = pytest.mark.skipif(not BODIES, reason="the real bodies are not beside this folder")


def words(html):
    text = nh3.clean(html.replace("<", " <"), tags=set(), clean_content_tags=UNREADABLE)
    return Counter(re.findall(r"\w+", lxml_html.fromstring(f"<div>{text}</div>").text_content()))


@pytest.mark.parametrize("file", BODIES, ids=lambda file: file.stem)
def test_a_real_body_loses_no_word_and_is_clean_at_once(file):
    given = file.read_text()

    clean = sanitise(given)

    # Two links beside each other read as one word: “Image” and “Download” become “ImageDownload”.
    glued = Counter({"Download": 1}) if "wp-block-file" in given else Counter()
    assert not words(SHORTCODE.sub(" ", given)) - words(clean) - glued
    assert sanitise(clean) == clean == allowed(clean)
    assert not any(mark in clean for mark in HOSTILE)


def test_no_hostile_markup_survives():
    vectors = json.loads((DATA / "malicious/html/xss_vectors.json").read_text())
    strings = json.loads((DATA / "malicious/strings/blns.json").read_text())

    for given in [v["payload"] for v in vectors] + strings:
        clean = sanitise(given)
        tree = lxml_html.fragment_fromstring(clean or "<p></p>", create_parent="div")

        assert sanitise(clean) == clean == allowed(clean), given
        for element in tree.iter():
            assert element.tag not in {"script", "style", "svg", "iframe", "img", "form"}, given
            for name, value in element.attrib.items():
                assert not name.startswith("on"), given
                assert ":" not in value or value.startswith(("http", "mailto:", "tel:")), given
