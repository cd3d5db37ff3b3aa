"""Reading on, counted for the account or, without one, in a cookie of this path alone."""

from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.access import rule_of
from articles.models import Article
from newsroom.access.models import Gift, Reading
from newsroom.access.policy import Decision, Reader, Why, decide
from newsroom.kit.locks import one_at_a_time
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong, make_token, read_token
from newsroom.site.chrome import chrome

COOKIE = "read"
SALT = "newsroom.access.read"
COOKIE_AGE = timedelta(days=40)
GIFT = "gift"
GIFT_VALID_FOR = timedelta(days=30)
GIFTS_A_MONTH = 10


class NoGiftsLeft(Exception):
    """The member gave away all there are in a month."""


def read_on(request: HttpRequest, story: Article) -> tuple[Decision, list[int] | None]:
    """Decide and count. The list is what a stranger's cookie must hold from now on, if anything."""
    rule = rule_of(story)
    before = _in_cookie(request)
    site = chrome().site
    if not request.user.is_authenticated:
        decision = decide(rule, Reader(False, before, site.free_stories), story.pk)
        kept = [*before, story.pk] if decision.why == Why.FREE else None
        return decision, kept
    return _as_member(request.user, rule, story, before), None


def _as_member(person: User, rule, story: Article, before: list[int]) -> Decision:
    month = _month()
    with one_at_a_time(f"meter:{person.pk}"):
        # What was read before signing in goes on counting.
        _note(person, month, before)
        read = Reading.objects.filter(person=person, month=month)
        known = set(read.values_list("article", flat=True))
        reader = Reader(True, known, chrome().site.free_stories_members)
        decision = decide(rule, reader, story.pk)
        if decision.why == Why.FREE:
            _note(person, month, [story.pk])
    return decision


def _note(person: User, month: date, stories: list[int]) -> None:
    known = Article.objects.filter(pk__in=stories).values_list("pk", flat=True)
    rows = [Reading(person=person, article_id=pk, month=month) for pk in known]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)


def _in_cookie(request: HttpRequest) -> list[int]:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return []
    return kept["stories"] if kept["month"] == _month().isoformat() else []


def remember(response: HttpResponse, request: HttpRequest, stories: list[int]) -> None:
    """The cookie goes to the door of the wall only, so every other page stays without any."""
    value = signing.dumps({"month": _month().isoformat(), "stories": stories}, salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_AGE,
        path=reverse("access:door"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _month() -> date:
    return timezone.localdate().replace(day=1)


@transaction.atomic
def give(person: User, story: Article) -> str:
    """The path of a link with which anybody reads the story. Raises NoGiftsLeft."""
    with one_at_a_time(f"gifts:{person.pk}"):
        first = timezone.now() - timedelta(days=30)
        recent = Gift.objects.filter(person=person, made_at__gte=first)
        if not recent.filter(article=story).exists():
            if recent.count() >= GIFTS_A_MONTH:
                raise NoGiftsLeft
            made = {"made_at": timezone.now()}
            Gift.objects.update_or_create(person=person, article=story, defaults=made)
    return reverse("access:gift", args=[make_token(GIFT, story.pk)])


def given(token: str) -> int | None:
    """The story a link gives; nothing for one that is forged or over."""
    try:
        return read_token(GIFT, token, valid_for=GIFT_VALID_FOR)
    except (LinkIsOver, LinkIsWrong):
        return None
