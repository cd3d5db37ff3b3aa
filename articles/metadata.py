"""What machines are told about a story: JSON-LD that agrees with the page."""

import json
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles import live
from articles.access import is_open
from articles.models import Article, Author, Image, Rendition
from articles.renditions import largest
from newsroom.site.icons import icon_path
from newsroom.site.models import SiteSettings

UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
CROPS = ("16x9", "4x3", "1x1")
LOGO_SIZE = 512
KINDS = {
    Article.Kind.STORY: "NewsArticle",
    Article.Kind.OPINION: "OpinionNewsArticle",
    Article.Kind.EXPLAINER: "BackgroundNewsArticle",
    Article.Kind.LIVE: "LiveBlogPosting",
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def w3c(moment: datetime) -> str:
    """As the page's <time datetime> has it: to the second, with its zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def changed_at(article: Article) -> datetime | None:
    """The last change of substance; typing errors put right do not count."""
    return article.updated_at or article.published_at


def in_three_crops(image: Image | None) -> list[Rendition]:
    return [found for ratio in CROPS if (found := largest(image, ratio))]


def as_script(*things: dict) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    told = {"@context": "https://schema.org", "@graph": list(things)}
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(UNSAFE))


def organisation(site: SiteSettings, social_links=()) -> dict:
    data = {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.SITE_URL}/#paper",
        "name": site.name,
        "url": f"{settings.SITE_URL}/",
        "logo": {
            "@type": "ImageObject",
            "url": absolute(icon_path(site, LOGO_SIZE)),
            "width": LOGO_SIZE,
            "height": LOGO_SIZE,
        },
    }
    if social_links:
        data["sameAs"] = [link.url for link in social_links]
    policies = {
        "masthead": site.masthead_url,
        "correctionsPolicy": site.corrections_url,
        "ethicsPolicy": site.ethics_url,
        "ownershipFundingInfo": site.ownership_url,
    }
    return data | {name: absolute(path) for name, path in policies.items() if path}


def home(site: SiteSettings, social_links=()) -> SafeString:
    """The paper, and how its stories are searched."""
    web = {
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#site",
        "name": site.name,
        "url": f"{settings.SITE_URL}/",
        "publisher": {"@id": f"{settings.SITE_URL}/#paper"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    return as_script(web, organisation(site, social_links))


def author_page(author: Author, site: SiteSettings) -> SafeString:
    who = person(author) | {"description": author.bio, "jobTitle": author.role}
    if portrait := largest(author.portrait, "1x1"):
        who["image"] = absolute(portrait.file.url)
    who["sameAs"] = [link.url for link in author.links.all()]
    page = {"@type": "ProfilePage", "url": who["url"], "mainEntity": _told(who)}
    return as_script(page, _trail([(site.name, "/"), (author.name, author.get_absolute_url())]))


def list_page(name: str, path: str, site: SiteSettings, above=()) -> SafeString:
    """A section's page, or a topic's; `above` are (title, path) pairs between it and the front."""
    page = {
        "@type": "CollectionPage",
        "name": name,
        "url": absolute(path),
        "isPartOf": {"@id": f"{settings.SITE_URL}/#site"},
    }
    return as_script(page, _trail([(site.name, "/"), *above, (name, path)]))


def person(author: Author) -> dict:
    kind = "Organization" if author.kind == Author.Kind.AGENCY else "Person"
    return {"@type": kind, "name": author.name, "url": absolute(author.get_absolute_url())}


def breadcrumb(article: Article, site: SiteSettings) -> list[tuple[str, str]]:
    """(title, path) from the front page to the story, through the primary section."""
    section = article.section
    open_to_readers = [s for s in (section.parent, section) if s and not s.is_hidden]
    trail = [(s.name, s.get_absolute_url()) for s in open_to_readers]
    return [(site.name, "/"), *trail, (article.headline, article.path or "")]


def story(article: Article, site: SiteSettings, notes=()) -> SafeString:
    address = absolute(article.get_absolute_url())
    changed = changed_at(article)
    news = {
        "@type": KINDS[article.kind],
        "headline": article.headline,
        "description": article.description,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": article.published_at and w3c(article.published_at),
        "dateModified": changed and w3c(changed),
        "author": [person(author) for author in article.byline_authors],
        "image": [absolute(crop.file.url) for crop in in_three_crops(article.lead_image)],
        "articleSection": article.section.name,
        "inLanguage": article.language or get_language(),
        "isAccessibleForFree": is_open(article),
        "publisher": {"@id": f"{settings.SITE_URL}/#paper"},
    }
    if not is_open(article):
        part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".story"}
        news["hasPart"] = part
    news["correction"] = [
        {"@type": "CorrectionComment", "text": note.text, "datePublished": w3c(note.at)}
        for note in notes
        if note.is_correction
    ]
    if article.kind == Article.Kind.LIVE:
        news["coverageStartTime"] = news["datePublished"]
        if is_open(article):
            news["liveBlogUpdate"] = [
                _update(entry, address) for entry in live.entries(article.body)
            ]
    return as_script(_told(news), _trail(breadcrumb(article, site)), organisation(site))


def _update(entry: live.Entry, address: str) -> dict:
    return _told(
        {
            "@type": "BlogPosting",
            "headline": entry.headline,
            "datePublished": w3c(entry.at),
            "articleBody": entry.text,
            "url": f"{address}#{entry.id}",
        }
    )


def _trail(steps: list[tuple[str, str]]) -> dict:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": absolute(path)}
            for n, (name, path) in enumerate(steps, 1)
        ],
    }


def _told(thing: dict) -> dict:
    """Without what is not known."""
    return {name: value for name, value in thing.items() if value not in ("", None, [])}
