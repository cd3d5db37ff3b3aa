"""Who has a story open in the desk now, in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from articles.models import Article, OpenPage
from newsroom.kit.times import moment, span

JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Here:
    """The others: a few words for a line, a sentence about each, and who they are."""

    short: str
    sentences: list[str]
    key: str

    def as_data(self) -> dict:
        return {"short": self.short, "sentences": self.sentences, "key": self.key}


NOBODY = Here("", [], "")


def with_writers(stories, *, but: User):
    """With who else has each of them open, in one query more."""
    pages = OpenPage.objects.answering().exclude(person=but).select_related("person")
    pages = pages.defer("typed").order_by("pk")
    return stories.prefetch_related(Prefetch("open_pages", pages, to_attr="answering_pages"))


def writers(story: Article) -> str:
    """For a line of a list. Needs: with_writers."""
    pages = _one_a_person(story.answering_pages)
    return _in_short(pages) if pages else ""


def others(story: Article, me: User) -> Here:
    """Everybody but me who has the story open, and when they last changed something."""
    found = OpenPage.objects.answering().filter(article=story).exclude(person=me)
    pages = _one_a_person(found.select_related("person").defer("typed").order_by("pk"))
    if not pages:
        return NOBODY
    sentences = [_sentence(page, me) for page in pages]
    return Here(_in_short(pages), sentences, ",".join(str(page.person_id) for page in pages))


def taken(page: OpenPage) -> str:
    """What is said to whoever was taken over from."""
    if page.taken_by is None:
        return ""
    return _(
        "%(who)s took over this story at %(time)s. Your text is kept. What you save is brought "
        "together with theirs, or shown beside it."
    ) % {"who": page.taken_by, "time": moment(page.taken_at)}


def _one_a_person(pages) -> list[OpenPage]:
    """The page of each in which something was changed last."""
    latest: dict[int, OpenPage] = {}
    for page in pages:
        known = latest.get(page.person_id)
        if known is None or _changed(page) > _changed(known):
            latest[page.person_id] = page
    return list(latest.values())


def _changed(page: OpenPage) -> float:
    return page.changed_at.timestamp() if page.changed_at else 0


def _in_short(pages: list[OpenPage]) -> str:
    first, more = str(pages[0].person), len(pages) - 1
    if more:
        words = ngettext("%(who)s and %(more)d other", "%(who)s and %(more)d others", more)
        return words % {"who": first, "more": more}
    if pages[0].changed_at:
        return _("%(who)s is writing") % {"who": first}
    return _("%(who)s has it open") % {"who": first}


def _sentence(page: OpenPage, me: User) -> str:
    values = {"who": page.person, "time": moment(page.taken_at)}
    if page.taken_by_id == me.pk:
        return _("%(who)s was told at %(time)s that you took over.") % values
    if page.changed_at is None:
        return _("%(who)s has this page open and has changed nothing.") % values
    since = timezone.now() - page.changed_at
    if since < JUST_NOW:
        return _("%(who)s is writing here, last change just now.") % values
    words = _("%(who)s is writing here, last change %(span)s ago.")
    return words % {**values, "span": span(since)}
