from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.popularity import popular_box
from articles.views.pages import page_of
from newsroom.public import public_page

LINES_PER_PAGE = 30


@require_safe
@public_page
def notifications(request):
    """What is new, for anyone, day by day."""
    stories = Article.objects.published().newest_first().select_related("section")
    page = page_of(request, stories.defer("body", "search"), LINES_PER_PAGE)
    for story in page.object_list:
        story.day = localtime(story.published_at).date()
    popular, period = popular_box()
    context = {"page": page, "popular": popular, "popular_period": period}
    return render(request, "articles/notifications.html", context)
