from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.views.pages import page_of
from newsroom.public import public_page

LINES_PER_PAGE = 30


@require_safe
@public_page
def notifications(request):
    """What is new, for anyone."""
    stories = Article.objects.published().newest_first().for_cards()
    context = {"page": page_of(request, stories, LINES_PER_PAGE)}
    return render(request, "articles/notifications.html", context)
