"""The week: what went out and what is to go out, day by day in the paper's own time."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.models import Article, PlannedChange
from newsletter.models import Issue

DAYS = 7
MOST = 400  # lines of one week; no newsroom of fifty comes near


@dataclass(frozen=True)
class Entry:
    at: datetime
    title: str
    url: str
    what: str  # "story", "change" or "issue": for the style sheet
    word: str
    past: bool


@dataclass
class Day:
    day: date
    hours: int  # 23 and 25 where the clocks change
    today: bool
    entries: list[Entry] = field(default_factory=list)


def page(desk):
    @never_cache
    @require_GET
    def view(request):
        if not request.user.has_perm("articles.view_article"):
            raise PermissionDenied
        monday = _monday(request.GET.get("from", ""))
        context = {
            **desk.each_context(request),
            "title": _("The week"),
            "days": _days(request.user, monday),
            "before": monday - timedelta(days=DAYS),
            "after": monday + timedelta(days=DAYS),
            "zone": timezone.get_current_timezone_name(),
        }
        return render(request, "admin/week.html", context)

    return view


def _monday(asked: str) -> date:
    """Of the week with the day that was asked for; of this one where it is none."""
    today = timezone.localdate()
    try:
        day = parse_date(asked) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked) else today
    except ValueError:
        day = today
    if not date(1970, 1, 8) <= day <= date(9990, 1, 1):
        day = today
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _days(user, monday: date) -> list[Day]:
    now, today = timezone.now(), timezone.localdate()
    days = []
    for number in range(DAYS):
        day = monday + timedelta(days=number)
        # By the instants: aware times of one zone are subtracted as the wall clock shows them.
        begins, ends = (_midnight(d).timestamp() for d in (day, day + timedelta(days=1)))
        days.append(Day(day, round((ends - begins) / 3600), day == today))
    first, last = _midnight(monday), _midnight(monday + timedelta(days=DAYS))
    found = [*_stories(first, last, now), *_changes(first, last)]
    if user.has_perm("newsletter.view_issue"):
        found += _issues(first, last, now)
    for entry in sorted(found, key=lambda entry: entry.at):
        days[(timezone.localtime(entry.at).date() - monday).days].entries.append(entry)
    return days


def _stories(first: datetime, last: datetime, now: datetime):
    stories = Article.objects.filter(
        status=Article.Status.PUBLISHED, published_at__gte=first, published_at__lt=last
    ).only("headline", "published_at")[:MOST]
    for story in stories:
        past = story.published_at <= now
        url = reverse("admin:articles_article_change", args=[story.pk])
        yield Entry(story.published_at, story.headline, url, "story", "", past)


def _changes(first: datetime, last: datetime):
    state = PlannedChange.State
    words = {state.WAITING: _("Change"), state.MADE: _("Changed"), state.REFUSED: _("Not made")}
    changes = PlannedChange.objects.filter(state__in=words, due_at__gte=first, due_at__lt=last)
    changes = changes.select_related("article").only("article__headline", "due_at", "state")[:MOST]
    for change in changes:
        url = reverse("admin:articles_article_change", args=[change.article_id])
        past = change.state == state.MADE
        word = _("Late") if change.is_late else words[change.state]
        yield Entry(change.due_at, change.article.headline, url, "change", word, past)


def _issues(first: datetime, last: datetime, now: datetime):
    issues = Issue.objects.filter(scheduled_for__gte=first, scheduled_for__lt=last)
    issues = issues.exclude(state__in=[Issue.State.CANCELLED, Issue.State.DRAFT])
    for issue in issues.select_related("newsletter")[:MOST]:
        url = reverse("admin:newsletter_issue_change", args=[issue.pk])
        past = issue.scheduled_for <= now
        title = issue.subject or str(issue.newsletter)
        yield Entry(issue.scheduled_for, title, url, "issue", str(issue.newsletter), past)
