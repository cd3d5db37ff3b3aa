"""The door of the wall: never kept by anybody, unlike the pages it stands on."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles.access import is_open
from articles.models import Article
from articles.views.article import story_context
from newsroom.access.actions import NoGiftsLeft, give, given, read_on, remember
from newsroom.access.policy import Decision, Why
from newsroom.kit.throttle import allowed_from_network
from newsroom.public import from_same_site

FRAGMENT = "text/fragment"
private = cache_control(private=True, no_store=True)


@private
@require_safe
def door(request):
    """Only so that the cookie has a path of its own."""
    raise Http404


@csrf_exempt  # the form stands on a page that is the same for everyone
@private
@require_POST
def read(request, article_id):
    """Read on: the whole story, or the wall. By script only the part that changes."""
    if not from_same_site(request):
        raise Http404
    story = _story(article_id)
    if is_open(story) and FRAGMENT not in request.headers.get("Accept", ""):
        return redirect(story)
    if not allowed_from_network("read-on", request, times=120, seconds=3600):
        return render(request, "429.html", status=429)
    decision, kept = read_on(request, story)
    response = _answer(request, story, decision)
    if kept is not None:
        remember(response, request, kept)
    return response


def _answer(request, story: Article, decision: Decision):
    context = story_context(story, whole=decision.allowed) | {"decision": decision, "door": True}
    fragment = FRAGMENT in request.headers.get("Accept", "")
    if not fragment:
        template = "articles/article.html"
    else:
        template = "access/rest.html" if decision.allowed else "access/_wall.html"
    return render(request, template, context, status=200 if decision.allowed else 403)


@private
@require_POST
def make_gift(request, article_id):
    """A member makes a link to give; the page says it, the script copies it."""
    if not request.user.is_authenticated:
        raise Http404
    story = _story(article_id)
    # Giving it is opening it: nobody reads past the count by a gift to themselves.
    decision, _kept = read_on(request, story)
    if not decision.allowed:
        return _answer(request, story, decision)
    try:
        path = give(request.user, story)
    except NoGiftsLeft:
        return render(
            request, "access/gift.html", {"article": story, "none_left": True}, status=403
        )
    address = request.build_absolute_uri(path)
    return render(request, "access/gift.html", {"article": story, "address": address})


@private
@require_safe
def gift(request, token):
    story = _story(given(token) or 0)
    context = story_context(story, whole=True) | {
        "decision": Decision(True, Why.GIFT),
        "door": True,
    }
    return render(request, "articles/article.html", context)


def _story(article_id: int) -> Article:
    whole = Article.objects.published().for_reading()
    return get_object_or_404(whole, pk=article_id)
