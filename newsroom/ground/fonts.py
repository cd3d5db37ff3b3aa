"""`python -m newsroom.ground.fonts`: the three type families, cut down to what the pages use.

The packages hold variable fonts with every script and axis; readers get Latin at the sizes and
weights of the design, Latin Extended-A apart (loaded by unicode-range), italics apart.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from newsroom.ground.errors import SetupError

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "var" / "fonts" / "fonts"

LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, 0x2C6, 0x2DA, 0x2DC,
    *range(0x2009, 0x2061), 0x20AC, 0x2122, *range(0x2190, 0x2198), 0x2212,
]  # fmt: skip
EXTENDED = [*range(0x100, 0x152), *range(0x154, 0x180), *range(0x218, 0x21C)]
EXTENDED_WITH_SIGNS = [*EXTENDED, 0x20A4, 0x2116, *range(0x2248, 0x2266)]
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]
# A thousandth of the letter's size: a tenth of a pixel in the largest headline on a fine screen.
UNITS = 1000

NEWSREADER = ("fontpkg_newsreader", "Newsreader[opsz,wght].ttf")
NEWSREADER_ITALIC = ("fontpkg_newsreader", "Newsreader-Italic[opsz,wght].ttf")
SCHIBSTED = ("fontpkg_schibsted_grotesk", "SchibstedGrotesk[wght].ttf")
LICENCES = {
    "OFL-newsreader.txt": "fontpkg_newsreader",
    "OFL-schibsted-grotesk.txt": "fontpkg_schibsted_grotesk",
}


@dataclass(frozen=True)
class Cut:
    """One file readers download: a number pins an axis, a pair keeps its range."""

    name: str
    source: tuple[str, str]
    axes: dict[str, float | tuple[float, float]]
    characters: list[int]
    features: tuple[str, ...] = ()  # besides FEATURES


TEXT = {"opsz": 18, "wght": (400, 700)}
DISPLAY = {"opsz": 44, "wght": 500}
UI = {"wght": (400, 700)}
CUTS = [
    Cut("newsreader-text", NEWSREADER, TEXT, LATIN),
    Cut("newsreader-text-ext", NEWSREADER, TEXT, EXTENDED_WITH_SIGNS),
    Cut("newsreader-text-italic", NEWSREADER_ITALIC, {"opsz": 18, "wght": 400}, LATIN),
    Cut("newsreader-display", NEWSREADER, DISPLAY, LATIN),
    Cut("newsreader-display-ext", NEWSREADER, DISPLAY, EXTENDED),
    Cut("newsreader-display-italic", NEWSREADER_ITALIC, {"opsz": 44, "wght": 400}, LATIN),
    Cut("schibsted", SCHIBSTED, UI, LATIN, ("tnum",)),
    Cut("schibsted-ext", SCHIBSTED, UI, EXTENDED),
]


def build(folder: Path = FOLDER) -> bool:
    """Make the files unless they are there. True when they were made."""
    mark = _mark()
    if (folder / ".made-of").exists() and (folder / ".made-of").read_text() == mark:
        return False
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".fonts-", dir=folder.parent))
    except OSError as error:
        raise SetupError(f"{folder.parent} cannot be written: {error.strerror}.") from None
    try:
        for cut in CUTS:
            _write(cut, unfinished / f"{cut.name}.woff2")
        for name, package in LICENCES.items():
            shutil.copyfile(_package(package) / "LICENSE", unfinished / name)
        (unfinished / ".made-of").write_text(mark)
        unfinished.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        os.rename(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return True


def _write(cut: Cut, path: Path) -> None:
    from fontTools import subset  # heavy: only when there is something to make
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.scaleUpem import scale_upem
    from fontTools.varLib import instancer

    from newsroom.ground import kerning

    package, file = cut.source
    font = TTFont(_package(package) / "files" / file)
    _map_hyphen(font)
    _figures_alone(font)
    _subset(font, cut, subset)  # first: fewer outlines to interpolate
    font = instancer.instantiateVariableFont(font, cut.axes, inplace=True)
    scale_upem(font, UNITS)
    kerning.rewrite(font)
    font.flavor = "woff2"
    font.save(path)


def _subset(font, cut: Cut, subset) -> None:
    options = subset.Options()
    options.layout_features = [*FEATURES, *cut.features]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright and licence stay in the file
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=cut.characters)
    subsetter.subset(font)


def _map_hyphen(font) -> None:
    """A non-breaking hyphen looks as the hyphen does; without it a fallback font shows through."""
    for mapping in (table.cmap for table in font["cmap"].tables if table.isUnicode()):
        if 0x2D in mapping:
            mapping.setdefault(0x2011, mapping[0x2D])


def _figures_alone(font) -> None:
    """Tables want figures of one width; a comma as wide as they are stands apart from its word."""
    if "GSUB" not in font:
        return
    figures = {font.getBestCmap()[ord(figure)] for figure in "0123456789"}
    rules = font["GSUB"].table
    wanted = [f.Feature for f in rules.FeatureList.FeatureRecord if f.FeatureTag == "tnum"]
    for index in {index for feature in wanted for index in feature.LookupListIndex}:
        for table in rules.LookupList.Lookup[index].SubTable:
            table = getattr(table, "ExtSubTable", table)
            table.mapping = {a: b for a, b in table.mapping.items() if a in figures}


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SetupError(f"The package {name} with the fonts is not installed: run `make run`.")
    return Path(found.submodule_search_locations[0])


def _mark() -> str:
    """What the files are made of; when it changes they are made again."""
    here = Path(__file__)
    parts = [here.read_bytes(), here.with_name("kerning.py").read_bytes()]
    for package in ("fontpkg-newsreader", "fontpkg-schibsted-grotesk", "fonttools"):
        parts.append(version(package).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    try:
        build()
    except SetupError as error:
        sys.exit(str(error))
