"""Feeds and sitemaps are trees, so no text in them can break out of its element."""

import re

from lxml import etree

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML = "{http://www.w3.org/XML/1998/namespace}"


def element(parent: etree._Element, name: str, text: str = "", **attributes) -> etree._Element:
    """Append a child. `name` may begin with a prefix declared at the root: `media:content`."""
    made = etree.SubElement(parent, _full(parent, name))
    if text:
        made.text = plain(text)
    for key, value in attributes.items():
        made.set(key, plain(str(value)))
    return made


def root(name: str, namespaces: dict[str | None, str], **attributes) -> etree._Element:
    home = namespaces.get(None)
    return etree.Element(f"{{{home}}}{name}" if home else name, attributes, nsmap=namespaces)


def document(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8")


def plain(text: str) -> str:
    """Without the characters XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def _full(parent: etree._Element, name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    home = parent.nsmap.get(prefix if colon else None)
    return f"{{{home}}}{local}" if home else local
