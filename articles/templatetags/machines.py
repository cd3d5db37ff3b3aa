"""What components/meta.html tells machines, found in the page's own context."""

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from articles import metadata
from articles.models import Article, Author, Section, Tag
from articles.renditions import largest
from newsroom.site.icons import icon_path

register = template.Library()


@register.simple_tag(takes_context=True)
def own_address(context) -> str:
    """The address this page is known by: its own also where it is one of several."""
    if given := context.get("canonical"):
        return given
    address = metadata.absolute(context["request"].path)
    page, period = context.get("page"), context.get("asked")
    if getattr(page, "number", 1) > 1:
        return f"{address}?page={page.number}"
    if period is not None and period.key != "week":
        return f"{address}?period={period.key}"
    return address


@register.simple_tag(takes_context=True)
def shared_picture(context, image=None) -> dict:
    """The crop for shares: of the page's picture, else of its first story's, else the sign."""
    image = image or _picture_of(context)
    if found := largest(image, "share") or largest(image, "16x9"):
        return {
            "url": metadata.absolute(found.file.url),
            "width": found.width,
            "height": found.height,
            "alt": image.alt_text,
            "large": True,
        }
    site, size = context["site"], metadata.LOGO_SIZE
    url = metadata.absolute(icon_path(site, size))
    return {"url": url, "width": size, "height": size, "alt": site.name}


def _picture_of(context):
    about = context.get("author")
    if isinstance(about, Author):
        return about.portrait
    first = context.get("lead") or getattr(context.get("front"), "lead", None)
    return first.lead_picture if isinstance(first, Article) else None


@register.simple_tag(takes_context=True)
def own_feed(context) -> dict | None:
    """The feed of a section's page, and on a story's page that of its section."""
    section = context.get("section")
    if not isinstance(section, Section):
        section = getattr(context.get("article"), "section", None)
    if section is None or section.is_hidden:
        return None
    return {"title": section.name, "path": f"{section.get_absolute_url()}feed/"}


@register.simple_tag
def paper_feed() -> str:
    return reverse("feeds:paper")


@register.simple_tag(takes_context=True)
def about_page(context) -> str:
    """JSON-LD of a page that lists stories; empty where the view tells more."""
    if context.get("json_ld"):
        return ""
    site = context["site"]
    if isinstance(author := context.get("author"), Author):
        return metadata.author_page(author, site)
    for about in (context.get("section"), context.get("tag")):
        if isinstance(about, Section | Tag):
            parent = getattr(about, "parent", None)
            above = [(parent.name, parent.get_absolute_url())] if parent else []
            return metadata.list_page(about.name, about.get_absolute_url(), site, above)
    return ""


@register.simple_tag
def locale() -> str:
    """en-gb as Open Graph writes it: en_GB."""
    language, _dash, country = get_language().partition("-")
    return f"{language}_{country.upper()}" if country else language
