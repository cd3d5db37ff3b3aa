"""Hashed, compressed static files; the import chain of a style sheet becomes one small file.

In development site.css is nothing but @import lines, so that each part keeps its own file. Served
like that it would cost readers a second round of requests before the first paint.
"""

import posixpath
import re

import brotli
from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from newsroom.minify import smaller_script, smaller_style

FLATTENED = (
    "css/site.css",
    "css/consent.css",
    "css/style-page.css",
    "desk/desk.css",
    "desk/stock.css",
)
SCRIPTS = ("js/", "desk/")
IMPORT = re.compile(
    r"""@import\s+(?:url\(\s*)?["'](?P<path>[^"']+)["']\s*\)?\s*(?P<conditions>[^;]*);"""
)
LAYER = re.compile(r"layer\((?P<name>[^)]*)\)|layer\b")
URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<path>[^"')]+)(?P=quote)\s*\)""")
ELSEWHERE = re.compile(r"^(?:[a-z]+:|//|/|#)", re.IGNORECASE)

COMPRESSED = (".css", ".js", ".mjs", ".svg", ".json", ".txt", ".xml", ".html", ".webmanifest")
SMALLEST = 400  # bytes; below, the headers weigh more than what is saved
LARGEST_AT_BEST = 100_000  # bytes; above, the best quality takes seconds for a few per cent


class SiteCompressor(Compressor):
    """Brotli and gzip where they are worth it; for large files not at the slowest quality."""

    def should_compress(self, filename):
        return filename.endswith(COMPRESSED)

    def compress(self, path):
        with open(path, "rb") as file:
            worth_it = len(file.read(SMALLEST)) == SMALLEST
        return super().compress(path) if worth_it else []

    @staticmethod
    def compress_brotli(data):
        return brotli.compress(data, quality=11 if len(data) <= LARGEST_AT_BEST else 9)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    manifest_strict = True

    def create_compressor(self, **kwargs):
        return SiteCompressor(**kwargs)

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            flat = {name: self._write_flat(name, paths) for name in FLATTENED if name in paths}
            bare = {name: self._write_bare(name, paths) for name in paths if _is_script(name)}
            paths = {**paths, **flat, **bare}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _write_flat(self, name, paths):
        """From the sources, not from the collected copy: that may be flat, and old, already."""
        text = smaller_style(flatten(name, lambda part: _source(part, paths)))
        return self._replace(name, text)

    def _write_bare(self, name, paths):
        return self._replace(name, smaller_script(_source(name, paths)))

    def _replace(self, name, text):
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
        return self, name


def _is_script(name: str) -> bool:
    """One of ours: what packages bring is as small as its makers made it."""
    return name.startswith(SCRIPTS) and name.endswith(".js")


def flatten(name: str, read) -> str:
    """The sheet with its imports in place, each within its layer and media.

    `read` gives the text of a path below the static root.
    """
    return _flat(name, posixpath.dirname(name), read, above=())


def _flat(name: str, home: str, read, above: tuple[str, ...]) -> str:
    if name in above:
        raise ValueError(f"{name} imports itself: {' > '.join([*above, name])}")
    folder = posixpath.dirname(name)

    def in_place(found: re.Match) -> str:
        path = found["path"]
        if ELSEWHERE.match(path):
            raise ValueError(f"{name} imports {path}: only our own sheets can be put in place.")
        part = posixpath.normpath(posixpath.join(folder, path))
        return _wrap(_flat(part, home, read, (*above, name)), found["conditions"].strip())

    # Addresses first: those in the imported text are right already.
    text = URL.sub(lambda found: _moved(found, folder, home), read(name))
    return IMPORT.sub(in_place, text)


def _moved(found: re.Match, folder: str, home: str) -> str:
    """A relative address, as seen from the sheet that everything is put into."""
    path = found["path"].strip()
    if ELSEWHERE.match(path) or path.endswith(".css"):
        return found[0]
    target = posixpath.normpath(posixpath.join(folder, path))
    return f'url("{posixpath.relpath(target, home or ".")}")'


def _wrap(text: str, conditions: str) -> str:
    """`layer(a) screen` around the text: @media screen { @layer a { … } }"""
    layer = LAYER.search(conditions)
    media = LAYER.sub("", conditions, count=1).strip()
    text = text.strip()
    if layer:
        text = f"@layer {layer['name'] or ''} {{\n{text}\n}}"
    if media:
        text = f"@media {media} {{\n{text}\n}}"
    return f"{text}\n"


def _source(name: str, paths) -> str:
    try:
        storage, path = paths[name]
    except KeyError:
        raise ValueError(f"The style sheet {name} is imported and does not exist.") from None
    with storage.open(path) as file:
        return file.read().decode()
