"""The feeds' addresses: each stands below the page whose stories it carries."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import feeds
from articles.models import Article, Author, AuthorFormerSlug, Section, Tag, TagFormerSlug
from newsroom.public import public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def of_the_paper(request, kind="rss"):
    site = chrome().site
    channel = feeds.Channel(site.name, site.description or site.tagline, "/")
    return answer(request, channel, kind, Article.objects.published())


@require_safe
@public_page
def of_an_author(request, slug, kind="rss"):
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        former = get_object_or_404(AuthorFormerSlug.objects.select_related("author"), slug=slug)
        return redirect(_channel(former.author).address(kind), permanent=True)
    stories = Article.objects.published().by_author(author)
    return answer(request, _channel(author, author.role), kind, stories)


@require_safe
@public_page
def of_a_tag(request, slug, kind="rss"):
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        former = get_object_or_404(TagFormerSlug.objects.select_related("tag"), slug=slug)
        return redirect(_channel(former.tag).address(kind), permanent=True)
    stories = Article.objects.published().tagged(tag)
    if not stories.exists():
        raise Http404
    return answer(request, _channel(tag), kind, stories)


def of_a_section(request, section: Section, kind: str) -> HttpResponse:
    stories = Article.objects.published().in_section(section)
    return answer(request, _channel(section, section.description), kind, stories)


def _channel(thing, description: str = "") -> feeds.Channel:
    words = {"paper": chrome().site.name, "part": thing.name}
    return feeds.Channel(_("%(part)s | %(paper)s") % words, description, thing.get_absolute_url())


def answer(request, channel: feeds.Channel, kind: str, stories) -> HttpResponse:
    """The feed, or 304 before anything is written."""
    site = chrome().site
    listed = feeds.newest(stories)
    mark = feeds.mark(channel, kind, listed, site)
    response = get_conditional_response(
        request, etag=mark.etag, last_modified=int(mark.since.timestamp())
    )
    if response is None:
        content = feeds.write(channel, kind, listed, site)
        response = HttpResponse(content, content_type=f"{feeds.TYPES[kind]}; charset=utf-8")
    response["ETag"] = mark.etag
    response["Last-Modified"] = http_date(mark.since.timestamp())
    return response
