"""Whose a story is, and by when it is due. Every change stands in its history of work."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from articles.assignees import assignees
from articles.models import Article, WorkEntry
from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind

Event = WorkEntry.Event
WHOEVER = -1


@transaction.atomic
def claim(article: Article, *, by: User) -> Article:
    """Take a story nobody has. Of two who claim it at once one gets it, the other is told who."""
    got = Article.objects.filter(pk=article.pk, assignee=None).update(assignee=by)
    article.refresh_from_db(fields=["assignee", "due_at"])
    if got:
        WorkEntry.objects.create(article=article, person=by, event=Event.CLAIM, whom=by)
    elif article.assignee_id == by.pk:
        raise ValidationError(_("It is yours already."))
    else:
        raise ValidationError(_("%(who)s has it."), params={"who": article.assignee})
    return article


@transaction.atomic
def assign(article: Article, *, to: User | None, by: User, was: int | None = WHOEVER) -> Article:
    """Give a story to somebody, or take it from whoever has it.

    `was` is who had it on the page where that was decided; if it moved on since, nothing changes.
    """
    before = _held(article)
    if was != WHOEVER and before.assignee_id != was:
        who = before.assignee or _("Nobody")
        raise ValidationError(_("%(who)s has it meanwhile. Look again."), params={"who": who})
    if to == before.assignee:
        return before
    if to and not assignees().filter(pk=to.pk).exists():
        raise ValidationError(_("%(who)s does not write here."), params={"who": to})
    former = before.assignee
    _write(article, assignee=to)
    event = Event.ASSIGN if to else (Event.LET_GO if former == by else Event.TAKE)
    entry = WorkEntry.objects.create(article=article, person=by, event=event, whom=to or former)
    _tell(entry, to, former)
    return article


@transaction.atomic
def give(
    article: Article, *, to: User | None, due_at: datetime | None, was: int | None, by: User
) -> Article:
    """Whose it is and until when, as one decision."""
    assign(article, to=to, was=was, by=by)
    return set_due(article, at=due_at, by=by)


def let_go(article: Article, *, by: User) -> Article:
    return assign(article, to=None, by=by)


@transaction.atomic
def set_due(article: Article, *, at: datetime | None, by: User) -> Article:
    before = _held(article)
    if at != before.due_at:
        _write(article, due_at=at)
        WorkEntry.objects.create(
            article=article, person=by, event=Event.DUE, whom=before.assignee, due_at=at
        )
    return article


def _held(article: Article) -> Article:
    rows = Article.objects.select_for_update(of=("self",)).select_related("assignee")
    return rows.defer("body", "search").get(pk=article.pk)


def _write(article: Article, **values) -> None:
    """Nothing else of the row: the text may be being saved, and did not change."""
    Article.objects.filter(pk=article.pk).update(**values)
    article.refresh_from_db(fields=["assignee", "due_at"])


def _tell(entry: WorkEntry, to: User | None, former: User | None) -> None:
    words = {
        "headline": entry.article.headline,
        "who": str(entry.person),
        "name": str(to or ""),
    }
    url = reverse("admin:articles_article_change", args=[entry.article_id])
    told = [(to, "given"), (former, "taken" if to else "freed")]
    for person, outcome in told:
        if person and person != entry.person:
            news = News(Kind.ASSIGNED, entry.news_key, url, {**words, "outcome": outcome})
            notify([person.pk], news)
