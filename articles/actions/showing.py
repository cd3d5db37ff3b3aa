"""What readers see from when to when: kept as it happens, and taken out of sight where it must be.

The callers hold the story's row.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Article, DeskLog, PublicVersion, ReaderNote, Revision


def begin(article: Article, *, at: datetime) -> None:
    """The newest version is before readers from `at`; what waited for another time does not."""
    newest = _newest(article)
    shown = article.public_versions.filter(until_at=None, from_at__lte=Now()).first()
    if newest is None or (shown and shown.revision_id == newest.pk):
        return
    article.public_versions.filter(from_at__gt=Now()).delete()
    last = article.public_versions.order_by("-from_at", "-pk").first()
    again = last is not None and last.revision_id == newest.pk
    _close(article, at)
    PublicVersion.objects.create(
        article=article, revision=newest, from_at=at, substantive=not again
    )


def renew(
    article: Article, *, at: datetime, substantive: bool, updated_before: datetime | None = None
) -> PublicVersion | None:
    """A published story was saved: readers see it anew from now, or at its time."""
    newest = _newest(article)
    if article.published_at > at:
        article.public_versions.filter(until_at=None).update(revision=newest)
        return None
    _close(article, at)
    return PublicVersion.objects.create(
        article=article,
        revision=newest,
        from_at=at,
        substantive=substantive,
        updated_before=updated_before,
    )


def end(article: Article, *, at: datetime) -> None:
    """Readers see it no more; what had not begun never was."""
    article.public_versions.filter(from_at__gt=at).delete()
    _close(article, at)


def _close(article: Article, at: datetime) -> None:
    article.public_versions.filter(until_at=None).update(until_at=at)


def _newest(article: Article) -> Revision | None:
    return article.revisions.filter(kind=Revision.Kind.SAVED).order_by("-number").first()


def tell_readers(
    article: Article, *, kind: str, text: str, by: User | None, version: PublicVersion | None
) -> ReaderNote:
    """Set a dated note under the story. A correction is logged by its name."""
    if not text.strip():
        raise ValidationError(_("Say to readers what changed."))
    note = ReaderNote.objects.create(
        article=article, kind=kind, text=text.strip(), person=by, version=version
    )
    if note.is_correction:
        event = DeskLog.Event.CORRECT
        DeskLog.objects.create(article=article, person=by, event=event, note=note.text[:600])
    return note


@transaction.atomic
def hide(version: PublicVersion, *, why: str, by: User) -> None:
    """Take a former version out of the story's history; readers are told `why`."""
    if not why.strip():
        raise ValidationError(_("Say to readers why it is not shown."))
    if not version.substantive:
        raise ValidationError(_("Hide the version it belongs to."))
    version.hidden_why = why.strip()
    version.save(update_fields=["hidden_why"])
    _log_hiding(version, by, DeskLog.Event.HIDE, version.hidden_why)


@transaction.atomic
def show(version: PublicVersion, *, by: User) -> None:
    version.hidden_why = ""
    version.save(update_fields=["hidden_why"])
    _log_hiding(version, by, DeskLog.Event.SHOW, "")


def _log_hiding(version: PublicVersion, by: User, event: str, why: str) -> None:
    number = _("Version %(number)d") % {"number": version.revision.number}
    note = f"{number}: {why}" if why else number
    DeskLog.objects.create(article=version.article, person=by, event=event, note=note)
