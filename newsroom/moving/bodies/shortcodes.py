"""[Words in brackets] that WordPress replaced when it showed a page.

Those that are known become HTML. Brackets are as well what people write in texts and code, so
whatever is not known stays as it is, and is counted.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from posixpath import basename
from urllib.parse import unquote, urlsplit

from articles import embeds
from newsroom.moving.bodies.surroundings import Attached, Surroundings

_CODE = re.compile(
    r"\[(?P<escaped>\[)?(?P<closes>/)?(?P<name>[A-Za-z][\w-]{1,40})"
    r"(?P<rest>(?:=|\s)[^\[\]]{0,2000})?/?\](?P<ends>\])?"
)
_ATTRIBUTE = re.compile(
    r"([\w-]+)\s*=\s*\"([^\"]*)\"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'\"]+)"
    r"|\"([^\"]*)\"|'([^']*)'|(\S+)"
)
_VERBATIM = re.compile(r"<(pre|code|script|style|textarea)\b", re.IGNORECASE)
SOUNDS_AND_FILMS = (
    "src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "mov", "url",
)  # fmt: skip
NOTHING_WITHOUT = {"caption", "wp_caption"}

type Attributes = dict[str, str]


def expanded(text: str, around: Surroundings) -> str:
    """The text with its known shortcodes replaced; code samples are left alone."""
    if "[" not in text:
        return text
    made, at = [], 0
    while found := _VERBATIM.search(text, at):
        end = text.lower().find(f"</{found[1].lower()}", found.end())
        end = len(text) if end < 0 else end
        made += [_expanded(text[at : found.start()], around), text[found.start() : end]]
        at = end
    made.append(_expanded(text[at:], around))
    return "".join(made)


def _expanded(text: str, around: Surroundings) -> str:
    made, at = [], 0
    while found := _CODE.search(text, at):
        made.append(text[at : found.start()])
        at = found.end()
        if found["escaped"] and found["ends"]:
            made.append(found[0][1:-1])  # [[this]] was how one wrote [this]
            continue
        name = found["name"].lower()
        start = found["escaped"] or ""
        handler = KNOWN.get(name)
        if handler is None or found["closes"]:
            if not found["closes"] and not text.startswith("(", at):
                _count(name, found[0], around)
            made.append(found[0])
            continue
        inner, end = _inner(text, found["name"], found.end() - len(found["ends"] or ""))
        result = handler(_attributes(found["rest"] or ""), inner, around)
        if result is None:
            _count(name, found[0], around)
            made.append(found[0])
            continue
        made += [start, result]
        at = end if inner is not None else found.end() - len(found["ends"] or "")
    made.append(text[at:])
    return "".join(made)


def _count(name: str, text: str, around: Surroundings) -> None:
    around.findings.shortcodes[name] += 1
    around.findings.example(f"shortcode {name}", text)


def _inner(text: str, name: str, start: int) -> tuple[str | None, int]:
    """What stands between [name] and [/name], where there is such an end."""
    end = text.find(f"[/{name}]", start)
    if end < 0 or (name in ("gallery", "youtube") and end - start > 500):
        return None, start
    return text[start:end], end + len(name) + 3


def _attributes(written: str) -> Attributes:
    """Named ones by name, others by their place: "0", "1"…"""
    found: Attributes = {}
    place = 0
    for match in _ATTRIBUTE.finditer(unescape(written).lstrip("=").strip()):
        a, a_value, b, b_value, c, c_value, *others = match.groups()
        if name := a or b or c:
            found.setdefault(name.lower(), a_value or b_value or c_value or "")
        else:
            found[str(place)] = next((word for word in others if word is not None), "")
            place += 1
    return found


# What each becomes; None leaves it as it was written -----------------------------------------
def _caption(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
    if inner is None:
        return None
    picture = re.search(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", inner)
    if not picture:
        return inner
    words = (inner[: picture.start()] + inner[picture.end() :]).strip() or given.get("caption", "")
    number = re.sub(r"\D", "", given.get("id", ""))
    image = picture[0]
    if number and "wp-image-" not in image:
        image = image.replace("<img", f'<img data-id="{number}"', 1)
    said = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{image}{said}</figure>\n\n"


def _gallery(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
    wanted = re.findall(r"\d+", given.get("ids", "") or given.get("include", ""))
    left_out = set(re.findall(r"\d+", given.get("exclude", "")))
    if wanted:
        shown = [around.by_id[number] for number in wanted if number in around.by_id]
        missing = [number for number in wanted if number not in around.by_id]
    else:
        shown = [one for one in around.children if one.foreign_id not in left_out]
        missing = []
    if not shown:
        return None
    around.findings.pictures_missing += [f"attachment {number}" for number in missing]
    return gallery(shown)


def gallery(shown: list[Attached]) -> str:
    ids = list(dict.fromkeys(str(one.image) for one in shown if one.image))
    made = ""
    if len(ids) == 1:
        made = f'<figure class="image" data-image-id="{ids[0]}"></figure>'
    elif ids:
        made = f'<figure class="gallery" data-image-ids="{",".join(ids)}"></figure>'
    rest = [one for one in shown if not one.image and one.url]
    return f"\n\n{made}{''.join(map(_as_img, rest))}\n\n"


def _as_img(one: Attached) -> str:
    said = f"<figcaption>{escape(one.caption)}</figcaption>" if one.caption else ""
    return f'<figure><img src="{escape(one.url)}" alt="{escape(one.alt)}">{said}</figure>'


def _address(given: Attributes, inner: str | None, *names: str) -> str:
    candidates = [given.get(name, "") for name in (*names, "0")] + [(inner or "").strip()]
    for one in candidates:
        one = re.sub(r"<[^<>]*>", "", unescape(one)).split("|")[0].strip()
        if one.startswith(("http://", "https://", "//")):
            return f"https:{one}" if one.startswith("//") else one
    return ""


def _embed(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
    address = _address(given, inner, "url", "href", "src")
    return shown(address) if address else None


def _video_of(template: str, key: str) -> Callable:
    def handler(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
        if made := _embed(given, inner, around):
            return made
        number = given.get("id") or given.get("v") or given.get("0") or (inner or "").strip()
        return shown(template % number) if re.fullmatch(key, number or "") else None

    return handler


def shown(address: str) -> str:
    """On a line of its own, as what it points to where that is known, else as a link."""
    written = escape(address)
    if embeds.find(address):
        return f"\n\n<p>{written}</p>\n\n"
    return f'\n\n<p><a href="{written}">{written}</a></p>\n\n'


def _played(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
    address = _address(given, inner, *SOUNDS_AND_FILMS)
    if not address:
        return None
    if embeds.find(address):
        return shown(address)
    name = unquote(basename(urlsplit(address).path)) or address
    return f'\n\n<p><a href="{escape(address)}">{escape(name)}</a></p>\n\n'


def _source(given: Attributes, inner: str | None, around: Surroundings) -> str | None:
    if inner is None:
        return None
    code = escape(unescape(inner.strip("\r\n")), quote=False)
    return f"\n\n<pre><code>{code}</code></pre>\n\n"


KNOWN: dict[str, Callable[[Attributes, str | None, Surroundings], str | None]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    "audio": _played,
    "video": _played,
    "youtube": _video_of("https://www.youtube.com/watch?v=%s", r"[\w-]{11}"),
    "vimeo": _video_of("https://vimeo.com/%s", r"\d{4,12}"),
    "dailymotion": _video_of("https://www.dailymotion.com/video/%s", r"\w{5,20}"),
    "ted": _embed,
    "soundcloud": _embed,
    "spotify": _embed,
    "tweet": _embed,
    "twitter": _embed,
    "instagram": _embed,
    "facebook": _embed,
    "tiktok": _embed,
    "googlemaps": _embed,
    "sourcecode": _source,
    "code": _source,
}
