"""The kerning is written anew in fewer bytes; no pair of letters may come nearer or further."""

import io

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from newsroom.ground import fonts, kerning

LETTERS = "AVTovy.,-“”’fij1 "


@pytest.fixture(scope="module")
def font() -> TTFont:
    package, file = fonts.NEWSREADER
    found = TTFont(fonts._package(package) / "files" / file)
    options = subset.Options()
    options.layout_features = ["kern"]
    cut = subset.Subsetter(options)
    cut.populate(text=LETTERS)
    cut.subset(found)
    return found


def between(font: TTFont, first: str, second: str) -> int:
    """As a browser reads it: the first table that knows the pair has the word."""
    lookup = font["GPOS"].table.LookupList.Lookup[0]
    for table in (getattr(t, "ExtSubTable", t) for t in lookup.SubTable):
        if first not in table.Coverage.glyphs:
            continue
        if table.Format == 2:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
            value = row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1
            return getattr(value, "XAdvance", 0)
        pairs = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
        for pair in pairs:
            if pair.SecondGlyph == second:
                return getattr(pair.Value1, "XAdvance", 0)
    return 0


def test_every_pair_keeps_its_distance(font):
    names = font.getGlyphOrder()
    before = {(a, b): between(font, a, b) for a in names for b in names}
    assert len(set(before.values())) > 20

    kerning.rewrite(font)

    buffer = io.BytesIO()
    font.save(buffer)
    again = TTFont(io.BytesIO(buffer.getvalue()))
    assert {(a, b): between(again, a, b) for a in names for b in names} == before


def test_thousands_of_exceptions_become_one_table(font):
    kerning.rewrite(font)

    (lookup,) = font["GPOS"].table.LookupList.Lookup
    (table,) = lookup.SubTable
    assert (lookup.LookupType, table.Format) == (2, 2)
