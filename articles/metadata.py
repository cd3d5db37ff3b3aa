"""What machines are told about a story: JSON-LD that agrees with the page."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from articles.renditions import picture
from newsroom.site.models import SiteSettings

UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def as_script(data: object) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(UNSAFE))


def organisation(site: SiteSettings, social_links=()) -> dict:
    data = {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.SITE_URL}/#paper",
        "name": site.name,
        "url": f"{settings.SITE_URL}/",
        "sameAs": [link.url for link in social_links],
    }
    policies = {
        "masthead": site.masthead_url,
        "correctionsPolicy": site.corrections_url,
        "ethicsPolicy": site.ethics_url,
        "ownershipFundingInfo": site.ownership_url,
    }
    return data | {name: absolute(path) for name, path in policies.items() if path}


def breadcrumb(article: Article, site: SiteSettings) -> list[tuple[str, str]]:
    """(title, path) from the front page to the story, through the primary section."""
    section = article.section
    above = [section.parent] if section.parent else []
    trail = [(s.name, s.get_absolute_url()) for s in [*above, section]]
    return [(site.name, "/"), *trail, (article.headline, article.path or "")]


def story(article: Article, site: SiteSettings) -> SafeString:
    changed = article.updated_at or article.published_at
    news = {
        "@type": "OpinionNewsArticle" if article.kind == Article.Kind.OPINION else "NewsArticle",
        "headline": article.headline,
        "description": article.description,
        "url": absolute(article.get_absolute_url()),
        "mainEntityOfPage": absolute(article.get_absolute_url()),
        "datePublished": article.published_at and article.published_at.isoformat(),
        "dateModified": changed and changed.isoformat(),
        "author": [
            {"@type": "Person", "name": a.name, "url": absolute(a.get_absolute_url())}
            for a in article.byline_authors
        ],
        "articleSection": article.section.name,
        "inLanguage": article.language or settings.LANGUAGE_CODE,
        "publisher": {"@id": f"{settings.SITE_URL}/#paper"},
    }
    if shown := picture(article.lead_image, "16x9"):
        news["image"] = [absolute(shown.src)]
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": absolute(path)}
            for n, (name, path) in enumerate(breadcrumb(article, site), 1)
        ],
    }
    return as_script(
        {"@context": "https://schema.org", "@graph": [news, trail, organisation(site)]}
    )
