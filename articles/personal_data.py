"""What stories say of who made them: the paper's own record, which stays.

The account behind it loses its name when it is erased; bylines are what the paper published.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Note, NoteAnswer, OpenPage, WorkEntry
from newsroom.kit.personal_data import Erasure, Holding
from newsroom.notifications.actions import take_back
from newsroom.notifications.models import Kind


def part_from_account(rows, erasure: Erasure) -> None:
    rows.update(account=None)


def forget_open_pages(rows, erasure: Erasure) -> None:
    rows.delete()
    OpenPage.objects.filter(taken_by=erasure.person).update(taken_by=None)


def let_go_of_stories(rows, erasure: Erasure) -> None:
    rows.update(assignee=None)


def take_back_news_of_work(rows, erasure: Erasure) -> None:
    """The entries are the paper's record and stay; the news they made names people in words."""
    take_back(Kind.ASSIGNED, [entry.news_key for entry in rows])


def part_from_notes(rows, erasure: Erasure) -> None:
    """What was said about a story stays with it, unsigned."""
    take_back(Kind.NOTE, [note.news_key for note in rows])
    rows.filter(person=erasure.person).update(person=None)
    rows.model.objects.filter(resolved_by=erasure.person).update(resolved_by=None)


def part_from_answers(rows, erasure: Erasure) -> None:
    take_back(Kind.NOTE, [answer.news_key for answer in rows])
    rows.update(person=None)


HOLDINGS = [
    Holding(
        model="articles.Article",
        title=_("Stories given to you"),
        of=lambda person: Article.objects.filter(assignee=person).defer("body", "search"),
        shown=("headline", "due_at"),
        names=("assignee",),
        erase=let_go_of_stories,
    ),
    Holding(
        model="articles.WorkEntry",
        title=_("Stories that went through your hands"),
        of=lambda person: WorkEntry.objects.filter(Q(person=person) | Q(whom=person)),
        shown=("article__headline", "get_event_display", "at"),
        names=("person", "whom"),
        erase=take_back_news_of_work,
    ),
    Holding(
        model="articles.Note",
        title=_("Notes on stories"),
        of=lambda person: Note.objects.filter(Q(person=person) | Q(resolved_by=person)),
        shown=("article__headline", "first_quote", "text", "at", "resolved_at"),
        names=("person", "resolved_by"),
        erase=part_from_notes,
    ),
    Holding(
        model="articles.NoteAnswer",
        title=_("Answers to notes on stories"),
        of=lambda person: NoteAnswer.objects.filter(person=person),
        shown=("note__article__headline", "text", "at"),
        names=("person",),
        erase=part_from_answers,
    ),
    Holding(
        model="articles.Author",
        title=_("Byline"),
        of=lambda person: Author.objects.filter(account=person),
        shown=("name", "slug", "role", "bio", "email"),
        names=("account", "email", "name"),
        erase=part_from_account,
    ),
    Holding(
        model="articles.OpenPage",
        title=_("Typed at the desk and not saved"),
        of=lambda person: OpenPage.objects.filter(person=person).select_related("article"),
        shown=("article__headline", "seen_at", "changed_at", "typed"),
        names=("person", "taken_by", "typed"),
        erase=forget_open_pages,
    ),
]
KEPT = {
    "articles.Article.created_by": "the paper's record of its own work",
    "articles.PlannedChange.person": "the paper's record of its own work",
    "articles.DeskLog.person": "the paper's record of its own work",
    "articles.LegalSignOff.person": "the paper's record of its own work",
    "articles.ReaderNote.person": "the paper's record of its own work",
    "articles.Image.uploaded_by": "the paper's record of its own work",
    "articles.Document.uploaded_by": "the paper's record of its own work",
    "articles.Revision.snapshot": "a story as it stood, with the names it was published under",
    "articles.Revision.person": "the paper's record of its own work",
}
