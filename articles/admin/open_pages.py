"""What a writing page says while it is open: what is typed in it, and who else is there."""

import json
import re

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import being_written
from articles.actions import keeping
from articles.models import Article, OpenPage, PlannedChange
from articles.policy import may_edit
from newsroom.kit.keys import is_key
from newsroom.kit.times import moment

PAGE = re.compile(r"[0-9a-f]{32}")
MOST_FIELDS = 500
OFFERED = 5


def view(admin):
    @never_cache
    @require_http_methods(["GET", "POST"])
    def keep(request):
        if request.method == "GET":  # whoever signed in anew needs a token of the new session
            return JsonResponse({"token": get_token(request)})
        if request.POST.get("person") != str(request.user.pk):
            words = _("You are signed in as %(who)s in this browser now.")
            return JsonResponse({"refused": words % {"who": request.user}}, status=403)
        page = request.POST.get("page", "")
        if not PAGE.fullmatch(page):
            return HttpResponseBadRequest()
        try:
            story = _story(request, admin)
        except PermissionDenied:
            words = _("You may not change this story any more.")
            return JsonResponse({"refused": words}, status=403)
        return _done(request, page, story)

    return keep


def _story(request, admin) -> Article | None:
    number = request.POST.get("story", "")
    if not number:
        if not admin.has_add_permission(request):
            raise PermissionDenied
        return None
    stories = Article.objects.defer("body", "search")
    story = get_object_or_404(stories, pk=number) if is_key(number) else None
    if story is None or not may_edit(request.user, story):
        raise PermissionDenied
    return story


def _done(request, page: str, story: Article | None):
    person = request.user
    match request.POST.get("act", ""):
        case "close":
            keeping.close(page, by=person)
            return JsonResponse({})
        case "drop":
            keeping.drop(page, by=person)
            return JsonResponse({})
        case "take" if story:
            keeping.take_over(story, by=person)
    row = _kept(request, page, story)
    if row is None:
        return HttpResponseBadRequest()
    here = being_written.others(story, person) if story else being_written.NOBODY
    return JsonResponse(
        {
            "number": row.number,
            "kept": moment(row.changed_at) if row.typed is not None else "",
            "here": here.as_data(),
            "taken": being_written.taken(row),
        }
    )


def _kept(request, page: str, story: Article | None) -> OpenPage | None:
    said = request.POST
    if "typed" not in said:
        return keeping.be_there(page, by=request.user, story=story)
    numbers = said.get("number", ""), said.get("base", "0")
    if not all(is_key(number) for number in numbers):
        return None
    try:
        typed = read(said["typed"]) if said["typed"] else None
    except ValueError:
        return None
    if not (planned := _planned(said.get("planned", ""), story)) and said.get("planned"):
        return None
    return keeping.keep(
        page,
        by=request.user,
        story=story,
        number=int(numbers[0]),
        base=min(int(numbers[1]), 2**31 - 1),
        typed=typed,
        planned=planned,
        in_place_of=said.get("in_place_of", ""),
    )


def _planned(number: str, story: Article | None) -> int | None:
    changes = PlannedChange.objects.filter(article=story)
    return (
        changes.filter(pk=number).values_list("pk", flat=True).first() if is_key(number) else None
    )


def read(text: str) -> list[list[str]]:
    """Names and values as the page sent them, in what PostgreSQL can hold. Raises ValueError."""
    pairs = json.loads(text)
    if not isinstance(pairs, list) or len(pairs) > MOST_FIELDS:
        raise ValueError("not the fields of a form")
    for pair in pairs:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
        ):
            raise ValueError("not a field of a form")
    return [[_storable(name), _storable(value)] for name, value in pairs]


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def of_person(request, story: Article) -> dict:
    """What this person typed here and did not save, and which pages' texts have been saved."""
    mine = OpenPage.objects.filter(person=request.user)
    change = getattr(story, "being_planned", None)
    place = Q(article=story, planned=change) if story.pk else Q(article=None)
    rows = mine.filter(place | Q(typed__isnull=True, number__gt=0)).order_by("-changed_at", "-pk")
    rows = list(rows)
    kept = [row for row in rows if row.typed is not None][:OFFERED]
    return {
        "kept": [
            {
                "page": row.page,
                "number": row.number,
                "version": row.base,
                "at": int(row.changed_at.timestamp() * 1000),
                "values": json.dumps(row.typed, ensure_ascii=False, separators=(",", ":")),
            }
            for row in kept
        ],
        "settled": {row.page: row.number for row in rows if row.typed is None and row.number},
    }


def begun(request) -> Article | None:
    """The story this new page has already become: its answer was lost on the way."""
    page = request.POST.get("page", "")
    if not PAGE.fullmatch(page):
        return None
    row = OpenPage.objects.filter(person=request.user, page=page, article__isnull=False)
    found = row.select_related("article").first()
    return found.article if found else None
