"""Our own style sheets and scripts without what only their writers need.

Careful rather than clever: nothing is renamed or moved, and a script that could be misread is
left as it is. Brotli does the rest.
"""

import re

STYLE = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))"""
    r"""|(?P<comment>/\*.*?\*/)|(?P<space>\s+)""",
    re.DOTALL,
)
KEPT = "\0{}\0"
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)


def smaller_style(text: str) -> str:
    """Without comments and needless space; neighbouring blocks of one layer become one."""
    kept: list[str] = []

    def one(found: re.Match) -> str:
        if found["kept"] is None:
            return " "
        kept.append(found["kept"])
        return KEPT.format(len(kept) - 1)

    text = re.sub(r" +", " ", STYLE.sub(one, text))
    # Not around + and -, which calc() needs apart, nor before a colon, where a space descends.
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = text.replace(": ", ":").replace(";}", "}").strip()
    text = "".join(_joined(_blocks(text)))
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)


def _blocks(text: str):
    """The top level: what stands before each brace and inside it, or a statement and None."""
    depth = start = opened = 0
    for place, character in enumerate(text):
        if character == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened], text[opened + 1 : place]
                start = place + 1
        elif character == ";" and depth == 0:
            yield text[start : place + 1], None
            start = place + 1
    if text[start:]:
        yield text[start:], None


def _joined(blocks):
    before, inside = "", None
    for prelude, content in blocks:
        if inside is not None and content is not None and prelude == before and "@layer" in prelude:
            inside += content
            continue
        yield _written(before, inside)
        before, inside = prelude, content
    yield _written(before, inside)


def _written(prelude: str, content: str | None) -> str:
    return prelude if content is None else f"{prelude}{{{content}}}"


def smaller_script(text: str) -> str:
    """Without comments that have lines of their own and without indentation; lines stay lines."""
    bare = BLOCK_COMMENT.sub("", text)
    lines = [line.strip() for line in bare.splitlines()]
    lines = [line for line in lines if line and not line.startswith("//")]
    # In a text over several lines every space may count.
    if any(line.count("`") % 2 or line.endswith("\\") for line in lines):
        return text
    return "\n".join(lines) + "\n"
