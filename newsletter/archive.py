"""Issues that were sent, as everybody may read them on the web.

Stories that were withdrawn since fall out; where an issue has no subject of the newsroom's own, the
first story that is left names it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from newsletter import prose
from newsletter.models import Issue, IssueStory, Newsletter
from newsletter.rendering import readable, subject_of


@dataclass(frozen=True)
class Entry:
    """An issue in the list: when it was sent, what it is called, how much of it is left."""

    issue: Issue
    title: str
    stories: int


@dataclass(frozen=True)
class Told:
    """A story and, where there is one, what the newsroom said about it."""

    story: Article
    note: SafeString


def newsletters() -> QuerySet[Newsletter]:
    """Those with something to read before one subscribes."""
    return Newsletter.objects.filter(pk__in=Issue.objects.on_the_web().values("newsletter"))


def issues(newsletter: Newsletter) -> QuerySet[Issue]:
    found = Issue.objects.on_the_web().filter(newsletter=newsletter)
    return found.select_related("newsletter").order_by("-frozen_at", "-pk")


def entries(found: Iterable[Issue]) -> list[Entry]:
    """In two queries for any number of issues."""
    found = list(found)
    chosen: dict[int, list[Article]] = {issue.pk: [] for issue in found}
    rows = IssueStory.objects.filter(
        issue__in=chosen, article__in=Article.objects.published().not_sensitive()
    )
    for row in rows.select_related("article").defer("article__body", "article__search"):
        chosen[row.issue_id].append(row.article)
    return [
        Entry(issue, subject_of(issue, chosen[issue.pk]), len(chosen[issue.pk])) for issue in found
    ]


def contents(issue: Issue) -> list[Told]:
    notes = dict(issue.stories.values_list("article_id", "note"))
    return [Told(story, rich(notes[story.pk])) for story in readable(notes)]


def rich(html: str) -> SafeString:
    """Cleaned once more: what is stored may be older than what is allowed."""
    return mark_safe(prose.clean(html)) if html else SafeString("")


def listed() -> list[tuple[str, datetime]]:
    """Paths search engines may list, and since when what they lead to is as it is."""
    found = Issue.objects.on_the_web().filter(newsletter__archive_indexed=True)
    columns = ("newsletter__slug", "edition", "frozen_at")
    rows = list(found.order_by("-frozen_at").values_list(*columns))
    newest = {slug: at for slug, _edition, at in reversed(rows)}
    lists = [(reverse("newsletter:issues", args=[slug]), at) for slug, at in newest.items()]
    pages = [(reverse("newsletter:issue", args=row[:2]), row[2]) for row in rows]
    return [*lists, *pages]
