from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article, Author, AuthorFormerSlug, Section
from articles.popularity import popular_box
from articles.views.pages import page_of
from newsroom.public import public_page


@require_safe
@public_page
def author(request, slug):
    people = Author.objects.select_related("portrait").prefetch_related(
        "links", "portrait__renditions", "beats__parent"
    )
    person = people.filter(slug=slug).first()
    if person is None:
        former = AuthorFormerSlug.objects.select_related("author").filter(slug=slug).first()
        if former is None:
            raise Http404
        return redirect(former.author, permanent=True)
    stories = Article.objects.published().by_author(person).newest_first().for_cards()
    page = page_of(request, stories)
    popular, period = popular_box(without=[story.pk for story in page.object_list])
    context = {
        "author": person,
        "beats": [beat for beat in person.beats.all() if not beat.is_hidden],
        "page": page,
        "popular": popular,
        "popular_period": period,
        "categories": Section.objects.with_stories(),
    }
    return render(request, "articles/author.html", context)
