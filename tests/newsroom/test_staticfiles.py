"""What collectstatic makes of the project's own files, and of a small sheet that changes."""

import json
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from newsroom.ground import fonts
from newsroom.staticfiles import flatten

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.staticfiles.SiteStaticFilesStorage"},
}
HASH = r"\.[0-9a-f]{12}"


def collect(target: Path, *sources: Path) -> dict[str, str]:
    """Run collectstatic; {name: hashed name}."""
    with override_settings(STATIC_ROOT=target, STATICFILES_DIRS=list(sources), STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return json.loads((target / "staticfiles.json").read_text())["paths"]


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    fonts.build()
    target = tmp_path_factory.mktemp("static")
    return target, collect(target, settings.BASE_DIR / "static", fonts.FOLDER.parent)


@pytest.fixture
def sheets(tmp_path) -> Path:
    """A folder to collect from: css/site.css and what a test writes beside it."""
    folder = tmp_path / "source"
    (folder / "css" / "parts").mkdir(parents=True)
    (folder / "css" / "site.css").write_text('@import "parts/card.css" layer(parts);\n')
    (folder / "css" / "parts" / "card.css").write_text(".card { color: red; }\n")
    return folder


def test_the_style_sheet_is_one_file_in_its_layers(collected):
    target, paths = collected

    sheet = (target / paths["css/site.css"]).read_text()

    layers = list(dict.fromkeys(re.findall(r"@layer ([a-z]+)", sheet)))
    assert "@import" not in sheet
    assert layers == [
        "tokens", "reset", "base", "layout", "components", "pages", "modes", "print"
    ]  # fmt: skip
    assert sheet.count("{") == sheet.count("}")
    assert ".card__headline" in sheet


def test_the_style_sheet_finds_the_fonts_by_their_hashed_names(collected):
    target, paths = collected
    sheet = target / paths["css/site.css"]

    addresses = re.findall(r'url\("([^"]+\.woff2)"\)', sheet.read_text())

    assert len(addresses) == 8
    for address in addresses:
        assert re.search(HASH + r"\.woff2$", address)
        assert (sheet.parent / address).resolve().is_file()


def test_scripts_import_each_other_by_their_hashed_names(collected):
    target, paths = collected
    main = target / paths["js/main.js"]

    imports = re.findall(r'import\("([^"]+)"\)', main.read_text())

    assert len(imports) > 8
    for path in imports:
        assert re.search(HASH + r"\.js$", path)
        assert (main.parent / path).is_file()
    personal = (target / paths["js/modules/personal.js"]).read_text()
    assert re.search(rf'from "\./bell{HASH}\.js"', personal)


def test_only_hashed_files_are_kept(collected):
    target, paths = collected

    assert not (target / "css" / "site.css").exists()
    assert not (target / "js" / "main.js").exists()
    assert (target / paths["js/main.js"]).is_file()


def test_text_is_compressed_and_what_is_compressed_already_is_left(collected):
    target, paths = collected
    sheet = target / paths["css/site.css"]
    font = target / paths["fonts/newsreader-text.woff2"]

    assert brotli.decompress(Path(f"{sheet}.br").read_bytes()) == sheet.read_bytes()
    assert Path(f"{sheet}.gz").stat().st_size < sheet.stat().st_size / 3
    assert not Path(f"{font}.br").exists()
    assert not Path(f"{font}.gz").exists()


def test_the_style_sheet_stays_within_its_budget(collected):
    target, paths = collected

    assert Path(f"{target / paths['css/site.css']}.br").stat().st_size < 12 * 1024


def test_a_changed_part_gives_the_sheet_another_name(sheets, tmp_path):
    before = collect(tmp_path / "target", sheets)["css/site.css"]
    (sheets / "css" / "parts" / "card.css").write_text(".card { color: blue; }\n")

    after = collect(tmp_path / "target", sheets)["css/site.css"]

    assert after != before
    assert "blue" in (tmp_path / "target" / after).read_text()


def test_an_import_keeps_its_layer_and_media(sheets, tmp_path):
    (sheets / "css" / "site.css").write_text(
        '@import "parts/card.css" layer(parts) screen and (width > 30rem);\n'
    )

    name = collect(tmp_path / "target", sheets)["css/site.css"]

    sheet = (tmp_path / "target" / name).read_text()
    assert sheet == "@media screen and (width > 30rem){@layer parts{.card{color:red}}}"


def test_addresses_follow_a_part_to_where_it_is_put(sheets, tmp_path):
    (sheets / "img").mkdir()
    (sheets / "img" / "dot.svg").write_text("<svg/>")
    (sheets / "css" / "parts" / "card.css").write_text(
        ".card { background: url(../../img/dot.svg), url(data:image/png;base64,AA==); }\n"
    )

    name = collect(tmp_path / "target", sheets)["css/site.css"]

    sheet = (tmp_path / "target" / name).read_text()
    assert re.search(rf'url\("\.\./img/dot{HASH}\.svg"\)', sheet)
    assert "url(data:image/png;base64,AA==)" in sheet


def test_an_import_of_what_is_not_there_names_it(sheets, tmp_path):
    (sheets / "css" / "site.css").write_text('@import "parts/gone.css" layer(parts);\n')

    with pytest.raises(ValueError, match=r"css/parts/gone\.css is imported and does not exist"):
        collect(tmp_path / "target", sheets)


def test_a_sheet_that_imports_itself_is_refused():
    with pytest.raises(ValueError, match="imports itself"):
        flatten("css/site.css", lambda name: '@import "site.css" layer(a);')


def test_a_sheet_of_somebody_else_is_refused():
    with pytest.raises(ValueError, match="only our own"):
        flatten("css/site.css", lambda name: '@import "https://example.org/a.css";')


def test_no_collected_script_of_ours_imports_a_file_by_its_plain_name(collected):
    target, paths = collected
    own = [name for name in paths if name.startswith(("js/", "desk/")) and name.endswith(".js")]

    plain = {
        name: address
        for name in own
        for address in re.findall(
            r'(?:from|import\()\s*"(\.[^"]+)"', (target / paths[name]).read_text()
        )
        if not re.search(HASH + r"\.js$", address)
    }

    assert len(own) > 30
    assert not plain
