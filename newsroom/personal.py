"""What a page says to the one person reading it: asked for by script, never kept.

The pages themselves are the same for everyone; this fills their places for the account, the
bell, what may be saved or followed and, under a story, the comment form.
"""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.second_factor import has_proved, way_to_prove
from articles.models import Article
from comments.policy import takes_comments
from newsroom.kit.keys import is_key
from newsroom.notifications.heard import heard_in, way_to_the_rest
from newsroom.reading.actions import TARGETS
from newsroom.reading.models import Follow, Save

STORIES_COUNTED = 100
NOTICES_IN_BELL = 6


@require_safe
@cache_control(private=True, no_store=True)
def me(request):
    """`?article=` is the story of the page, `?follow=author:12` what the page is about."""
    context = {"stories": _newest()}
    if request.user.is_authenticated:
        context |= _own(request)
    return render(request, "personal/me.html", context)


def _own(request) -> dict:
    story = _story(request)
    heard = heard_in(request)
    return {
        "notices": list(heard[:NOTICES_IN_BELL]),
        "unread": heard.unseen().count(),
        "way_to_the_rest": way_to_the_rest(request, back=reverse("notifications:own")),
        "story": story,
        "saved": story and Save.objects.filter(person=request.user, article=story).exists(),
        "article": story if story and takes_comments(story) else None,
        "way_to_write": _way_to_write(request, story),
        **_followed(request),
    }


def _way_to_write(request, story: Article | None) -> str:
    """A journalist who has not proved it takes the second step before the form; whom else the
    badge belongs to is asked when they post, which costs nobody else a query here."""
    if story is None or not request.user.is_staff or has_proved(request):
        return ""
    return way_to_prove(request.user, f"{story.get_absolute_url()}#respond")


def _newest():
    stories = Article.objects.published().newest_first().select_related("section")
    return stories.only("headline", "path", "published_at", "section__name")[:STORIES_COUNTED]


def _story(request) -> Article | None:
    number = request.GET.get("article", "")
    if not is_key(number):
        return None
    stories = Article.objects.published().for_cards().prefetch_related(None)
    return stories.filter(pk=number).first()


def _followed(request) -> dict:
    kind, _, number = request.GET.get("follow", "").partition(":")
    if kind not in TARGETS or not is_key(number):
        return {}
    target = TARGETS[kind].objects.filter(pk=number).first()
    if target is None:
        return {}
    follows = Follow.objects.filter(person=request.user, **{kind: target})
    return {"kind": kind, "target": target, "followed": follows.exists()}
