from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article, Section, Tag, TagFormerSlug
from articles.popularity import popular_box
from articles.views.pages import page_of
from newsroom.public import public_page


@require_safe
@public_page
def tag(request, slug):
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        former = TagFormerSlug.objects.select_related("tag").filter(slug=slug).first()
        if former is None:
            raise Http404
        return redirect(former.tag, permanent=True)
    stories = Article.objects.published().tagged(found).newest_first().for_cards()
    page = page_of(request, stories)
    if not page.paginator.count:
        raise Http404
    popular, period = popular_box(without=[story.pk for story in page.object_list])
    context = {
        "tag": found,
        "page": page,
        "popular": popular,
        "popular_period": period,
        "categories": Section.objects.with_stories(),
    }
    return render(request, "articles/tag.html", context)
