"""The sitemaps' addresses: an index, a file for each month, one for what is not a story, news."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import sitemaps
from articles.metadata import absolute, w3c
from newsletter import archive
from newsroom.kit import xml
from newsroom.public import public_page
from newsroom.site.chrome import chrome
from newsroom.site.models import Page

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@require_safe
@public_page
def index(request):
    tree = xml.root("sitemapindex", {None: SITEMAP})
    files = [(f"/sitemap-{part.name}.xml", part.changed) for part in sitemaps.parts()]
    for path, changed in [("/sitemap-pages.xml", None), *files]:
        entry = xml.element(tree, "sitemap")
        xml.element(entry, "loc", absolute(path))
        if changed:
            xml.element(entry, "lastmod", w3c(changed))
    return _answer(tree)


@require_safe
@public_page
def month(request, year, month, part="1"):
    first = datetime(int(year), int(month), 1, tzinfo=timezone.get_default_timezone())
    following = (first.year + first.month // 12, first.month % 12 + 1)
    after = first.replace(year=following[0], month=following[1])
    tree = xml.root("urlset", {None: SITEMAP, "image": IMAGE})
    for row in sitemaps.of_month(first, after, int(part)):
        _story(tree, row)
    if not len(tree):
        raise Http404
    return _answer(tree)


@require_safe
@public_page
def pages(request):
    """The front page, sections, authors, topics, the paper's own pages, issues of newsletters."""
    own = [(page.get_absolute_url(), page.updated_at) for page in Page.objects.order_by("pk")]
    tree = xml.root("urlset", {None: SITEMAP})
    for path, changed in [
        ("/", None),
        ("/popular/", None),
        ("/corrections/", None),
        *sitemaps.lists(),
        *own,
        *archive.listed(),
    ]:
        _entry(tree, path, changed)
    return _answer(tree)


@require_safe
@public_page
def news(request):
    """What was published in the last two days, as Google News wants it."""
    name, language = chrome().site.name, get_language()
    tree = xml.root("urlset", {None: SITEMAP, "news": NEWS, "image": IMAGE})
    for row in sitemaps.news():
        entry = _story(tree, row)
        told = xml.element(entry, "news:news")
        entry.insert(1, told)
        paper = xml.element(told, "news:publication")
        xml.element(paper, "news:name", name)
        xml.element(paper, "news:language", (row["language"] or language)[:2])
        xml.element(told, "news:publication_date", w3c(row["published_at"]))
        xml.element(told, "news:title", row["headline"])
    return _answer(tree)


def _story(tree, row: dict):
    entry = _entry(tree, row["path"], row["changed"])
    if row["picture"]:
        picture = xml.element(entry, "image:image")
        xml.element(picture, "image:loc", absolute(default_storage.url(row["picture"])))
    return entry


def _entry(tree, path: str, changed: datetime | None):
    entry = xml.element(tree, "url")
    xml.element(entry, "loc", absolute(path))
    if changed:
        xml.element(entry, "lastmod", w3c(changed))
    return entry


def _answer(tree) -> HttpResponse:
    return HttpResponse(xml.document(tree), content_type="application/xml; charset=utf-8")
