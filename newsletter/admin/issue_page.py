"""What the pages of an issue show besides its form."""

from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.states import state_of
from articles.models import Article
from newsletter.actions.issues import Chosen
from newsletter.models import Issue, IssueLog

LAST_DEEDS = 12
ABOUT_STORIES = {"_up", "_down", "_remove", "_add", "_fill"}


def rows_of(issue: Issue) -> list[dict]:
    rows = issue.stories.select_related("article")
    return shown([Chosen(row.article, row.note) for row in rows])


def shown(rows: list[Chosen]) -> list[dict]:
    """Each story as the desk names it; `why_hidden` says why readers will not find it."""
    keys = [row.story.pk for row in rows]
    cards = Article.objects.for_cards().in_bulk(keys)
    return [
        {"story": cards[row.story.pk], "note": row.note, "why_hidden": _why(cards[row.story.pk])}
        for row in rows
    ]


def _why(story: Article) -> str:
    kind, word = state_of(story)
    if kind not in {"live", "updated"}:
        return _("%(state)s: not in the mail unless it is live by then") % {"state": word}
    return _("Sensitive: never in the mail") if story.sensitive else ""


def deeds(issue: Issue) -> list[IssueLog]:
    return list(issue.log.select_related("person")[:LAST_DEEDS])


def proposed(issue: Issue) -> datetime:
    """The time it has, or the newsletter's next time of day."""
    if issue.scheduled_for and issue.scheduled_for > timezone.now():
        return issue.scheduled_for
    today = timezone.localdate()
    at = datetime.combine(today, issue.newsletter.send_at, timezone.get_current_timezone())
    return at if at > timezone.now() else at + timedelta(days=1)


def about_stories(data: QueryDict) -> bool:
    return any(data.get(name) or (name in data and name != "_add") for name in ABOUT_STORIES)
