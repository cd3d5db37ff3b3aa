"""A text of WordPress as HTML for our sanitiser, which has the last word on it afterwards."""

from newsroom.moving.bodies.blocks import has_blocks, without_marks
from newsroom.moving.bodies.classic import paragraphs
from newsroom.moving.bodies.shortcodes import expanded
from newsroom.moving.bodies.surroundings import Surroundings
from newsroom.moving.bodies.tree import settled


def converted(text: str, around: Surroundings) -> str:
    return settled(text, around) if around.is_html else from_wordpress(text, around)


def from_wordpress(text: str, around: Surroundings) -> str:
    """Paragraphs, blocks and shortcodes as HTML, pictures and links as ours."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_blocks(text):
        html = expanded(without_marks(text, around.findings), around)
    else:
        html = paragraphs(expanded(_without_comments(text), around))
    return settled(html, around)


def _without_comments(text: str) -> str:
    """Notes nobody saw, and the marks of pages and of “read more”."""
    made, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        made.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            at = start + 4  # nothing ends it: its words are text
            continue
        mark = text[start + 4 : end].strip()
        made.append("\n\n" if mark.startswith(("more", "nextpage")) else "")
        at = end + 3
    return "".join(made) + text[at:]
