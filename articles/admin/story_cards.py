"""Stories as cards within a text: what the writing page shows of them and finds for it. JSON."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.admin import picked_stories
from articles.admin.pictures_as_data import as_data
from articles.admin.states import state_of
from articles.body import story_ids
from articles.models import Article
from newsroom.kit.keys import is_key

MOST = 60


def in_text(html: str | None) -> dict[int, dict]:
    """By number, the cards of a text that is opened."""
    return {card["id"]: card for card in _cards(story_ids(html or ""))}


@never_cache
@require_GET
def cards(request):
    """By their numbers, by an address, or the newest that hold the words typed so far."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    if "ids" in request.GET:
        return JsonResponse({"cards": _cards(filter(is_key, request.GET["ids"].split(",")))})
    if "address" in request.GET:
        try:
            story = picked_stories.story_named(request.GET["address"].strip())
        except ValidationError as error:
            return JsonResponse({"errors": error.messages}, status=422)
        return JsonResponse({"cards": _cards([story.pk])})
    found = picked_stories.found(request).for_cards()[: picked_stories.FOUND]
    return JsonResponse({"cards": [_card(story) for story in found]})


def _cards(numbers) -> list[dict]:
    """In one go, whatever readers may see of them."""
    wanted = [int(number) for number in numbers][:MOST]
    found = Article.objects.for_cards().in_bulk(wanted) if wanted else {}
    return [_card(found[number]) for number in wanted if number in found]


def _card(story: Article) -> dict:
    picture = as_data(story.lead_picture)["small"] if story.lead_picture else ""
    return {"id": story.pk, "headline": story.headline, "picture": picture, **_seen(story)}


def _seen(story: Article) -> dict:
    """The day readers saw it first, or why they do not."""
    kind, word = state_of(story)
    if kind in {"live", "updated"}:
        return {"seen": True, "says": date_format(localtime(story.published_at), "j M Y")}
    return {"seen": False, "says": _("%(state)s: readers see no card yet") % {"state": word}}
