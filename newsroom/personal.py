"""What a page says to the one person reading it: asked for by script, never kept.

The pages themselves are the same for everyone; this fills their places for the account, the
bell, what may be saved or followed and, under a story, the comment form.
"""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article
from comments.policy import takes_comments
from newsroom.kit.keys import is_key
from newsroom.notifications.models import Notification
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
    own = Notification.objects.of(request.user)
    return {
        "notices": list(own[:NOTICES_IN_BELL]),
        "unread": own.unseen().count(),
        "story": story,
        "saved": story and Save.objects.filter(person=request.user, article=story).exists(),
        "article": story if story and takes_comments(story) else None,
        **_followed(request),
    }


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
