"""Taking back what just went out: for a minute, in one step, whatever it was."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.actions import editing, publishing
from articles.models import Article, DeskLog, PublicVersion
from newsroom.notifications.actions import take_back
from newsroom.notifications.models import Kind

WITHIN = timedelta(seconds=60)


def may_be_taken_back(article: Article) -> PublicVersion | None:
    """What came before readers less than a minute ago, by the database's clock."""
    newest = article.public_versions.filter(until_at=None, from_at__lte=Now())
    found = newest.filter(from_at__gt=Now() - WITHIN).select_related("revision").first()
    # Taking back is not taken back: the change would return without its note.
    undone = article.log.filter(event=DeskLog.Event.UNDO)
    return None if found is None or undone.filter(at__gte=found.from_at).exists() else found


@transaction.atomic
def undo(article: Article, *, by: User) -> Article:
    """Readers see again what they saw before; nothing, where this was the first they saw.

    A first publication taken back is withdrawn: its address says that it is gone. Of a change,
    the note to readers, the news of it and the move of “last updated” go with it; its text stays
    among the versions.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    undone = may_be_taken_back(article)
    if article.status != Article.Status.PUBLISHED or undone is None:
        raise ValidationError(_("The minute is over. Withdraw the story or change it again."))
    before = article.public_versions.filter(until_at=undone.from_at).order_by("-pk").first()
    if before is None:
        publishing.withdraw(article, by=by)
    else:
        _go_back(article, undone, before, by)
    DeskLog.objects.create(article=article, person=by, event=DeskLog.Event.UNDO)
    article.refresh_from_db()
    return article


def _go_back(article: Article, undone: PublicVersion, before: PublicVersion, by: User) -> None:
    take_back(Kind.CORRECTION, [note.news_key for note in undone.notes.all()])
    undone.notes.all().delete()
    _unmark(undone)
    # It was before readers already, so no rule keeps it from them now.
    restored = editing.restore(article, before.revision, by=by, base=article.version, judged=False)
    Article.objects.filter(pk=restored.pk).update(updated_at=undone.updated_before)


def _unmark(undone: PublicVersion) -> None:
    """The history tells of it no more: what is before readers again is what they know."""
    undone.substantive = False
    undone.save(update_fields=["substantive"])


def seconds_left(article: Article, now: datetime) -> int:
    """For how long the button is of use."""
    undone = may_be_taken_back(article)
    return max(0, int((undone.from_at + WITHIN - now).total_seconds())) if undone else 0
