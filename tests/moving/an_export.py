"""Small exports to test with, written as WordPress writes them, with the faults of real ones."""

from datetime import datetime
from itertools import count
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Harbour Post</title>
<link>{site}</link>
<language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url>
<wp:base_blog_url>{site}</wp:base_blog_url>
"""
FOOT = "</channel>\n</rss>\n"
SITE = "http://harbour.example"
_numbers = count(1)


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def author(login: str, name: str, number: int = 1) -> str:
    return (
        f"<wp:author><wp:author_id>{number}</wp:author_id>"
        f"<wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(login + '@harbour.example')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


def category(slug: str, name: str, parent: str = "", number: int = 0) -> str:
    return (
        f"<wp:category><wp:term_id>{number or next(_numbers)}</wp:term_id>"
        f"<wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>\n"
    )


def term(slug: str, name: str, domain: str = "category") -> str:
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
    )


def comment(
    number: int, text: str, *, name: str = "Ada", parent: int = 0, state: str = "1",
    kind: str = "comment", at: str = "2016-03-06 10:00:00",
) -> str:  # fmt: skip
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_author>{cdata(name)}</wp:comment_author>"
        f"<wp:comment_author_email>someone@secret.example</wp:comment_author_email>"
        f"<wp:comment_author_IP>203.0.113.77</wp:comment_author_IP>"
        f"<wp:comment_date>{at}</wp:comment_date><wp:comment_date_gmt>{at}</wp:comment_date_gmt>"
        f"<wp:comment_content>{cdata(text)}</wp:comment_content>"
        f"<wp:comment_approved>{state}</wp:comment_approved>"
        f"<wp:comment_type>{kind}</wp:comment_type>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def item(
    number: int, title: str = "A headline", body: str = "<p>The text.</p>", *, slug: str = "",
    kind: str = "post", status: str = "publish", at: str = "2016-03-05 09:30:00",
    gmt: str | None = None, link: str | None = None, guid: str = "", creator: str = "rosa",
    excerpt: str = "", parent: int = 0, password: str = "", file: str = "", inside: str = "",
    site: str = SITE, comments: str = "open",
) -> str:  # fmt: skip
    slug = slug or f"item-{number}"
    day = datetime.fromisoformat(at) if not at.startswith("0000") else datetime(2016, 1, 1)
    link = f"{site}/{day:%Y/%m/%d}/{slug}/" if link is None else link
    url = f"<wp:attachment_url>{cdata(file)}</wp:attachment_url>" if file else ""
    return (
        f"<item><title>{cdata(title)}</title><link>{link}</link>"
        f"<dc:creator>{cdata(creator)}</dc:creator>"
        f'<guid isPermaLink="false">{guid or f"{site}/?p={number}"}</guid>'
        f"<content:encoded>{cdata(body)}</content:encoded>"
        f"<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{at}</wp:post_date>"
        f"<wp:post_date_gmt>{at if gmt is None else gmt}</wp:post_date_gmt>"
        f"<wp:comment_status>{comments}</wp:comment_status>"
        f"<wp:post_name>{slug if status != 'draft' else ''}</wp:post_name>"
        f"<wp:status>{status}</wp:status><wp:post_parent>{parent}</wp:post_parent>"
        f"<wp:post_type>{kind}</wp:post_type>"
        f"<wp:post_password>{password}</wp:post_password>{url}{inside}</item>\n"
    )


def export(*parts: str, site: str = SITE) -> str:
    return HEAD.format(site=site) + "".join(parts) + FOOT


def written(folder: Path, *parts: str, site: str = SITE, name: str = "export.xml") -> Path:
    file = folder / name
    file.write_text(export(*parts, site=site))
    return file
