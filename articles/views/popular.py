from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Section
from articles.popularity import PERIODS, most_read_or_newest
from newsroom.public import public_page


@require_safe
@public_page
def most_read(request):
    asked = PERIODS.get(request.GET.get("period", "week"))
    if asked is None:
        raise Http404
    stories, shown = most_read_or_newest(asked)
    context = {
        "stories": stories,
        "periods": PERIODS.values(),
        "asked": asked,
        "shown": shown,
        "categories": Section.objects.with_stories(),
    }
    return render(request, "articles/popular.html", context)
