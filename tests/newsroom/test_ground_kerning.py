"""The kerning is written anew in fewer bytes; no letters come visibly nearer or further."""

import io

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from newsroom.ground import fonts, kerning

LETTERS = "AVTovy.,-“”’fij1 "
RARE = "@¶"


@pytest.fixture(scope="module")
def font() -> TTFont:
    package, file = fonts.NEWSREADER
    found = TTFont(fonts._package(package) / "files" / file)
    options = subset.Options()
    options.layout_features = ["kern"]
    cut = subset.Subsetter(options)
    cut.populate(text=LETTERS + RARE)
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


def saved(font: TTFont) -> TTFont:
    buffer = io.BytesIO()
    font.save(buffer)
    return TTFont(io.BytesIO(buffer.getvalue()))


def distances(font: TTFont, letters: str) -> dict[tuple[str, str], int]:
    names = [font.getBestCmap()[ord(letter)] for letter in letters]
    return {(a, b): between(font, a, b) for a in names for b in names}


def test_every_pair_keeps_its_distance_to_two_thousandths_of_its_size(font):
    before = distances(font, LETTERS)
    assert len(set(before.values())) > 20

    kerning.rewrite(font)

    after = distances(saved(font), LETTERS)
    assert after != before
    furthest = max(abs(after[pair] - before[pair]) for pair in before)
    assert furthest <= font["head"].unitsPerEm * 0.002


def test_signs_of_no_sentence_take_no_room(font):
    assert any(distances(font, RARE + "AVT").values())

    kerning.rewrite(font)

    after = distances(saved(font), RARE + "AVT")
    rare = {font.getBestCmap()[ord(sign)] for sign in RARE}
    assert not any(value for pair, value in after.items() if rare & {*pair})
    assert any(after.values())


def test_thousands_of_exceptions_become_one_table(font):
    kerning.rewrite(font)

    (lookup,) = font["GPOS"].table.LookupList.Lookup
    (table,) = lookup.SubTable
    assert (lookup.LookupType, table.Format) == (2, 2)
