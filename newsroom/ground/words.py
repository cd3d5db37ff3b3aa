"""`make words`: what readers are told, gathered from the code into locale/ for translators.

All of it in Python, with Babel, so that no gettext programs have to be installed. What Django
reads is compiled into var/locale by whatever starts the paper, its tests or a release.
"""

import ast
import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
SOURCES = PROJECT / "locale"
COMPILED = PROJECT / "var" / "locale"
LANGUAGES = ("es",)
PACKAGES = ("accounts", "articles", "comments", "newsletter", "newsroom")

# How gettext is called, and which of its arguments are words: (context, one, many).
CALLS = {
    "_": (None, 0, None), "gettext": (None, 0, None), "gettext_lazy": (None, 0, None),
    "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2), "npgettext_lazy": (0, 1, 2),
}  # fmt: skip
# The desk speaks the language the site was set up with, so its words are gathered elsewhere.
DESK = (
    "*/admin.py", "*/admin/*", "*/apps.py", "*/desk/*", "*/desk_*.py", "*/migrations/*",
    "accounts/roles.py", "articles/actions/*", "articles/being_written.py",
    "articles/document_kinds.py",
    "articles/models/redirect.py",
    "articles/models/revision.py", "newsroom/ads/models/*",
    "newsletter/actions/importing.py", "newsletter/actions/placing.py",
    "newsletter/actions/settling.py", "newsletter/actions/suppressing.py",
    "newsletter/models/desk.py", "newsletter/moving/*", "newsroom/moving/*", "templates/moving/*",
    "newsroom/ads/[!t]*", "newsroom/consent/forms.py", "newsroom/crawlers/*",
    "newsroom/curation/*", "newsroom/demo/*",
    "newsroom/ground/*", "newsroom/kit/desk.py", "newsroom/kit/cleaning/*", "newsroom/kit/html.py",
    "newsroom/kit/fetching.py",
    "newsroom/kit/slugs.py", "newsroom/settings/*", "newsroom/site/logo.py",
    "newsroom/site/models/menu.py", "newsroom/site/models/taken_path.py",
    "templates/admin/*", "templates/ads/preview*", "templates/desk/*", "templates/registration/*",
    "templates/style/*", "templates/style.html",
)  # fmt: skip
# What a model says of its fields is read in the desk; its choices are read by everyone.
FIELD_WORDS = {"verbose_name", "verbose_name_plural", "help_text", "permissions"}
Words = tuple[str | None, str | tuple[str, str]]


def readers_words() -> dict[Words, list[str]]:
    """Every string readers may see, with its context and the files that say it."""
    found: dict[Words, list[str]] = {}
    for path in _files():
        name = path.relative_to(PROJECT).as_posix()
        read = _in_python if path.suffix == ".py" else _in_template
        for words in read(path.read_text(), name):
            places = found.setdefault(words, [])
            if name not in places:
                places.append(name)
    return found


def _files() -> Iterator[Path]:
    for folder in PACKAGES:
        yield from sorted(p for p in (PROJECT / folder).rglob("*.py") if not _of_the_desk(p))
    yield from readers_templates()


def readers_templates() -> list[Path]:
    files = (PROJECT / "templates").rglob("*")
    return sorted(path for path in files if path.is_file() and not _of_the_desk(path))


def _of_the_desk(path: Path) -> bool:
    name = path.relative_to(PROJECT).as_posix()
    return any(fnmatchcase(name, pattern) for pattern in DESK)


def _in_python(text: str, name: str) -> Iterator[Words]:
    model = "/models/" in name or name.endswith("/models.py")
    yield from _in_tree(ast.parse(text), model)


def _in_tree(tree: ast.AST, model: bool) -> Iterator[Words]:
    for node in ast.iter_child_nodes(tree):
        if model and _says_of_fields(node):
            continue
        if isinstance(node, ast.Call):
            yield from _called(node)
        yield from _in_tree(node, model)


def _says_of_fields(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in FIELD_WORDS
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Name) and t.id in FIELD_WORDS for t in node.targets)
    if isinstance(node, ast.Call) and _makes_a_field(node.func) and node.args:
        # models.CharField(_("name"), …): the first argument names the field.
        node.args = node.args[1:] if isinstance(node.args[0], ast.Call) else node.args
    return False


def _makes_a_field(function: ast.expr) -> bool:
    return _name(function).endswith(("Field", "Key", "Manager"))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _called(node: ast.Call) -> Iterator[Words]:
    name = _name(node.func)
    if name not in CALLS:
        return
    context, one, many = (None if place is None else _string(node, place) for place in CALLS[name])
    if one:
        yield context, (one, many) if many else one


def _string(node: ast.Call, place: int) -> str | None:
    argument = node.args[place] if place < len(node.args) else None
    return argument.value if isinstance(argument, ast.Constant) else None


def _in_template(text: str, name: str) -> Iterator[Words]:
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    # Django leaves calls of gettext amid rubble; indents would be read as Python's.
    calls = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
    for _line, call, said, _comments in extract_python(
        io.BytesIO(calls.encode()), list(CALLS), [], {}
    ):
        said = said if isinstance(said, tuple) else (said,)
        context, one, many = (None if place is None else said[place] for place in CALLS[call])
        yield context, (one, many) if many else one


def gather(language: str) -> list[str]:
    """Renew the language's django.po; what has no translation yet is returned."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = SOURCES / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    fresh = Catalog(locale=language)
    for (context, words), places in readers_words().items():
        fresh.add(words, locations=[(place, 0) for place in places], context=context)
    catalog.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(
        written, catalog, width=96, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    _replace(path, written.getvalue())
    return [_shown(message.id) for message in catalog if message.id and not _whole(message)]


def _whole(message) -> bool:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(said)


def _shown(words) -> str:
    return words if isinstance(words, str) else words[0]


def build(folder: Path = COMPILED) -> bool:
    """Compile what translators wrote, unless that is done. True when something was made."""
    made = False
    for language in LANGUAGES:
        texts = sorted((SOURCES / language / "LC_MESSAGES").glob("*.po"))
        mark = _mark(texts)
        home = folder / language / "LC_MESSAGES"
        note = home / ".made-of"
        if note.exists() and note.read_text() == mark and (home / "django.mo").exists():
            continue
        home.mkdir(parents=True, exist_ok=True)
        _replace(home / "django.mo", _compiled(texts, language))
        _replace(note, mark.encode())
        made = True
    return made


def _compiled(texts: list[Path], language: str) -> bytes:
    """One catalogue of our words and of those we say otherwise than Django and allauth do."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = None
    for path in reversed(texts):  # django.po last: its header counts, and so do its words
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        for message in whole or ():
            if message.id and not catalog.get(message.id, message.context):
                catalog[message.id] = message
        whole = catalog
    made = io.BytesIO()
    write_mo(made, whole)
    return made.getvalue()


def _mark(texts: list[Path]) -> str:
    parts = [Path(__file__).read_bytes(), version("babel").encode()]
    return hashlib.sha256(b"\0".join([*parts, *(path.read_bytes() for path in texts)])).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: tests of two processes may do this at once."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(unfinished).chmod(0o644)
    os.replace(unfinished, path)


def main() -> int:
    import django
    from django.conf import settings

    if sys.argv[1:] == ["build"]:
        build()
        return 0
    settings.configure(USE_I18N=True)  # the template reader asks for nothing else
    django.setup()
    untranslated = 0
    for language in LANGUAGES:
        for words in gather(language):
            untranslated += 1
            print(f"{language}: {words}")  # noqa: T201 a command talks
    build()
    print(f"{untranslated} without a translation.")  # noqa: T201
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
