"""What somebody of the desk has in hand, and what waits for them. One question each."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles import being_written
from articles.models import Article, Byline, DeskLog, Note
from articles.policy import may_assign, may_claim, waiting_for
from newsroom.kit.times import moment, span

LINES = 12
SOON = timedelta(hours=2)
Status = Article.Status


def waiting(user, now: datetime) -> list[dict]:
    """For those who release stories what was submitted; for writers what came back to them."""
    if states := waiting_for(user):
        events = [DeskLog.Event.SUBMIT, DeskLog.Event.READY]
        stories = Article.objects.filter(status__in=states)
    else:
        events, own = [DeskLog.Event.RETURN], Q(created_by=user) | Q(assignee=user)
        returned = DeskLog.objects.filter(article=OuterRef("pk"), event__in=events)
        stories = Article.objects.filter(own, Exists(returned), status=Status.DRAFT)
    last = DeskLog.objects.filter(article=OuterRef("pk"), event__in=events).order_by("-at", "-pk")
    stories = stories.annotate(
        since=Subquery(last.values("at")[:1]), who=Subquery(last.values("person__display_name")[:1])
    )
    return [
        {
            "story": story,
            "who": story.who or "",
            "for": span(now - story.since) if story.since else "",
            "may_claim": story.assignee_id is None and may_claim(user, story),
        }
        for story in _lines(stories.order_by("since"))
    ]


def mine(user) -> list[dict]:
    """What one has, began or signs and is not finished; what is due first, first."""
    signed = Byline.objects.filter(article=OuterRef("pk"), author__account=user)
    own = Q(assignee=user) | Q(created_by=user) | Exists(signed)
    stories = Article.objects.unfinished().filter(own)
    found = _lines(stories.order_by(F("due_at").asc(nulls_last=True), "-saved_at"))
    found = being_written.with_writers(found, but=user)
    return [
        {"story": story, "here": being_written.writers(story), **_due(story)} for story in found
    ]


def nobodys(user) -> list[dict]:
    """Unfinished stories nobody has, for those who may take or give them."""
    if not (user.has_perm("articles.change_article") or may_assign(user)):
        return []
    stories = Article.objects.claimable()
    stories = stories.exclude(status__in=waiting_for(user))  # told above
    stories = stories.order_by(F("due_at").asc(nulls_last=True), "-saved_at")
    return [
        {"story": story, "may_claim": may_claim(user, story), **_due(story)}
        for story in _lines(stories)
    ]


def late_with_others(user) -> list[dict]:
    """What others should have finished by now, for those who say when things are due."""
    if not may_assign(user):
        return []
    stories = Article.objects.overdue().exclude(assignee=None).exclude(assignee=user)
    return [{"story": story, **_due(story)} for story in _lines(stories.order_by("due_at"))]


def noted(user) -> list[dict]:
    """Stories of this person with open notes, those with the most first."""
    signed = Byline.objects.filter(article=OuterRef("article"), author__account=user)
    own = Q(article__assignee=user) | Q(article__created_by=user) | Exists(signed)
    asked = Note.objects.filter(person=user)
    unfinished = Q(article__status__in=[*Article.UNFINISHED, Status.PUBLISHED])
    rows = (
        Note.objects.open()
        .filter(own | Q(pk__in=asked), unfinished)
        .order_by()
        .values("article_id", "article__headline")
        .annotate(open=Count("pk"), gone=Count("pk", filter=Q(words_gone=True)))
        .order_by("-open", "article_id")
    )
    return list(rows[:LINES])


def _lines(stories: QuerySet) -> QuerySet:
    rows = stories.select_related("section", "assignee").defer("body", "search")
    return rows[:LINES]


def _due(story: Article) -> dict:
    if story.due_at is None:
        return {"due": "", "soon": False}
    return {"due": moment(story.due_at), "soon": story.due_at < timezone.now() + SOON}
