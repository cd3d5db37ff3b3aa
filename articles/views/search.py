from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.forms import SearchForm
from articles.models import Article
from articles.popularity import popular_box
from articles.search import Question, find, snippets
from articles.views.pages import page_of
from newsroom.public import public_page


@require_safe
@public_page
def search(request):
    form = SearchForm(request.GET or None)
    question = form.question() if form.is_bound and form.is_valid() else None
    context = {"form": form, "question": question, "words": form.words}
    if question:
        context |= results(request, question)
    if not context.get("page") or not context["page"].paginator.count:
        context["popular"], context["popular_period"] = popular_box()
    return render(request, "articles/search.html", context)


def results(request, question: Question) -> dict:
    page = page_of(request, find(question).values_list("pk", flat=True))
    wanted = list(page.object_list)
    found = Article.objects.for_cards().defer(None).defer("search").in_bulk(wanted)
    page.object_list = [found[pk] for pk in wanted if pk in found]
    texts = snippets(page.object_list, question.words)
    for story in page.object_list:
        story.snippet = texts.get(story.pk, "")
    return {"page": page}
