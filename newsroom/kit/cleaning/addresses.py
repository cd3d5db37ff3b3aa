"""Which addresses a text may link to.

The scheme list is short on purpose: everything a reader can be sent to by a news text is a web
page, a mail address, a telephone number, another page of this site or a place in the same text.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

LONGEST = 2000
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FRAGMENT = re.compile(r"#[\w:.-]+\Z")
_MAIL = re.compile(r"mailto:[^@\s,]+@[^@\s,]+\Z", re.IGNORECASE)
_TELEPHONE = re.compile(r"tel:\+?[0-9().;=a-z-]{2,40}\Z", re.IGNORECASE)
# Browsers drop these inside an address, so "java\nscript:" is a scheme to them.
_DROPPED = re.compile("[\t\n\r\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPED = {ord(c): f"%{ord(c):02X}" for c in ' "<>\\^`{|}'} | {ord("\xa0"): "%C2%A0"}
# Mail programs and Google Docs put a redirect of their own in front of what was linked.
_WRAPPERS = (
    (re.compile(r"(www\.)?google\.[a-z.]{2,6}\Z"), "/url", ("q", "url")),
    (re.compile(r".+\.safelinks\.protection\.outlook\.com\Z"), "/", ("url",)),
    (re.compile(r"l{1,2}m?\.(facebook|instagram)\.com\Z"), "/", ("u",)),
)


@lru_cache(maxsize=1024)  # cleaning reads a text more than once
def safe_address(address: str | None) -> str | None:
    """The address as it may be stored, or None; what it returns it returns again unchanged."""
    address = _DROPPED.sub("", address or "").strip(" \xa0\x00-\x1f").strip()
    if not address or len(address) > LONGEST or _CONTROL.search(address):
        return None
    if address.startswith("#"):
        return address if _FRAGMENT.match(address) else None
    if address.startswith(("//", "/\\", "\\")):
        address = "https://" + address.lstrip("/\\") if address.startswith("//") else ""
    elif address.startswith("/"):
        return address.translate(_ESCAPED)
    elif address.lower().startswith("www."):
        address = f"https://{address}"
    scheme = _SCHEME.match(address)
    if not scheme or scheme[1].lower() not in SCHEMES:
        return None
    name = scheme[1].lower()
    address = name + address[scheme.end(1) :]
    if name == "mailto":
        address = address.split("?")[0].translate(_ESCAPED)
        return address if _MAIL.match(address) else None
    if name == "tel":
        address = address.replace(" ", "").replace("\xa0", "").replace("/", "")
        return address if _TELEPHONE.match(address) else None
    return _web(address)


def web_address(address: str | None) -> str | None:
    """Only http(s), for what is embedded or was a picture."""
    address = safe_address(address)
    return address if address and address.startswith(("http://", "https://")) else None


def _web(address: str, unwrap: int = 2) -> str | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    # A user name before the host only serves to make one host look like another.
    if not host or "@" in parts.netloc or "\\" in parts.netloc or " " in parts.netloc:
        return None
    for wrapper, path, names in _WRAPPERS:
        if unwrap and wrapper.match(host) and parts.path.startswith(path):
            for name in names:
                inner = parse_qs(parts.query).get(name, [""])[0]
                if inner.lower().startswith(("http://", "https://")) and not _CONTROL.search(inner):
                    return _web(inner, unwrap - 1)
    return address.translate(_ESCAPED)
