"""What changed in a story, at its address."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import metadata
from articles.history import steps
from articles.models import Article
from articles.views.article import gone
from newsroom.public import public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def history(request, story):
    stories = Article.objects.filter(path=f"/{story}/").select_related("section__parent")
    article = stories.published().first()
    if article is None:
        if stories.filter(status=Article.Status.WITHDRAWN).exists():
            return gone(request)
        raise Http404
    site = chrome().site
    context = {
        "article": article,
        "steps": steps(article),
        "breadcrumb": metadata.breadcrumb(article, site),
        "current": article.section.get_absolute_url(),
    }
    return render(request, "articles/history.html", context)
