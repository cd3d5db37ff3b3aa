from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article, Author
from articles.views.pages import page_of
from newsroom.public import public_page


@require_safe
@public_page
def author(request, slug):
    authors = Author.objects.select_related("portrait").prefetch_related(
        "links", "portrait__renditions"
    )
    person = get_object_or_404(authors, slug=slug)
    stories = Article.objects.published().by_author(person).newest_first().for_cards()
    context = {"author": person, "page": page_of(request, stories)}
    return render(request, "articles/author.html", context)
