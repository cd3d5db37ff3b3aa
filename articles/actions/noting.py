"""Notes on words of a story: written, answered, resolved, and carried along when it is edited."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from articles import pinned
from articles.models import Article, Note, NoteAnswer
from articles.models.note import LONGEST_NOTE, LONGEST_QUOTE
from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind


@transaction.atomic
def write(article: Article, *, text: str, quote: str, by: User, before: str = "") -> Note:
    """Pin a note to words of the story as it is stored; `before` is what stands before them."""
    text, quote = _said(text), pinned.plain(quote)
    if not quote:
        raise ValidationError(_("Quote the words the note is about."))
    if len(quote) > LONGEST_QUOTE:
        raise ValidationError(_("Quote fewer words: a sentence, or two."))
    head = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    place = pinned.find(_parts(head), quote, before=before)
    if place is None:
        raise ValidationError(
            _("“%(quote)s” does not stand in the story as it was saved last. Save it first."),
            params={"quote": quote[:60]},
        )
    note = Note.objects.create(
        article=article,
        person=by,
        text=text,
        quote=quote,
        first_quote=quote,
        part=place.part,
        start=place.start,
    )
    _tell(note, note.news_key, _concerned(head), by, "note")
    return note


@transaction.atomic
def answer(note: Note, *, text: str, by: User) -> NoteAnswer:
    said = NoteAnswer.objects.create(note=note, person=by, text=_said(text))
    others = note.answers.values_list("person", flat=True)
    _tell(note, said.news_key, {note.person_id, *others}, by, "answer")
    return said


def resolve(note: Note, *, by: User) -> None:
    Note.objects.open().filter(pk=note.pk).update(resolved_at=Now(), resolved_by=by)


def reopen(note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(resolved_at=None, resolved_by=None)


def carry(article: Article, before: Article) -> None:
    """Every note follows its words from the text before to this one. The caller holds the row."""
    notes = list(article.notes.all())
    if not notes:
        return
    old, new = _parts(before), _parts(article)
    for note in notes:
        place = _moved(note, old, new)
        note.words_gone = place is None or len(place.words) > LONGEST_QUOTE
        if not note.words_gone:
            note.part, note.start, note.quote = place.part, place.start, place.words
    Note.objects.bulk_update(notes, ["part", "start", "quote", "words_gone"])


def _moved(note: Note, old: list[str], new: list[str]) -> pinned.Place | None:
    if note.words_gone:  # they may have come back
        again = pinned.find(new, note.quote, near=note.part)
        return again or pinned.find(new, note.first_quote, near=note.part)
    return pinned.carry(old, new, pinned.Place(note.part, note.start, note.quote))


def _parts(article: Article) -> list[str]:
    return pinned.parts(article.headline, article.standfirst, article.body)


def _said(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write something."))
    if len(text) > LONGEST_NOTE:
        raise ValidationError(
            _("That is too long: at most %(n)d characters."), params={"n": LONGEST_NOTE}
        )
    return text


def _concerned(article: Article) -> set[int]:
    """Who has the story, who began it, and who signs it."""
    signing = article.authors.values_list("account", flat=True)
    return {article.assignee_id, article.created_by_id, *signing}


def _tell(note: Note, key: str, people: set[int | None], by: User, outcome: str) -> None:
    """Of the desk only, and never the words of the note: news may be read over a shoulder."""
    wanted = User.objects.filter(pk__in=people - {None, by.pk}, is_active=True, is_staff=True)
    words = {"headline": note.article.headline, "who": str(by), "outcome": outcome}
    url = reverse("admin:articles_article_change", args=[note.article_id])
    notify(wanted.values_list("pk", flat=True), News(Kind.NOTE, key, url, words))
