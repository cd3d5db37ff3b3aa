"""The text of a post as HTML: as Ghost stored it, or made from what the writer's page keeps."""

import json

from newsroom.moving.ghost.lexical import from_lexical
from newsroom.moving.ghost.markdown import from_markdown
from newsroom.moving.ghost.mobiledoc import from_mobiledoc


def rendered(row: dict) -> str:
    """HTML where there is some; else Lexical, Mobiledoc or Markdown; empty where there is none."""
    html = row.get("html")
    if isinstance(html, str) and html.strip():
        return html
    for name, render in (("lexical", from_lexical), ("mobiledoc", from_mobiledoc)):
        document = _document(row.get(name))
        if document is not None and (made := render(document)):
            return made
    written = row.get("markdown")
    if isinstance(written, str) and written.strip():
        return from_markdown(written)
    plain = row.get("plaintext")
    return from_markdown(plain) if isinstance(plain, str) else ""


def _document(value) -> dict | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None
