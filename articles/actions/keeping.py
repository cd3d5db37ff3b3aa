"""What is typed and not saved, kept row by row; the story and its versions stay untouched."""

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from articles.models import Article, OpenPage


@transaction.atomic
def keep(
    page: str, *, by: User, story: Article | None, number: int, base: int,
    typed: list | None, planned: int | None = None, in_place_of: str = "",
) -> OpenPage:  # fmt: skip
    """Remember what stands in an open page; None when it holds nothing that is not saved.

    What was overtaken by a later message or by a save is let go. `in_place_of` is an earlier page
    of the same person whose text this one took over: it is not needed twice.
    """
    row = _row(page, by, story)
    row.planned_id = planned
    if number > row.number:
        row.number, row.base, row.typed = number, base, typed
        if typed is not None:
            row.changed_at = Now()
        if in_place_of and in_place_of != page:
            OpenPage.objects.filter(person=by, page=in_place_of).delete()
    return _seen(row)


@transaction.atomic
def be_there(page: str, *, by: User, story: Article | None) -> OpenPage:
    """The page is open; nothing was typed since it last said something."""
    return _seen(_row(page, by, story))


@transaction.atomic
def settle(page: str, *, by: User, story: Article, number: int) -> None:
    """What the page had sent up to `number` is stored with the story, or among its versions."""
    row = _row(page, by, story)
    row.article = story
    if number >= row.number:
        row.number, row.typed = number, None
    _seen(row)


def close(page: str, *, by: User) -> None:
    """Nobody is there any more; what is typed stays."""
    OpenPage.objects.filter(person=by, page=page).update(open=False)


def drop(page: str, *, by: User) -> None:
    """The writer threw the text away."""
    OpenPage.objects.filter(person=by, page=page).update(typed=None)


@transaction.atomic
def take_over(story: Article, *, by: User) -> None:
    """Tell everybody else who has the story open. Advice: nobody is kept from writing or saving."""
    pages = OpenPage.objects.filter(article=story)
    pages.answering().exclude(person=by).update(taken_by=by, taken_at=Now())
    pages.filter(person=by).update(taken_by=None, taken_at=None)


def forget_old() -> int:
    return OpenPage.objects.forgettable().delete()[0]


def _row(page: str, by: User, story: Article | None) -> OpenPage:
    found = OpenPage.objects.select_for_update(of=("self",))
    return found.get_or_create(person=by, page=page, defaults={"article": story})[0]


def _seen(row: OpenPage) -> OpenPage:
    row.open, row.seen_at = True, Now()
    row.save()
    row.refresh_from_db()
    return row
