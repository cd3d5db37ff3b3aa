"""Mobiledoc, what Ghost's writing page kept from version 1 to 5, as HTML."""

from html import escape

from newsroom.moving.ghost.cards import card

MARKUPS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "s": "s", "code": "code",
           "sub": "sub", "sup": "sup", "u": "u", "a": "a"}  # fmt: skip
TAGS = {"p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def from_mobiledoc(document: dict) -> str:
    return "".join(_section(document, section) for section in _list(document.get("sections")))


def _list(value) -> list:
    return value if isinstance(value, list) else []


def _section(document: dict, section) -> str:
    section = _list(section)
    kind = section[0] if section else None
    if kind == 1 and len(section) > 2:
        tag = str(section[1]).lower()
        inner = _markers(document, section[2])
        if tag in ("blockquote", "aside", "pull-quote"):
            return f"<blockquote><p>{inner}</p></blockquote>"
        tag = TAGS.get(tag, "p")
        return f"<{tag}>{inner}</{tag}>"
    if kind == 2 and len(section) > 1:
        return f'<figure><img src="{escape(str(section[1]))}"></figure>'
    if kind == 3 and len(section) > 2:
        tag = "ol" if section[1] == "ol" else "ul"
        items = "".join(f"<li>{_markers(document, item)}</li>" for item in _list(section[2]))
        return f"<{tag}>{items}</{tag}>"
    if kind == 10 and len(section) > 1:
        found = _at(document.get("cards"), section[1])
        if isinstance(found, list) and found:
            given = found[1] if len(found) > 1 and isinstance(found[1], dict) else {}
            return card(str(found[0]), given)
    return ""


def _markers(document: dict, markers) -> str:
    made: list[str] = []
    opened: list[str] = []
    for marker in _list(markers):
        if not isinstance(marker, list) or len(marker) < 4:
            continue
        kind, opens, closes, value = marker[:4]
        for number in _list(opens):
            name, tag = _markup(document, number)
            opened.append(name)
            made.append(tag)
        if kind == 0:
            made.append(escape(str(value), quote=False))
        elif kind == 1:
            atom = _at(document.get("atoms"), value)
            if isinstance(atom, list) and atom:
                broken = atom[0] == "soft-return"
                made.append("<br>" if broken else escape(str(atom[1]) if len(atom) > 1 else ""))
        for _ in range(min(closes if isinstance(closes, int) else 0, len(opened))):
            made.append(f"</{opened.pop()}>")
    made += [f"</{name}>" for name in reversed(opened)]
    return "".join(made)


def _markup(document: dict, number) -> tuple[str, str]:
    found = _at(document.get("markups"), number)
    name = (
        MARKUPS.get(str(found[0]).lower(), "span") if isinstance(found, list) and found else "span"
    )
    if name == "a" and len(found) > 1:
        pairs = _list(found[1])
        given = dict(zip(pairs[::2], pairs[1::2], strict=False))
        return "a", f'<a href="{escape(str(given.get("href", "")))}">'
    return name, f"<{name}>"


def _at(rows, number):
    known = isinstance(rows, list) and isinstance(number, int) and 0 <= number < len(rows)
    return rows[number] if known else None
