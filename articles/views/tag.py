from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article, Tag, TagFormerSlug
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
    context = {"tag": found, "page": page_of(request, stories)}
    if not context["page"].paginator.count:
        raise Http404
    return render(request, "articles/tag.html", context)
