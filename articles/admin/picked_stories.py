"""Choosing other stories on the writing page: one a line by its address, or searched by script."""

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles import search
from articles.admin.states import state_of
from articles.models import Article, Redirect
from articles.related import paths
from newsroom.kit.keys import is_key

MOST = 12
FOUND = 8


class StoryLines(forms.CharField):
    """Story after story, each by its address or, while it has none, by its number."""

    widget = forms.Textarea(attrs={"rows": 3, "data-stories": ""})

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(line_of(story) for story in value)

    def clean(self, value):
        lines = dict.fromkeys(filter(None, map(str.strip, super().clean(value).splitlines())))
        if len(lines) > MOST:
            raise ValidationError(_("Choose at most %(number)d stories.") % {"number": MOST})
        return list(dict.fromkeys(story_named(line) for line in lines))


def line_of(story: Article) -> str:
    return story.path or str(story.pk)


def story_named(line: str) -> Article:
    """By its address or its number; raises ValidationError in words."""
    found = _by_line(line)
    if found is None:
        raise ValidationError(_("No story has the address “%(line)s”.") % {"line": line[:160]})
    return found


def _by_line(line: str) -> Article | None:
    stories = Article.objects.defer("body", "search")
    if is_key(line):
        return stories.filter(pk=line).first()
    (path,) = paths([line])
    moved = Redirect.objects.filter(old_path=path, article__isnull=False).values("article")
    return stories.filter(path=path).first() or stories.filter(pk__in=moved).first()


def name_of(story: Article) -> str:
    """The headline, and what keeps the story from readers or its day: no two read alike."""
    kind, word = state_of(story)
    if kind not in {"live", "updated"}:
        return f"{story.headline} ({word})"
    if story.sensitive:
        return _("%(headline)s (sensitive, not shown)") % {"headline": story.headline}
    day = date_format(localtime(story.published_at), "j M Y")
    return f"{story.headline}, {day}"


def names(value: str | None) -> dict[str, str]:
    """By line: what the writing page calls the stories that are chosen already."""
    lines = [line.strip() for line in (value or "").splitlines() if line.strip()][:MOST]
    found = {line: _by_line(line) for line in lines}
    return {line: name_of(story) for line, story in found.items() if story}


@never_cache
@require_GET
def stories(request):
    """Those that hold the words typed so far, the newest first."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    lines = found(request).defer("body", "search")[:FOUND]
    return JsonResponse({"stories": [{"line": line_of(s), "name": name_of(s)} for s in lines]})


def found(request):
    """Besides the story one writes; without words, what readers can see."""
    others = Article.objects.exclude(pk=_number(request.GET.get("besides", "")))
    if typed := request.GET.get("q", "").strip():
        others = others.filter(search=search.beginning(typed) or SearchQuery(""))
        return others.order_by("-published_at", "-pk")
    return others.published().newest_first()


def _number(text: str) -> int:
    return int(text) if is_key(text) else 0
