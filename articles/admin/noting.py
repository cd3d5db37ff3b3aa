"""Notes beside the text: written, answered, resolved and reopened, as forms or by script."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from accounts.models import User
from articles import pinned, policy
from articles.actions import noting
from articles.models import Article, Note


def notes_panel(user: User, story: Article) -> dict:
    """The notes as this person may use them, in the order of the text; what is open first."""
    found = story.notes.select_related("person", "resolved_by").prefetch_related("answers__person")
    text = pinned.parts(story.headline, story.standfirst, story.body)
    lines = [_line(user, story, note, text) for note in found]
    return {
        "open": [line for line in lines if not line["note"].resolved_at],
        "resolved": [line for line in lines if line["note"].resolved_at],
        "may_note": policy.may_note(user),
    }


def _line(user, story, note, text) -> dict:
    place = pinned.Place(note.part, note.start, note.quote)
    field = ("headline", "standfirst")[note.part] if note.part < pinned.FIXED else "body"
    return {
        "note": note,
        "field": field,
        "number": 0 if note.words_gone else pinned.number_of(text, place),
        "may_resolve": policy.may_resolve(user, story, note),
    }


def addresses(page, acting) -> list:
    """`page` makes a view one of the desk, `acting` gives a verb its answer."""
    one = "<int:pk>/notes/<int:note>/"
    return [
        path("<int:pk>/notes/", page(acting(_write)), name="articles_article_note"),
        path(f"{one}answer/", page(acting(_answer)), name="articles_article_note_answer"),
        path(f"{one}resolve/", page(acting(_resolve)), name="articles_article_note_resolve"),
        path(f"{one}reopen/", page(acting(_reopen)), name="articles_article_note_reopen"),
    ]


def _write(request, story):
    _allow(policy.may_note(request.user))
    said = request.POST
    noting.write(
        story,
        text=said.get("text", ""),
        quote=said.get("quote", "").replace("\x00", ""),
        before=said.get("before", ""),
        by=request.user,
    )
    return _("The note is written."), None


def _answer(request, story, note):
    _allow(policy.may_note(request.user))
    found = get_object_or_404(story.notes, pk=note)
    noting.answer(found, text=request.POST.get(f"answer-{note}", ""), by=request.user)
    return _("Answered."), None


def _resolve(request, story, note):
    noting.resolve(_deciding(request, story, note), by=request.user)
    return _("The note is resolved."), None


def _reopen(request, story, note):
    noting.reopen(_deciding(request, story, note))
    return _("The note is open again."), None


def _deciding(request, story, note) -> Note:
    found = get_object_or_404(story.notes, pk=note)
    _allow(policy.may_resolve(request.user, story, found))
    return found


def _allow(may: bool) -> None:
    if not may:
        raise PermissionDenied
