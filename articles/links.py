"""Links of a text that lead to places of this paper, and which of them lead nowhere."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from lxml import html as lxml_html

from articles.models import (
    Article,
    Author,
    AuthorFormerSlug,
    Document,
    Redirect,
    Tag,
    TagFormerSlug,
)
from newsroom.site.models import TakenPath

# Addresses that are rows: the map of addresses takes any, the tables know which there are.
BY_PATH = {"by_path", "feed_by_path", "atom_by_path"}
SLUGS = {"author": (Author, AuthorFormerSlug), "tag": (Tag, TagFormerSlug)}


def dead(html: str, *, at: datetime | None = None, but: int | None = None) -> list[str]:
    """Addresses inside the paper, or inside this text, where a reader would find nothing at `at`.

    A story to come counts when it will be there by then; `but` is the story itself.
    """
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    found = list(dict.fromkeys(a.get("href") for a in tree.iter("a") if a.get("href")))
    places = {address: path for address in found if (path := _inside(address))}
    alive = _alive(set(places.values()), at, but)
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    return [
        address
        for address in found
        if (address.startswith("#") and address[1:] not in ids)
        or (address in places and places[address] not in alive)
    ]


def _inside(address: str) -> str | None:
    """The path of an address of this paper; nothing for all others."""
    if not address.startswith(("/", f"{settings.SITE_URL}/")):
        return None
    path = unquote(urlsplit(address).path)
    # Without its last slash the address leads on to the one with it.
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def _alive(paths: set[str], at: datetime | None, but: int | None) -> set[str]:
    """Those of the paths that answer; as many questions for one as for a hundred."""
    if not paths:
        return set()
    kinds = {path: _kind(path) for path in paths}
    stories = Article.objects.published(at).filter(path__in=paths) | Article.objects.filter(
        pk=but, path__in=paths
    )
    alive = set(stories.values_list("path", flat=True))
    alive |= set(
        Redirect.objects.filter(old_path__in=paths, gone=False).values_list("old_path", flat=True)
    )
    alive |= {path for path, (name, _slug) in kinds.items() if name == "elsewhere"}
    for name, tables in SLUGS.items():
        wanted = {slug: path for path, (kind, slug) in kinds.items() if kind == name}
        for table in tables:
            slugs = table.objects.filter(slug__in=wanted).values_list("slug", flat=True)
            alive |= {wanted[slug] for slug in slugs}
    files = {slug: path for path, (kind, slug) in kinds.items() if kind == "document"}
    if files:  # a text that links to one is what lets readers have it
        there = Document.objects.filter(pk__in=files).values_list("pk", flat=True)
        alive |= {files[str(pk)] for pk in there}
    rows = {slug: path for path, (kind, slug) in kinds.items() if kind == "row"}
    taken = TakenPath.objects.filter(path__in=rows, open=True).values_list("path", flat=True)
    return alive | {rows[path] for path in taken}


def _kind(path: str) -> tuple[str, str]:
    """What would answer at the path, and under which name it is kept."""
    try:
        match = resolve(path)
    except Resolver404:
        return "nothing", ""
    if match.url_name == "article":
        return "story", path
    if match.url_name == "document":
        return "document", str(match.kwargs["pk"])
    if match.url_name in BY_PATH:
        return "row", match.kwargs["path"]
    if match.url_name in SLUGS or match.url_name in {f"{name}_atom" for name in SLUGS}:
        return match.url_name.removesuffix("_atom"), match.kwargs["slug"]
    return "elsewhere", ""
