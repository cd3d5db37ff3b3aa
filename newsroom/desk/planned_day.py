"""What is planned today: stories, changes of live ones, newsletters, and the gaps between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PlannedChange
from newsletter.models import Issue
from newsroom.desk.axis import WORTH_FILLING

MOST = 200


@dataclass(frozen=True)
class Planned:
    at: datetime
    title: str
    what: str  # "story", "change" or "issue"
    beside: str
    url: str

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"


def published_and_planned(now: datetime, *, letters: bool) -> tuple[list[datetime], list[Planned]]:
    """When stories came out today, and what is still to come, in its order."""
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = (start, start + timedelta(days=1))
    stories = list(_stories(*day))
    done = [entry.at for entry in stories if entry.at <= now]
    to_come = [entry for entry in stories if entry.at > now] + list(_changes(now, day[1]))
    if letters:
        to_come += _issues(now, day[1])
    return done, sorted(to_come, key=lambda entry: entry.at)


def with_gaps(now: datetime, planned: list[Planned]) -> list[dict]:
    """In their order; where more than two hours are free, a line that says so."""
    lines, last = [], now
    for entry in planned:
        if entry.at - last > WORTH_FILLING:
            lines.append({"free_until": entry.time})
        lines.append({"entry": entry})
        last = entry.at
    return lines


def _stories(start: datetime, end: datetime):
    found = Article.objects.filter(
        status=Article.Status.PUBLISHED, published_at__gte=start, published_at__lt=end
    ).order_by("published_at")
    for story in found.select_related("section").only("headline", "published_at", "section__name"):
        yield _of_story(story, story.published_at, "story")


def _changes(start: datetime, end: datetime):
    waiting = PlannedChange.State.WAITING
    found = PlannedChange.objects.filter(state=waiting, due_at__gt=start, due_at__lt=end)
    rows = found.select_related("article__section").defer("article__body", "article__search")
    for change in rows[:MOST]:
        yield _of_story(change.article, change.due_at, "change")


def _issues(start: datetime, end: datetime):
    """Those without an approval are told beside: nothing sends them yet."""
    found = Issue.objects.filter(
        state=Issue.State.SCHEDULED, scheduled_for__gt=start, scheduled_for__lt=end
    )
    for issue in found.select_related("newsletter").order_by("scheduled_for")[:MOST]:
        name = str(issue.newsletter)
        url = reverse("admin:newsletter_issue_change", args=[issue.pk])
        at = timezone.localtime(issue.scheduled_for)
        yield Planned(at, issue.subject or name, "issue", name, url)


def _of_story(story: Article, at: datetime, what: str) -> Planned:
    url = reverse("admin:articles_article_change", args=[story.pk])
    return Planned(timezone.localtime(at), story.headline, what, str(story.section), url)
