"""A section's page. It is found by its stored path, so it has no URL pattern of its own."""

from django.shortcuts import get_object_or_404, render

from articles.models import Article, Section
from articles.popularity import popular_in
from articles.views.pages import page_of

IN_TOP = 4


def section(request, section_id: int):
    found = get_object_or_404(Section.objects.select_related("parent"), pk=section_id)
    stories = Article.objects.published().in_section(found).newest_first().for_cards()
    page = page_of(request, stories)
    listed = list(page.object_list)
    top = listed[:IN_TOP] if page.number == 1 else []
    popular, period, own = popular_in(found, without=[story.pk for story in listed])
    context = {
        "section": found,
        "parent": found.parent,
        "topics": Section.objects.with_stories().filter(parent=found.parent or found),
        "lead": top[0] if top else None,
        "top": top[1:],
        "earlier": listed[len(top) :],
        "page": page,
        "popular": popular,
        "popular_period": period,
        "popular_section": found if own else None,
        "categories": Section.objects.with_stories(),
        "current": found.get_absolute_url(),
    }
    return render(request, "articles/section.html", context)
