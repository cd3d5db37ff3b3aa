"""Posts, films and maps of other sites: which addresses are known, and what is framed.

The frame's address is always built here from what was recognised, never taken from a text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote_plus, urlencode, urlsplit

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Embed:
    provider: str
    address: str
    frame: str

    @property
    def name(self) -> str:
        return NAMES[self.provider]

    @property
    def invitation(self) -> str:
        """What a press will show, and from whom."""
        words = {
            "film": _("Show the film from %(name)s"),
            "sound": _("Play what is on %(name)s"),
            "map": _("Show the map from %(name)s"),
        }
        return words.get(self._kind, _("Show the post from %(name)s")) % {"name": self.name}

    @property
    def icon(self) -> str:
        return {"map": "map-pin", "post": "message-square"}.get(self._kind, "play")

    @property
    def _kind(self) -> str:
        return KINDS.get(self.provider, "post")


NAMES = {
    "youtube": "YouTube",
    "vimeo": "Vimeo",
    "x": "X",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "spotify": "Spotify",
    "maps": "Google Maps",
}
KINDS = {"youtube": "film", "vimeo": "film", "tiktok": "film", "spotify": "sound", "maps": "map"}
LONGEST = 2000


def find(address: str | None) -> Embed | None:
    """What may be embedded from this address, or None."""
    address = (address or "").strip()
    if not address or len(address) > LONGEST or re.search(r"[\s<>\"\\]", address):
        return None
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or port or parts.username is not None:
        return None
    reader = _READERS.get(re.sub(r"^(www|m|mobile|web|vm)\.", "", (parts.hostname or "").lower()))
    return reader(parts) if reader else None


def recognise(address: str) -> tuple[str, str] | None:
    """(provider, canonical address), as the sanitiser asks for it."""
    found = find(address)
    return (found.provider, found.address) if found else None


def _value(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _youtube(parts: SplitResult) -> Embed | None:
    path = re.match(r"/(?:embed|shorts|live|v)/([\w-]{11})(?:/|\Z)", parts.path)
    video = path[1] if path else _value(parts, "v")
    return _youtube_video(video, parts)


def _youtube_short(parts: SplitResult) -> Embed | None:
    return _youtube_video(parts.path.strip("/"), parts)


def _youtube_video(video: str, parts: SplitResult) -> Embed | None:
    if not re.fullmatch(r"[\w-]{11}", video, re.ASCII):
        return None
    start = re.fullmatch(r"(\d{1,6})s?", _value(parts, "t") or _value(parts, "start"))
    address = f"https://www.youtube.com/watch?v={video}"
    frame = f"https://www.youtube-nocookie.com/embed/{video}"
    if start and start[1].strip("0"):
        address, frame = f"{address}&t={start[1]}s", f"{frame}?start={start[1]}"
    return Embed("youtube", address, frame)


def _vimeo(parts: SplitResult) -> Embed | None:
    found = re.fullmatch(
        r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(\d{4,12})(?:/([0-9a-f]{6,12}))?/?",
        parts.path,
        re.ASCII,
    )
    if not found:
        return None
    key = found[2] or _value(parts, "h")
    key = key if re.fullmatch(r"[0-9a-f]{6,12}", key) else ""
    address = f"https://vimeo.com/{found[1]}" + (f"/{key}" if key else "")
    return Embed(
        "vimeo",
        address,
        f"https://player.vimeo.com/video/{found[1]}?dnt=1" + (f"&h={key}" if key else ""),
    )


def _x(parts: SplitResult) -> Embed | None:
    found = re.match(r"/(\w{1,20})/status(?:es)?/(\d{5,25})(?:/|\Z)", parts.path, re.ASCII)
    if not found:
        return None
    return Embed(
        "x",
        f"https://x.com/{found[1]}/status/{found[2]}",
        f"https://platform.twitter.com/embed/Tweet.html?dnt=true&id={found[2]}",
    )


def _instagram(parts: SplitResult) -> Embed | None:
    found = re.match(r"/(?:[\w.]+/)?(p|reel|reels|tv)/([\w-]{5,40})(?:/|\Z)", parts.path, re.ASCII)
    if not found:
        return None
    kind = "reel" if found[1] == "reels" else found[1]
    address = f"https://www.instagram.com/{kind}/{found[2]}/"
    return Embed("instagram", address, f"{address}embed/")


def _facebook(parts: SplitResult) -> Embed | None:
    path = parts.path.rstrip("/")
    if path in {"/plugins/post.php", "/plugins/video.php"}:
        inner = find(_value(parts, "href"))
        return inner if inner and inner.provider == "facebook" else None
    film = False
    if re.fullmatch(r"/[\w.-]+/(posts|photos)/[\w./:-]{3,120}", path, re.ASCII):
        address = path
    elif found := re.fullmatch(r"/([\w.-]+)/videos/(?:[\w.-]+/)?(\d{5,25})", path, re.ASCII):
        address, film = f"/{found[1]}/videos/{found[2]}/", True
    elif found := re.fullmatch(r"/reel/(\d{5,25})", path, re.ASCII):
        address, film = f"/reel/{found[1]}/", True
    elif path == "/watch" and re.fullmatch(r"\d{5,25}", _value(parts, "v"), re.ASCII):
        address, film = f"/watch/?v={_value(parts, 'v')}", True
    elif path in {"/permalink.php", "/story.php"}:
        story, owner = _value(parts, "story_fbid"), _value(parts, "id")
        if not (re.fullmatch(r"[\w-]{5,100}", story, re.ASCII) and owner.isdecimal()):
            return None
        address = f"/permalink.php?story_fbid={story}&id={owner}"
    else:
        return None
    whole = f"https://www.facebook.com{address}"
    plugin = "video" if film else "post"
    query = urlencode({"href": whole, "show_text": "true"})
    return Embed("facebook", whole, f"https://www.facebook.com/plugins/{plugin}.php?{query}")


def _tiktok(parts: SplitResult) -> Embed | None:
    found = re.match(r"/(@[\w.-]{1,40})/(?:video|photo)/(\d{5,25})(?:/|\Z)", parts.path, re.ASCII)
    if not found:
        return None
    return Embed(
        "tiktok",
        f"https://www.tiktok.com/{found[1]}/video/{found[2]}",
        f"https://www.tiktok.com/embed/v2/{found[2]}",
    )


def _spotify(parts: SplitResult) -> Embed | None:
    found = re.match(
        r"/(?:intl-[a-z-]+/)?(?:embed/)?(track|album|playlist|episode|show|artist)/(\w{10,40})"
        r"(?:/|\Z)",
        parts.path,
        re.ASCII,
    )
    if not found:
        return None
    place = f"{found[1]}/{found[2]}"
    return Embed(
        "spotify", f"https://open.spotify.com/{place}", f"https://open.spotify.com/embed/{place}"
    )


def _maps(parts: SplitResult) -> Embed | None:
    if not (parts.path == "/maps" or parts.path.startswith("/maps/")):
        return None
    if parts.path == "/maps/embed":
        mark = _value(parts, "pb")
        if not re.fullmatch(r"[\w!.:%,+-]{10,1500}", mark):
            return None
        address = f"https://www.google.com/maps/embed?pb={quote(mark, safe='!.:,%')}"
        return Embed("maps", address, address)
    place = re.match(r"/maps/(?:place|search)/([^/@]{1,200})", parts.path)
    spot = re.search(r"@(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)", parts.path)
    wanted = unquote_plus(place[1]) if place else _value(parts, "q")
    if not wanted and spot:
        wanted = f"{spot[1]},{spot[2]}"
    wanted = " ".join(wanted.split())
    if not wanted or len(wanted) > 200:
        return None
    address = f"https://www.google.com/maps?{urlencode({'q': wanted})}"
    return Embed("maps", address, f"{address}&output=embed")


_READERS: dict[str, Callable[[SplitResult], Embed | None]] = {
    "youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube_short,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "x.com": _x,
    "twitter.com": _x,
    "instagram.com": _instagram,
    "facebook.com": _facebook,
    "tiktok.com": _tiktok,
    "open.spotify.com": _spotify,
    "google.com": _maps,
    "google.es": _maps,
    "google.co.uk": _maps,
    "maps.google.com": lambda parts: (
        _maps(parts._replace(path=f"/maps{parts.path.rstrip('/')}"))
        if not parts.path.startswith("/maps")
        else _maps(parts)
    ),
}
