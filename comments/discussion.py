"""Whether there is a discussion under a story, as its story, section and paper say together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from comments.models import CommentSettings, State, StoryComments


@dataclass(frozen=True)
class Discussion:
    state: str
    hold_all: bool = False
    closes_at: datetime | None = None
    keep_open: bool = False
    chosen: str = ""  # by a moderator, for this story

    @property
    def is_open(self) -> bool:
        return self.state in (State.OPEN, State.PREMODERATED)

    @property
    def is_off(self) -> bool:
        return self.state == State.OFF

    @property
    def reads_first(self) -> bool:
        return self.is_open and (self.hold_all or self.state == State.PREMODERATED)


def discussion_of(article: Article) -> Discussion:
    """Two queries, and none the second time for the same object."""
    if (known := article.__dict__.get("_discussion")) is None:
        known = article.__dict__["_discussion"] = _discussion(article)
    return known


def _discussion(article: Article) -> Discussion:
    choice = StoryComments.objects.filter(article=article.pk).first()
    rules = _rules(article)
    state = (
        (choice and choice.state)
        or (article.comments if article.comments in (*State.values[1:],) else "")
        or next((rule.state for rule in rules), State.OPEN)
    )
    closes = None if choice and choice.keep_open else _closes_at(article, rules)
    if closes and closes <= timezone.now() and state in (State.OPEN, State.PREMODERATED):
        state = State.CLOSED
    if choice is None:
        return Discussion(state, closes_at=closes)
    return Discussion(state, choice.hold_all, closes, choice.keep_open, choice.state)


def _rules(article: Article) -> list[CommentSettings]:
    """The section's own first, then its parent's, then the paper's."""
    section = article.section_id
    found = CommentSettings.objects.filter(
        Q(section=None) | Q(section=section) | Q(section__children=section)
    ).distinct()
    return sorted(found, key=lambda rule: (rule.section_id is None, rule.section_id != section))


def _closes_at(article: Article, rules: list[CommentSettings]) -> datetime | None:
    days = next((r.close_after_days for r in rules if r.close_after_days is not None), None)
    if days is None or article.published_at is None:
        return None
    return article.published_at + timedelta(days=days)
