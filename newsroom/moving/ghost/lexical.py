"""Lexical, the tree Ghost's newer writing page keeps, as HTML."""

from html import escape

from newsroom.moving.ghost.cards import CARDS, card

DEEPEST = 60
# Bits of a text node's format.
MARKS = ((1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup"))
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def from_lexical(document: dict) -> str:
    root = document.get("root")
    return _children(root, 0) if isinstance(root, dict) else ""


def _children(node: dict, depth: int) -> str:
    inner = node.get("children")
    if not isinstance(inner, list) or depth > DEEPEST:
        return ""
    return "".join(_node(child, depth + 1) for child in inner if isinstance(child, dict))


def _node(node: dict, depth: int) -> str:
    kind = str(node.get("type", "")).removeprefix("extended-")
    if kind == "text":
        return _text(node)
    if kind == "linebreak":
        return "<br>"
    if kind == "paragraph":
        return f"<p>{_children(node, depth)}</p>"
    if kind == "heading":
        tag = HEADINGS.get(str(node.get("tag")), "h3")
        return f"<{tag}>{_children(node, depth)}</{tag}>"
    if kind in ("quote", "aside"):
        return f"<blockquote><p>{_children(node, depth)}</p></blockquote>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        return f"<{tag}>{_children(node, depth)}</{tag}>"
    if kind == "listitem":
        return f"<li>{_children(node, depth)}</li>"
    if kind in ("link", "autolink"):
        return f'<a href="{escape(str(node.get("url", "")))}">{_children(node, depth)}</a>'
    if kind in CARDS:
        return card(kind, node)
    return _children(node, depth) or card(kind, node)


def _text(node: dict) -> str:
    text = escape(str(node.get("text", "")), quote=False)
    bits = node.get("format") if isinstance(node.get("format"), int) else 0
    for bit, tag in MARKS:
        if bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text
