"""An export as things: the site, its people, its terms, its items, one after the other.

expat reads it as a stream and fetches nothing. No entity is ever declared in an export, so a
file that declares one is not read at all. Elements go by the names they are written with: every
version of the format uses the same prefixes, whatever addresses it gives them.
"""

from collections.abc import Iterable, Iterator
from html import escape
from xml.parsers import expat

from django.utils.translation import gettext as _

from newsroom.moving.dates import of_feed
from newsroom.moving.items import Item, Remark, Site, Term, Writer

# Meta keys that are asked for; of the others, however long, nothing is kept in memory.
META = {
    "_thumbnail_id", "_wp_attachment_image_alt", "_wp_attached_file", "_wp_old_slug",
    "_yoast_wpseo_title", "_yoast_wpseo_metadesc", "_yoast_wpseo_primary_category",
    "rank_math_title", "rank_math_description", "rank_math_primary_category",
    "_aioseo_title", "_aioseo_description", "_aioseop_title", "_aioseop_description",
    "_genesis_title", "_genesis_description", "enclosure", "_menu_item_type",
    "cap-display_name", "cap-user_login", "cap-description",
}  # fmt: skip
LONGEST_META = 2000
LONGEST_FIELD = 10_000_000

_HOLDERS = {"item", "wp:author", "wp:category", "wp:tag", "wp:term", "wp:postmeta", "wp:comment"}
_CUT_OFF = {
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


class Broken(Exception):
    """The file cannot be read to its end; says where and why, in words."""

    def __init__(self, reason: str, line: int = 0, *, cut_off: bool = False):
        self.reason, self.line, self.cut_off = reason, line, cut_off
        super().__init__(_("Line %(line)d: %(reason)s") % vars(self) if line else reason)


class Forbidden(Broken):
    """The file asks for what no export needs, and what is done to attack whoever reads it."""


class Reader:
    """Feed it text; `made` are the things that are complete."""

    def __init__(self, *, lines_before: int = 0):
        self.lines_before = lines_before
        self.site = Site()
        self.is_export = False  # anything of WordPress' own was seen
        self.made: list = []
        self.items = 0
        self._stack: list[str] = []
        self._holders: list[dict] = []
        self._text: list[str] | None = None
        self._size = 0
        self._field_depth = 0
        self._skipping = False  # inside the value of a meta key nobody asked for
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    def run(self, chunks: Iterable[str]) -> Iterator:
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
                yield from self._taken()
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            raise self._broken(error) from None
        yield from self._taken()

    def _taken(self) -> list:
        made, self.made = self.made, []
        return made

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber + self.lines_before

    def _broken(self, error: expat.ExpatError) -> Broken:
        line = error.lineno + self.lines_before
        where = next((name for name in reversed(self._stack) if name not in ("rss", "channel")), "")
        if error.code in _CUT_OFF:
            if not self._stack:
                return Broken(_("there is no XML in the file."), line)
            words = _("the file ends inside <%(tag)s>: it was cut off. Export it again.")
            return Broken(words % {"tag": self._stack[-1]}, line, cut_off=True)
        said = expat.ErrorString(error.code)
        if where:
            said = _("%(error)s, inside <%(tag)s>") % {"error": said, "tag": where}
        return Broken(_("the file is not well formed (%s).") % said, line)

    # What no export has ---------------------------------------------------------------------
    def _doctype(self, name, system, public, internal) -> None:
        if system or public:
            raise Forbidden(_("the file refers to another one (DOCTYPE)."), self.line)

    def _entity(self, *declaration) -> None:
        raise Forbidden(_("the file declares entities; no export does."), self.line)

    # Elements -------------------------------------------------------------------------------
    def _start(self, name: str, attributes: dict) -> None:
        if name.startswith("wp:"):
            self.is_export = True
        if self._text is not None and len(self._stack) >= self._field_depth:
            # Mark-up that stands in a field as it is: it belongs to the text.
            said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            self._add(f"<{name}{said}>")
            self._stack.append(name)
            return
        depth = len(self._stack)
        self._stack.append(name)
        if name in _HOLDERS and (name != "wp:author" or depth == 2):
            self._holders.append({"line": self.line, "tag": name})
        elif self._holders or depth == 2:
            self._text, self._size, self._field_depth = [], 0, depth + 1
            holder = self._holders[-1] if self._holders else {}
            self._skipping = name == "wp:meta_value" and holder.get("wp:meta_key") not in META
            if name == "category" and holder.get("tag") == "item":
                holder["category"] = attributes

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._skipping:
            return
        self._size += len(text)
        if self._size > LONGEST_FIELD:
            raise Broken(_("a text has more than ten million characters."), self.line)
        self._text.append(text)

    def _end(self, name: str) -> None:
        self._stack.pop()
        if self._text is not None and len(self._stack) >= self._field_depth:
            self._add(f"</{name}>")
            return
        if self._text is not None:
            text, self._text = "".join(self._text), None
            if self._holders:
                self._field(name, text)
            else:
                self._of_site(name, text.strip())
            return
        if self._holders and name == self._holders[-1]["tag"]:
            self._close(name, self._holders.pop())

    def _of_site(self, name: str, text: str) -> None:
        names = {
            "title": "title",
            "link": "link",
            "language": "language",
            "wp:wxr_version": "version",
            "wp:base_site_url": "site_url",
            "wp:base_blog_url": "blog_url",
        }
        if name in names and not getattr(self.site, names[name]):
            setattr(self.site, names[name], text)

    def _field(self, name: str, text: str) -> None:
        holder = self._holders[-1]
        if name == "category" and holder["tag"] == "item":
            given = holder.pop("category")
            term = Term(given.get("domain", ""), given.get("nicename", ""), text.strip())
            holder.setdefault("terms", []).append(term)
        else:
            holder[name] = text

    def _close(self, name: str, holder: dict) -> None:
        outer = self._holders[-1] if self._holders else None
        if name == "wp:postmeta" and outer is not None:
            outer.setdefault("meta", []).append(
                (_line(holder, "wp:meta_key"), _line(holder, "wp:meta_value"))
            )
        elif name == "wp:comment" and outer is not None:
            outer.setdefault("remarks", []).append(_remark(holder))
        elif name == "item":
            self.items += 1
            self.made.append(_item(holder, self.items))
        elif name == "wp:author":
            self.made.append(_writer(holder))
        else:
            self.made.append(_term(name, holder))


def _line(holder: dict, name: str) -> str:
    return holder.get(name, "").strip()


def _writer(holder: dict) -> Writer:
    name = _line(holder, "wp:author_display_name")
    if not name:
        parts = (_line(holder, f"wp:author_{part}_name") for part in ("first", "last"))
        name = " ".join(filter(None, parts))
    login = _line(holder, "wp:author_login")
    return Writer(login, name, _line(holder, "wp:author_id"))


def _term(tag: str, holder: dict) -> Term:
    if tag == "wp:category":
        prefix, taxonomy, slug, parent = "wp:cat_name", "category", "category_nicename", "category"
        return Term(
            taxonomy,
            _line(holder, f"wp:{slug}"),
            _line(holder, prefix),
            _line(holder, f"wp:{parent}_parent"),
            _line(holder, "wp:term_id"),
            _line(holder, "wp:category_description"),
        )
    if tag == "wp:tag":
        return Term(
            "post_tag",
            _line(holder, "wp:tag_slug"),
            _line(holder, "wp:tag_name"),
            "",
            _line(holder, "wp:term_id"),
        )
    return Term(
        _line(holder, "wp:term_taxonomy"),
        _line(holder, "wp:term_slug"),
        _line(holder, "wp:term_name"),
        _line(holder, "wp:term_parent"),
        _line(holder, "wp:term_id"),
        _line(holder, "wp:term_description"),
    )


def _remark(holder: dict) -> Remark:
    return Remark(
        _line(holder, "wp:comment_id"),
        _line(holder, "wp:comment_parent"),
        _line(holder, "wp:comment_author"),
        holder.get("wp:comment_content", ""),
        _line(holder, "wp:comment_date"),
        _line(holder, "wp:comment_date_gmt"),
        _line(holder, "wp:comment_approved"),
        _line(holder, "wp:comment_type"),
    )


def _of_feed(holder: dict) -> str:
    """The oldest exports date an item as a feed does."""
    return "" if _line(holder, "wp:post_date") else of_feed(_line(holder, "pubDate"))


def _item(holder: dict, number: int) -> Item:
    meta: dict[str, str] = {}
    old_slugs = []
    for key, value in holder.get("meta", ()):
        if key == "_wp_old_slug" and value:
            old_slugs.append(value)
        elif key in META and value:
            meta.setdefault(key, value[:LONGEST_META])
    return Item(
        number=number,
        line=holder["line"],
        foreign_id=_line(holder, "wp:post_id"),
        kind=_line(holder, "wp:post_type") or "post",
        status=_line(holder, "wp:status"),
        title=_line(holder, "title"),
        slug=_line(holder, "wp:post_name"),
        link=_line(holder, "link"),
        guid=_line(holder, "guid"),
        body=holder.get("content:encoded", ""),
        excerpt=holder.get("excerpt:encoded", "").strip(),
        date=_line(holder, "wp:post_date"),
        date_gmt=_line(holder, "wp:post_date_gmt") or _of_feed(holder),
        creator=_line(holder, "dc:creator") or _line(holder, "wp:author"),
        parent=_line(holder, "wp:post_parent").removeprefix("0"),
        password=bool(_line(holder, "wp:post_password")),
        comments_open=_line(holder, "wp:comment_status") != "closed",
        file_url=_line(holder, "wp:attachment_url"),
        terms=holder.get("terms", []),
        remarks=holder.get("remarks", []),
        meta=meta,
        old_slugs=old_slugs,
    )
