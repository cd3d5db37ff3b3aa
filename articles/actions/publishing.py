"""A story's way to its readers and back: the only code that writes its status."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import gate, tasks
from articles.actions import showing
from articles.actions.releasing import pass_gate
from articles.models import Article, DeskLog, Redirect
from articles.policy import may_change_state
from newsroom.kit.slugs import unique_slug
from newsroom.kit.times import database_now
from newsroom.notifications.actions import take_back, tell_again, withhold
from newsroom.notifications.models import Kind

Status = Article.Status


@transaction.atomic
def submit(article: Article, *, by: User) -> Article:
    """Hand the draft to the editors."""
    return _move(article, Status.REVIEW, by, DeskLog.Event.SUBMIT)


@transaction.atomic
def make_ready(article: Article, *, by: User) -> Article:
    """It was read: what is missing is somebody who lets it out."""
    return _move(article, Status.READY, by, DeskLog.Event.READY)


@transaction.atomic
def return_to_writer(article: Article, *, by: User, note: str = "") -> Article:
    return _move(article, Status.DRAFT, by, DeskLog.Event.RETURN, note)


@transaction.atomic
def publish(
    article: Article, *, by: User | None, at: datetime | None = None, override: str = ""
) -> Article:
    """Put the story in front of readers now, or at `at` (aware): a later time is a schedule.

    The release gate judges it as it will stand at that time, since no job runs then; `override`
    is the reason to pass over what blocks. The day of first publication and the address are fixed
    once readers could have seen them; a story still waiting for its time may be given another.
    """
    article = _locked(article)
    _allow(article, Status.PUBLISHED)
    now = database_now()
    if article.status == Status.PUBLISHED and article.published_at <= now:
        raise ValidationError(_("The story is live already."))
    verdict = gate.judge(gate.stored(article, at=max(at or now, now)))
    pass_gate(article, verdict.blocking, by=by, override=override)
    seen = article.first_published_at is not None and article.first_published_at <= now
    if seen:
        when = article.first_published_at
    else:
        when = at or now
        _give_address(article, when)
    article.status = Status.PUBLISHED
    article.published_at = article.first_published_at = when
    article.save(
        update_fields=["status", "published_at", "first_published_at", "path", "slug", "saved_at"]
    )
    showing.begin(article, at=max(when, now))
    event = DeskLog.Event.SCHEDULE if when > now else DeskLog.Event.PUBLISH
    _log(article, by, event, when.isoformat(timespec="minutes") if when > now else "")
    tell_again(article.pk)
    tasks.relate_article.defer(article_id=article.pk)
    # A story that waits joins the others when its time comes.
    at_its_time = tasks.relate_neighbours.configure(schedule_at=when if when > now else None)
    at_its_time.defer(article_id=article.pk)
    return article


@transaction.atomic
def unschedule(article: Article, *, by: User) -> Article:
    """Take back a time that has not come. Nobody has seen the story, so it is a draft again."""
    article = _locked(article)
    if article.status != Status.PUBLISHED or article.published_at <= database_now():
        raise ValidationError(_("The story is live already. Withdraw it instead."))
    article.status, article.path = Status.DRAFT, None
    article.published_at = article.first_published_at = None
    article.save(update_fields=["status", "path", "published_at", "first_published_at", "saved_at"])
    showing.end(article, at=database_now())
    _log(article, by, DeskLog.Event.RETURN)
    return article


@transaction.atomic
def withdraw(article: Article, *, by: User, note: str = "") -> Article:
    """Take the story away from readers; its address answers 410 from now on."""
    head = _locked(article)
    if head.status == Status.PUBLISHED and head.published_at > database_now():
        raise ValidationError(_("Nobody has seen the story yet. Unschedule it instead."))
    article = _move(article, Status.WITHDRAWN, by, DeskLog.Event.WITHDRAW, note)
    showing.end(article, at=database_now())
    take_back(Kind.FOLLOWED, [article.news_key])
    take_back(Kind.CORRECTION, [told.news_key for told in article.reader_notes.all()])
    withhold(article.pk)
    tasks.relate_neighbours.defer(article_id=article.pk)
    return article


@transaction.atomic
def change_address(article: Article, *, slug: str, by: User) -> Article:
    """Give a published story another slug; the old address redirects for good."""
    article = _locked(article)
    if not article.path or slug == article.slug:
        return article
    old = article.path
    article.slug = slug
    article.path = article.compose_path(article.first_published_at)
    if Article.objects.exclude(pk=article.pk).filter(path=article.path).exists():
        raise ValidationError({"slug": _("Another story of that day has this address.")})
    Redirect.objects.filter(old_path=article.path).delete()
    article.save(update_fields=["slug", "path", "saved_at"])
    Redirect.objects.update_or_create(old_path=old, defaults={"article": article, "gone": False})
    _log(article, by, DeskLog.Event.MOVE, old)
    return article


@transaction.atomic
def backdate(article: Article, *, at: datetime, reason: str, by: User) -> Article:
    """Correct the date of first publication; the address stays, the reason is kept."""
    article = _locked(article)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the date changes.")})
    if article.status != Status.PUBLISHED or at > database_now():
        raise ValidationError(_("Only a published story can be given an earlier date."))
    article.published_at = article.first_published_at = at
    if article.updated_at and article.updated_at <= at and not article.reader_notes.exists():
        article.updated_at = None  # nothing changed since readers could first see it
    article.save(update_fields=["published_at", "first_published_at", "updated_at", "saved_at"])
    _log(article, by, DeskLog.Event.BACKDATE, reason.strip())
    return article


def _move(article, to, by, event, note: str = "") -> Article:
    article = _locked(article)
    _allow(article, to)
    article.status = to
    article.save(update_fields=["status", "saved_at"])
    _log(article, by, event, note)
    return article


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def _allow(article: Article, to: str) -> None:
    if not may_change_state(article, to):
        raise ValidationError(
            _("A story that is “%(from)s” cannot become “%(to)s”."),
            params={"from": article.get_status_display(), "to": Status(to).label},
        )


def _give_address(article: Article, when: datetime) -> None:
    def taken(slug: str) -> bool:
        article.slug = slug
        path = article.compose_path(when)
        others = Article.objects.exclude(pk=article.pk)
        return others.filter(path=path).exists() or Redirect.objects.filter(old_path=path).exists()

    article.slug = unique_slug(article.slug or article.headline, taken, max_length=85)
    article.path = article.compose_path(when)


def _log(article, by, event, note: str = "") -> None:
    DeskLog.objects.create(article=article, person=by, event=event, note=note)
