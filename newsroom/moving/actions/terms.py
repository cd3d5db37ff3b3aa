"""Sections, tags and authors of a former site: made when something needs them, then kept."""

import hashlib
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Author, AuthorFormerSlug, Section, Tag, TagFormerSlug
from newsroom.kit.slugs import check_reserved, slugify, unique_slug
from newsroom.moving.actions.asking import Moving
from newsroom.moving.addresses import kept
from newsroom.moving.items import Item, Term, Writer
from newsroom.moving.models import OldAddress, Origin
from newsroom.moving.texts import cut, inline, slug_of
from newsroom.site.models import TakenPath

# Taxonomies in which nothing is said about a story.
NOT_TOPICS = {
    "nav_menu", "post_format", "link_category", "wp_theme", "wp_template_part_area",
    "wp_pattern_category", "language", "post_translations", "term_language", "author",
}  # fmt: skip
NO_SECTION = {"uncategorized", "uncategorised", "non-classe", "sin-categoria", "allgemein"}


class Terms:
    """Keeps the ids of what it made or found, so that each is asked for once an import."""

    def __init__(self, moving: Moving):
        self.moving = moving
        self._sections: dict[str, int | None] = {}
        self._tags: dict[tuple[str, str], int | None] = {}
        self._authors: dict[str, int] = {}
        self._fallback: int | None = None

    # Sections -------------------------------------------------------------------------------
    def sections(self, item: Item) -> list[int]:
        """Of an item's categories, the one it belongs to first. Never empty."""
        given = [term for term in item.terms if term.taxonomy == "category"]
        wanted = item.meta.get("_yoast_wpseo_primary_category") or item.meta.get(
            "rank_math_primary_category"
        )

        def order(term: Term) -> tuple:
            declared = self.moving.terms.get(("category", term.slug))
            primary = bool(wanted and declared and declared.foreign_id == wanted)
            return not primary, _key(term) in NO_SECTION

        found = [self.section(_key(term), term.name) for term in sorted(given, key=order)]
        return list(dict.fromkeys(filter(None, found))) or [self.fallback()]

    def fallback(self) -> int:
        """For stories that belonged nowhere."""
        if self._fallback is None:
            slug = slugify(self.moving.wishes.section) or "archive"
            found = Section.objects.filter(path=slug).first()
            name = _("Archive") if slug == "archive" else self.moving.wishes.section
            self._fallback = found.pk if found else self._make_section(name, slug, None).pk
        return self._fallback

    def section(self, key: str, name: str = "", _above: frozenset = frozenset()) -> int | None:
        if key in self._sections or not key:
            return self._sections.get(key)
        origin = self._origin("category", key)
        if origin and origin.object_id and origin.outcome == Origin.Outcome.SECTION:
            there = Section.objects.filter(pk=origin.object_id).exists()
            self._sections[key] = origin.object_id if there else None
            return self._sections[key]
        declared = self.moving.terms.get(("category", key)) or Term("category", key, name)
        parent = self._parent(declared, _above | {key})
        made = self._find_or_make_section(declared, key, parent)
        self._remember("category", key, declared, Origin.Outcome.SECTION, made.pk, made.path)
        self._sections[key] = made.pk
        return made.pk

    def _parent(self, term: Term, above: frozenset) -> Section | None:
        """The uppermost one: sections have two levels."""
        if not term.parent or term.parent in above:
            return None
        if ("category", term.parent) not in self.moving.terms:
            return None
        pk = self.section(term.parent, _above=above)
        found = Section.objects.select_related("parent").filter(pk=pk).first()
        return (found.parent or found) if found else None

    def _find_or_make_section(self, term: Term, key: str, parent: Section | None) -> Section:
        name = inline(term.name) or key
        slug = slug_of(key, name, fallback=f"section-{_mark(key)}", longest=50)
        path = f"{parent.path}/{slug}" if parent else slug
        found = Section.objects.filter(path=path).first()
        if found and (found.name.casefold() == name.casefold() or not self._is_ours(found)):
            return found
        return self._make_section(name, slug, parent)

    def _is_ours(self, section: Section) -> bool:
        """Made from another category of this site, so that this one needs its own."""
        made = self.moving.origins().filter(kind="category", object_id=section.pk)
        return made.exists()

    def _make_section(self, name: str, slug: str, parent: Section | None) -> Section:
        def taken(one: str) -> bool:
            path = f"{parent.path}/{one}" if parent else one
            try:
                if not parent or one == "feed":
                    check_reserved(one)
            except ValidationError:
                return True
            to_come = Origin.objects.filter(path=f"/{path}/")
            return TakenPath.objects.filter(path=path).exists() or to_come.exists()

        section = Section(
            name=cut(name, 60),
            slug=unique_slug(slug, taken, max_length=60, fallback="section"),
            parent=parent,
            in_navigation=False,  # the desk decides which of them readers are led to
            order=100,
        )
        section.save()
        return section

    def section_rows(self, ids: list[int]) -> list[Section]:
        return list(Section.objects.filter(pk__in=ids))

    # Tags -----------------------------------------------------------------------------------
    def tag_names(self, item: Item) -> list[str]:
        return list(Tag.objects.filter(pk__in=self.tags(item)).values_list("name", flat=True))

    def tags(self, item: Item) -> list[int]:
        found = [
            self.tag(term.taxonomy, _key(term), term.name)
            for term in item.terms
            if term.taxonomy != "category" and term.taxonomy not in NOT_TOPICS
        ]
        return list(dict.fromkeys(filter(None, found)))

    def tag(self, taxonomy: str, key: str, name: str = "") -> int | None:
        place = (taxonomy, key)
        if place in self._tags or not key:
            return self._tags.get(place)
        origin = self._origin(taxonomy, key)
        if origin and origin.object_id and origin.outcome == Origin.Outcome.TAG:
            there = Tag.objects.filter(pk=origin.object_id).exists()
            self._tags[place] = origin.object_id if there else None
            return self._tags[place]
        declared = self.moving.terms.get(place) or Term(taxonomy, key, name)
        words = cut(inline(declared.name or name) or key, 100)
        tag = Tag.objects.filter(name__iexact=words).first() or self._make_tag(words, key)
        self._remember(
            taxonomy, key, declared, Origin.Outcome.TAG, tag.pk, tag.get_absolute_url().strip("/")
        )
        self._tags[place] = tag.pk
        return tag.pk

    def _make_tag(self, name: str, key: str) -> Tag:
        def taken(slug: str) -> bool:
            formers = TagFormerSlug.objects.filter(slug=slug)
            return Tag.objects.filter(slug=slug).exists() or formers.exists()

        slug = slug_of(key, name, fallback=f"tag-{_mark(key)}")
        return Tag.objects.create(name=name, slug=unique_slug(slug, taken, fallback="tag"))

    # Authors --------------------------------------------------------------------------------
    def author_rows(self, item: Item) -> list[Author]:
        found = Author.objects.in_bulk(wanted := self.authors(item))
        return [found[pk] for pk in wanted if pk in found]

    def authors(self, item: Item) -> list[int]:
        """Several where a plugin says so, else whoever created it; empty if nobody did."""
        several = [term for term in item.terms if term.taxonomy == "author" and term.slug]
        if several:
            return list(dict.fromkeys(self._signed_with(term) for term in several))
        login = item.creator.strip()
        return [self.author(login)] if login else []

    def _signed_with(self, term: Term) -> int:
        slug = term.slug.removeprefix("cap-")
        for login, writer in self.moving.writers.items():
            if slugify(login) == slugify(slug) or (writer.name and writer.name == term.name):
                return self.author(login)
        return self.author(slug, term.name)

    def author(self, login: str, name: str = "") -> int:
        if login in self._authors:
            return self._authors[login]
        origin = self._origin("author", login)
        if origin and Author.objects.filter(pk=origin.object_id).exists():
            self._authors[login] = origin.object_id
            return origin.object_id
        declared = self.moving.writers.get(login)
        writer = declared or Writer(login, name)
        shown = cut(inline(writer.name or name) or inline(login) or login[:100], 120)
        author = self._here_before(shown)
        if author is None:
            kind = Author.Kind.STAFF if declared else Author.Kind.GUEST
            author = self._make_author(shown, login, kind, writer)
        path = author.get_absolute_url().strip("/")
        term = Term("author", login, shown, "", writer.foreign_id)
        self._remember("author", login, term, Origin.Outcome.AUTHOR, author.pk, path)
        self._authors[login] = author.pk
        return author.pk

    def _here_before(self, name: str) -> Author | None:
        """Whom the desk set up under this very name, not somebody another site brought."""
        brought = Origin.objects.filter(outcome=Origin.Outcome.AUTHOR).values("object_id")
        found = Author.objects.filter(name__iexact=name).exclude(pk__in=brought)
        return found.first() if found.count() == 1 else None

    def _make_author(self, name: str, login: str, kind: str, writer: Writer) -> Author:
        def taken(slug: str) -> bool:
            formers = AuthorFormerSlug.objects.filter(slug=slug)
            return Author.objects.filter(slug=slug).exists() or formers.exists()

        # A login that is an address stays out of ours.
        candidates = [name] if "@" in login else [writer.slug or login, name]
        slug = slug_of(*filter(None, candidates), fallback=f"author-{_mark(login)}")
        return Author.objects.create(
            name=name, slug=unique_slug(slug, taken, fallback="author"), kind=kind,
            bio=cut(inline(writer.bio), 1200),
        )  # fmt: skip

    # What was brought -----------------------------------------------------------------------
    def _origin(self, kind: str, key: str) -> Origin | None:
        return self.moving.origins().filter(kind=kind, foreign_id=_id(key), twin=0).first()

    def _remember(self, kind, key, term: Term, outcome: str, pk: int, path: str) -> None:
        origin, _new = Origin.objects.update_or_create(
            source=self.moving.source,
            kind=kind[:20],
            foreign_id=_id(key),
            twin=0,
            defaults={
                "outcome": outcome,
                "object_id": pk,
                "public": True,
                "path": f"/{path}/"[:300],
                "reason": "",
                "details": {"name": inline(term.name)[:200]},
                "move": self.moving.move,
            },
        )
        keep_addresses(self.moving, origin, kind, key, term)

    def finish(self) -> None:
        """Declared and used by nothing: not made, but its address is answered for."""
        kinds = {taxonomy[:20] for taxonomy, _slug in self.moving.terms}
        rows = self.moving.origins().filter(kind__in=kinds)
        known = set(rows.values_list("kind", "foreign_id"))
        for (taxonomy, slug), term in self.moving.terms.items():
            if (taxonomy[:20], _id(slug)) in known or not slug or taxonomy in NOT_TOPICS:
                continue
            origin = Origin.objects.create(
                source=self.moving.source, kind=taxonomy[:20], foreign_id=_id(slug),
                outcome=Origin.Outcome.SKIPPED, reason="unused", public=True,
                details={"name": inline(term.name)[:200]}, move=self.moving.move,
            )  # fmt: skip
            keep_addresses(self.moving, origin, taxonomy, slug, term)
        for login in self.moving.writers:
            if login:
                self.author(login)


def keep_addresses(moving: Moving, origin: Origin, kind: str, key: str, term: Term) -> None:
    """Every form in which the old site linked to a term or an author."""
    base = kept_folder(moving)
    slug = key.lower()
    places = []
    if kind == "category":
        above = _line_of(moving, key)
        places += [f"{base}/category/{'/'.join([*above, slug])}", f"{base}/category/{slug}"]
        places += [
            f"/?category_name={slug}",
            *([f"/?cat={term.foreign_id}"] * bool(term.foreign_id)),
        ]
    elif kind in ("post_tag", "tag"):
        places += [f"{base}/tag/{slug}", f"/?tag={slug}"]
    elif kind == "author":
        name = slugify(key.replace("@", "").replace(".", ""), max_length=190)
        places += [f"{base}/author/{slugify(key, max_length=190)}", f"{base}/author/{name}"]
        places += [
            f"/?author_name={slug}",
            *([f"/?author={term.foreign_id}"] * bool(term.foreign_id)),
        ]
    else:
        places += [f"{base}/{kind}/{slug}"]
    rows = [
        OldAddress(
            source=moving.source, path=kept(path) if "?" not in path else path, origin=origin
        )
        for path in dict.fromkeys(places)
    ]
    OldAddress.objects.bulk_create(rows, ignore_conflicts=True)


def kept_folder(moving: Moving) -> str:
    """The folder the old site stood in, as paths are kept; mostly none."""
    return kept(urlsplit(moving.source.base).path).rstrip("/")


def _line_of(moving: Moving, key: str) -> list[str]:
    above: list[str] = []
    term = moving.terms.get(("category", key))
    while term and term.parent and term.parent not in above and len(above) < 10:
        above.insert(0, term.parent)
        term = moving.terms.get(("category", term.parent))
    return above


def _key(term: Term) -> str:
    return term.slug or slugify(term.name) or inline(term.name)


def _id(key: str) -> str:
    return key if len(key) <= 150 else f"{key[:150]}~{_mark(key)}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
