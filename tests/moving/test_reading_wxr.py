"""An export is read whole or not at all; what was put right is told."""

import json
import socket
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from newsroom.moving.items import Item, Term, Writer
from newsroom.moving.wxr.opening import open_export
from newsroom.moving.wxr.reading import Broken
from tests.moving.an_export import (
    FOOT,
    HEAD,
    SITE,
    author,
    category,
    comment,
    export,
    item,
    meta,
    term,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = sorted((DATA / "wxr").rglob("*.xml"))
HOSTILE = sorted((DATA / "malicious/xml").glob("*.xml"))


def read(folder, *parts):
    file = folder / "export.xml"
    text = export(*parts)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_export(file)


def items(found):
    return [thing for thing in found.things() if isinstance(thing, Item)]


def test_everything_of_an_item_is_read(tmp_path):
    inside = (
        term("town", "Town & port")
        + term("boats", "Boats", "post_tag")
        + meta("_thumbnail_id", "7")
        + meta("_wp_old_slug", "former")
        + meta("_wp_old_slug", "former-still")
        + meta("_edit_lock", "1457:1")
        + comment(3, "Well said", parent=2)
    )

    found = read(
        tmp_path,
        author("rosa", "Rosa Marín"),
        category("town", "Town & port", "news"),
        item(12, "The pier & the sea", "Body ]]> end", slug="pier", excerpt="Short", inside=inside),
    )
    things = list(found.things())

    assert (found.items, found.site.address, found.mended) == (1, SITE, False)
    assert things[0] == Writer("rosa", "Rosa Marín", "1")
    assert (things[1].slug, things[1].name, things[1].parent) == ("town", "Town & port", "news")
    [story] = items(found)
    assert (story.foreign_id, story.kind, story.status, story.slug) == (
        "12", "post", "publish", "pier",
    )  # fmt: skip
    assert story.title == "The pier & the sea"
    assert story.body == "Body ]]> end"
    assert story.terms == [
        Term("category", "town", "Town & port"),
        Term("post_tag", "boats", "Boats"),
    ]
    assert story.meta == {"_thumbnail_id": "7"}
    assert story.old_slugs == ["former", "former-still"]
    [said] = story.remarks
    assert (said.foreign_id, said.parent, said.state, said.text) == ("3", "2", "1", "Well said")
    assert "secret.example" not in repr(story)
    assert "203.0.113" not in repr(story)


@pytest.mark.parametrize(
    ("broken", "kind", "text"),
    [
        ("<![CDATA[<b>x // ]]> y</b> after]]>", "cdata", "<b>x // ]]> y</b> after"),
        ("<![CDATA[bell\x07 rings]]>", "control", "bell rings"),
        ("fish & chips", "ampersand", "fish & chips"),
        ("caf&eacute; &nbsp;&amp; bar", "ampersand", "café \xa0& bar"),
        ("3 < 4", "less", "3 < 4"),
        ("a&#11;b", "control", "ab"),
    ],
)  # fmt: skip
def test_what_has_one_meaning_only_is_put_right_and_told(tmp_path, broken, kind, text):
    whole = item(1, "First", "BODY") + item(2, "Second", "after it")
    file = tmp_path / "export.xml"
    file.write_text(export(whole).replace("<![CDATA[BODY]]>", broken))

    found = open_export(file)

    assert [story.body for story in items(found)] == [text, "after it"]
    assert list(found.repairs.counts) == [kind]
    assert found.repairs.lines[kind] == [14]


def test_letters_of_windows_in_a_file_that_says_utf8_are_read(tmp_path):
    file = tmp_path / "export.xml"
    file.write_bytes(export(item(1, "Für", "BODY")).encode().replace(b"BODY", b"M\xe4nner"))

    found = open_export(file)

    assert [(story.title, story.body) for story in items(found)] == [("Für", "Männer")]
    assert found.repairs.counts == {"encoding": 1}
    assert found.repairs.lines["encoding"] == [14]


def test_what_stands_before_the_declaration_is_not_of_the_file(tmp_path):
    file = tmp_path / "export.xml"
    file.write_text("\ufeff\n<br>Notice: something\n" + export(item(1, "Fine")))

    found = open_export(file)

    assert [story.title for story in items(found)] == ["Fine"]
    assert items(found)[0].line == 16
    assert found.repairs.counts == {"preamble": 1}


def test_an_escaped_end_of_cdata_needs_no_repair(tmp_path):
    body = "nested <![CDATA[ and ]]> and ]]]]>"

    found = read(tmp_path, item(1, body=body))

    assert [story.body for story in items(found)] == [body]
    assert not found.mended


@pytest.mark.parametrize("cut", [60, 300, 900])
def test_a_file_that_was_cut_off_is_refused_with_its_line(tmp_path, cut):
    file = tmp_path / "export.xml"
    file.write_text(export(item(1), item(2))[:-cut])

    with pytest.raises(Broken, match=r"^Line 1\d: the file ends inside <[\w:]+>: it was cut off"):
        open_export(file)


def test_tags_that_do_not_fit_are_refused_with_their_line(tmp_path):
    file = tmp_path / "export.xml"
    file.write_text(export(item(1).replace("</title>", "</headline>")))

    with pytest.raises(Broken, match=r"^Line 14: .*mismatched tag.*inside <title>"):
        open_export(file)


def test_a_section_that_swallows_an_item_is_no_repair(tmp_path):
    """Its end is missing, so the end of the next one would be taken for it."""
    file = tmp_path / "export.xml"
    lost = item(1, body="BODY").replace("BODY]]></content:encoded>", "BODY")
    file.write_text(export(lost, item(2), item(3)))

    with pytest.raises(Broken, match="3 items, but only 2"):
        open_export(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 zip", "archive"),
        (b"no xml at all", "well formed"),
        (b'<?xml version="1.0"?><rss><channel><item/></channel></rss>', "not an export"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "klingon"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "entities"),
        (b'<!DOCTYPE r [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "entities"),
        (b'<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><rss/>', "another one"),
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path, content, words):
    file = tmp_path / "export.xml"
    file.write_bytes(content)

    with pytest.raises(Broken, match=words):
        open_export(file)


def test_memory_does_not_grow_with_the_file(tmp_path):
    one = item(1, body="word " * 1000)
    file = tmp_path / "export.xml"
    with file.open("w") as out:
        out.write(HEAD.format(site=SITE))
        for _ in range(2000):
            out.write(one)
        out.write(FOOT)
    tracemalloc.start()

    read_items = sum(isinstance(thing, Item) for thing in open_export(file).things())

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (read_items, file.stat().st_size > 10_000_000) == (2000, True)
    assert peak < 8_000_000


def test_marks_in_a_field_without_cdata_belong_to_its_text(tmp_path):
    file = tmp_path / "export.xml"
    file.write_text(export(item(1, "TITLE")).replace("<![CDATA[TITLE]]>", 'A <b class="x">b</b> c'))

    assert items(open_export(file))[0].title == 'A <b class="x">b</b> c'


def test_real_exports_agree_with_what_was_counted_by_another_way():
    if not REAL:
        pytest.skip("the real exports are not beside this folder")
    for file in REAL:
        truth = json.loads(file.with_name(f"{file.name}.truth.json").read_text())
        if file.name == "malformed-simple.xml":
            with pytest.raises(Broken, match="Line 14"):
                open_export(file)
            continue

        found = open_export(file)

        remarks = sum(len(story.remarks) for story in items(found))
        counted = (found.items, dict(found.kinds), remarks)
        assert counted == (truth["items"], truth["by_type"], truth["comments"].get("total", 0)), (
            file
        )


def test_hostile_files_are_refused_or_read_without_loss_and_nobody_is_asked(monkeypatch):
    if not HOSTILE:
        pytest.skip("the hostile files are not beside this folder")
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda _socket, to: reached.append(to))
    read_all = {}
    for file in HOSTILE:
        with suppress(Broken):
            read_all[file.stem] = [story.body for story in items(open_export(file))]

    assert read_all == {
        "wxr_cdata_unescaped": [
            "<script>// <![CDATA[\nx=1\n// ]]></script> text after must survive",
            "this item must survive",
        ],
        "wxr_latin1_declared_utf8": ["Fußgängerzone für Männer"],
    }
    assert reached == []
