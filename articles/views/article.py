"""One story: its page, its print version, and what is left of it when it is withdrawn."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import access, body, documents, metadata
from articles.models import Article, Image, Section
from articles.neighbours import neighbours
from articles.popularity import popular_box, ranked_box
from articles.related import picks, related_to
from articles.sharing import share_links
from newsroom.public import public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def article(request):
    whole = Article.objects.published().for_reading()
    story = whole.filter(path=request.path).first()
    if story is None:
        if Article.objects.filter(path=request.path, status=Article.Status.WITHDRAWN).exists():
            return gone(request)
        raise Http404
    return render(
        request,
        "articles/article.html",
        story_context(story, printing=request.GET.get("print") == "1"),
    )


def gone(request):
    """410: the story was here and was withdrawn."""
    stories, period = popular_box()
    context = {"popular": stories, "popular_period": period}
    return render(request, "errors/410.html", context, status=410)


def story_context(
    article: Article, *, preview: bool = False, printing: bool = False, whole: bool = False
) -> dict:
    """What articles/article.html needs. A preview may have no address yet and is not counted.

    Of a story that is not open to everybody it holds the opening, unless `whole` says that this
    one reader may read on: never on a page that is kept for others.
    """
    text = article.body if whole or preview else access.public_body(article)
    withheld = text != article.body
    chosen = picks(article)
    # What an editor chose stands below the story, so it need not stand beside it.
    told = [number for number in body.story_ids(text) if number != article.pk]
    popular, period = ranked_box(without=[article.pk, *chosen, *told])
    images = Image.objects.filter(pk__in=body.image_ids(text))
    found = images.prefetch_related("renditions").in_bulk()
    site = chrome().site
    linked = body.links(article.body)
    related = related_to(article, besides={*popular, *told}, linked=linked, chosen=chosen)
    earlier, later = neighbours(article, besides={*popular, *related, *told}, linked=linked)
    stories = Article.objects.published().for_cards().in_bulk([*popular, *related, *told])
    within = {pk: stories[pk] for pk in told if pk in stories}
    # A note moves “last updated”, so most stories need not be asked.
    notes = list(article.reader_notes.all()) if article.updated_at else []
    return {
        "article": article,
        "notes": notes,
        "own_language": _own_language(article),
        "body": body.render(
            text, found, within, documents.within(text), on_paper=printing, in_desk=preview
        ),
        "contents": [] if printing or withheld else body.contents(article),
        "breadcrumb": metadata.breadcrumb(article, site),
        "related": [stories[pk] for pk in related if pk in stories],
        "earlier": earlier,
        "later": later,
        "popular": [stories[pk] for pk in popular if pk in stories],
        "popular_period": period,
        "categories": Section.objects.with_stories(),
        "tags": list(article.tags.all()),
        "json_ld": metadata.story(article, site, notes),
        "canonical": metadata.absolute(article.get_absolute_url()),
        "share": share_links(article),
        "current": article.section.get_absolute_url(),
        "withheld": withheld,
        "preview": preview,
        "printing": printing,
        "printed_at": timezone.localtime() if printing else None,
    }


def _own_language(article: Article) -> str:
    """The story's language where it is not that of the page around it."""
    around = (get_language() or "").partition("-")[0]
    return "" if article.language.partition("-")[0] == around else article.language
