"""What stories say of who made them: the paper's own record, which stays.

The account behind it loses its name when it is erased; bylines are what the paper published.
"""

from django.utils.translation import gettext_lazy as _

from articles.models import Author, OpenPage
from newsroom.kit.personal_data import Erasure, Holding


def part_from_account(rows, erasure: Erasure) -> None:
    rows.update(account=None)


def forget_open_pages(rows, erasure: Erasure) -> None:
    rows.delete()
    OpenPage.objects.filter(taken_by=erasure.person).update(taken_by=None)


HOLDINGS = [
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
    "articles.Revision.snapshot": "a story as it stood, with the names it was published under",
    "articles.Revision.person": "the paper's record of its own work",
}
