"""What WordPress' own importer reads, written so that no text can break out of its element."""

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

from django.utils import timezone

from newsroom.kit.xml import plain

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
FOOT = "</channel>\n</rss>\n"
NO_DATE = "0000-00-00 00:00:00"


def element(name: str, text="", **attributes: str) -> str:
    """Its text in CDATA; an end mark within is cut in two, and what XML cannot hold left out."""
    said = "".join(f" {key}={quoteattr(plain(value))}" for key, value in attributes.items())
    content = plain(str(text)).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}{said}><![CDATA[{content}]]></{name}>\n" if content else f"<{name}{said}/>\n"


def holder(name: str, *parts: str) -> str:
    return f"<{name}>\n{''.join(parts)}</{name}>\n"


def meta(key: str, value) -> str:
    if not value:
        return ""
    return holder("wp:postmeta", element("wp:meta_key", key), element("wp:meta_value", value))


def dates(name: str, at: datetime, *, is_draft: bool = False) -> str:
    """By the paper's own clock and in GMT; a draft has none in GMT, as WordPress marks it."""
    local = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
    gmt = NO_DATE if is_draft else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return element(name, local) + element(f"{name}_gmt", gmt)


def feed_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))
