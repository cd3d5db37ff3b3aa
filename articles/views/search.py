from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.forms import SearchForm
from articles.models import Article, Section
from articles.popularity import popular_box
from articles.search import Question, find, snippets, suggestions
from articles.views.pages import page_of
from newsroom.kit.one_moment import at_one_moment
from newsroom.kit.throttle import allowed_from_network
from newsroom.public import public_page

# From one network, by how many people it may be used: a school, an office.
SEARCHES_A_MINUTE = 40
SUGGESTIONS_A_MINUTE = 240


@require_safe
@public_page(whole=False)  # who asks is counted before
def search(request):
    form = SearchForm(request.GET or None)
    question = form.question() if form.is_bound and form.is_valid() else None
    context = {"form": form, "question": question, "words": form.words}
    if question and not _may(request, "search", SEARCHES_A_MINUTE):
        return _too_often(render(request, "articles/search.html", {**context, "limited": True}))
    with at_one_moment():
        return _found(request, question, context)


def _found(request, question: Question | None, context: dict):
    if question:
        context |= results(request, question)
    found = context["page"].object_list if "page" in context else []
    popular, period = popular_box(without=[story.pk for story in found])
    context |= {"popular": popular, "popular_period": period}
    context["categories"] = Section.objects.with_stories()
    return render(request, "articles/search.html", context)


def results(request, question: Question) -> dict:
    page = page_of(request, find(question).values_list("pk", flat=True))
    wanted = list(page.object_list)
    found = Article.objects.for_cards().defer(None).defer("search").in_bulk(wanted)
    page.object_list = [found[pk] for pk in wanted if pk in found]
    texts = snippets(page.object_list, question.words) if question.words else {}
    for story in page.object_list:
        story.snippet = texts.get(story.pk, "")
    return {"page": page}


@require_safe
@public_page(whole=False)
def suggest(request):
    """Names and headlines that begin with what is typed: the same for everyone."""
    if not _may(request, "suggest", SUGGESTIONS_A_MINUTE):
        return _too_often(JsonResponse({"words": []}))
    return JsonResponse({"words": suggestions(request.GET.get("q", "")[:80])})


def _may(request, what: str, times: int) -> bool:
    return allowed_from_network(what, request, times=times, seconds=60)


def _too_often(response):
    response.status_code = 429
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
