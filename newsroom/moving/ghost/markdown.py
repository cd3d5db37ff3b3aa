"""Markdown as people write it, as HTML: what Ghost had before it stored the HTML beside it."""

import re
from html import escape

_CODE = re.compile(r"(`+)(.+?)\1")
_IMAGE = re.compile(
    r"!\[([^\[\]]{0,500})\]\(\s*<?([^\s()<>]{1,1500})>?(?:\s+\"[^\"]{0,300}\")?\s*\)"
)
_LINK = re.compile(
    r"\[([^\[\]]{1,1000})\]\(\s*<?([^\s()<>]{1,1500})>?(?:\s+\"[^\"]{0,300}\")?\s*\)"
)
_AUTO = re.compile(r"<(https?://[^\s<>]{4,1500})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EM = re.compile(
    r"(?<![\w*])\*(?=[^\s*])(.{1,2000}?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)(.{1,2000}?)(?<=\S)_(?!\w)"
)
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~")
_HEADING = re.compile(r"(#{1,6})\s*(.+?)\s*#*\Z")
_ITEM = re.compile(r"\s{0,3}([-*+]|\d{1,9}[.)])\s+(.*)\Z")
_RULE = re.compile(r"\s{0,3}([-*_])(\s*\1){2,}\s*\Z")
_HTML = re.compile(r"\s{0,3}</?[a-zA-Z!]")


def from_markdown(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    return "".join(_blocks(lines))


def _blocks(lines: list[str]):
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.lstrip().startswith(("```", "~~~")):
            at, block = _fenced(lines, at)
            yield block
        elif line.startswith("    "):
            at, taken = _while(lines, at, lambda one: one.startswith("    ") or not one.strip())
            code = "\n".join(one[4:] for one in taken).strip("\n")
            yield f"<pre><code>{escape(code, quote=False)}</code></pre>"
        elif _RULE.match(line):
            yield "<hr>"
            at += 1
        elif heading := _HEADING.match(line.strip()) if line.startswith("#") else None:
            level = min(max(len(heading[1]), 2), 4)
            yield f"<h{level}>{inline(heading[2])}</h{level}>"
            at += 1
        elif at + 1 < len(lines) and re.fullmatch(r"(=+|-{3,})\s*", lines[at + 1]):
            yield f"<h2>{inline(line.strip())}</h2>"
            at += 2
        elif line.lstrip().startswith(">"):
            at, taken = _while(lines, at, lambda one: bool(one.strip()))
            inner = [re.sub(r"\A\s{0,3}> ?", "", one) for one in taken]
            yield f"<blockquote>{''.join(_blocks(inner))}</blockquote>"
        elif _ITEM.match(line):
            at, block = _list(lines, at)
            yield block
        elif _HTML.match(line):
            at, taken = _while(lines, at, lambda one: bool(one.strip()))
            yield "\n".join(taken) + "\n"
        else:
            at, taken = _while(lines, at, _goes_on)
            yield f"<p>{_paragraph(taken)}</p>"


def _goes_on(line: str) -> bool:
    begins = line.lstrip().startswith((">", "```")) or line.startswith("#") or _RULE.match(line)
    return bool(line.strip()) and not begins and not _ITEM.match(line)


def _while(lines: list[str], at: int, goes_on) -> tuple[int, list[str]]:
    end = at + 1
    while end < len(lines) and goes_on(lines[end]):
        end += 1
    return end, lines[at:end]


def _fenced(lines: list[str], at: int) -> tuple[int, str]:
    fence = lines[at].lstrip()[:3]
    end = at + 1
    while end < len(lines) and not lines[end].lstrip().startswith(fence):
        end += 1
    code = escape("\n".join(lines[at + 1 : end]), quote=False)
    return end + 1, f"<pre><code>{code}</code></pre>"


def _list(lines: list[str], at: int) -> tuple[int, str]:
    """One level; what stands further in belongs to the item above it."""
    items: list[list[str]] = []
    ordered = _ITEM.match(lines[at])[1][0].isdigit()
    while at < len(lines):
        found = _ITEM.match(lines[at])
        if found:
            items.append([found[2]])
        elif lines[at].startswith("  ") and lines[at].strip():
            items[-1].append(lines[at].strip())
        elif lines[at].strip() or at + 1 >= len(lines) or not _ITEM.match(lines[at + 1]):
            break
        at += 1
    tag = "ol" if ordered else "ul"
    return at, f"<{tag}>{''.join(f'<li>{_paragraph(item)}</li>' for item in items)}</{tag}>"


def _paragraph(lines: list[str]) -> str:
    text = "\n".join(line.rstrip("\n") for line in lines)
    return "<br>".join(
        inline(" ".join(part.split("\n"))) for part in re.split(r" {2,}\n|\\\n", text)
    )


def inline(text: str) -> str:
    """Marks within a line; HTML in it stays HTML."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    text = text.replace("\x00", "")
    text = _CODE.sub(lambda m: keep(f"<code>{escape(m[2].strip(), quote=False)}</code>"), text)
    text = _AUTO.sub(lambda m: keep(f'<a href="{escape(m[1])}">{escape(m[1])}</a>'), text)
    text = _IMAGE.sub(lambda m: keep(f'<img src="{escape(m[2])}" alt="{escape(m[1])}">'), text)
    text = _LINK.sub(lambda m: f"{keep(f'<a href="{escape(m[2])}">')}{m[1]}</a>", text)
    text = _STRONG.sub(r"<strong>\2</strong>", text)
    text = _EM.sub(lambda m: f"<em>{m[1] or m[2]}</em>", text)
    text = _STRUCK.sub(r"<s>\1</s>", text)
    return re.sub("\x00(\\d+)\x00", lambda m: kept[int(m[1])], text)
