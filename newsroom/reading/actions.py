"""Saving, following, and telling followers what is new."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from articles.models import Article, Author, ReaderNote, Section, Tag
from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind
from newsroom.reading.models import Follow, Save, Told

TARGETS = {"section": Section, "author": Author, "tag": Tag}
MOST_AT_ONCE = 200
# After a worker was away for long, older stories are no news any more.
OLDEST_NEWS = timedelta(days=2)
# A story bears the time its publication began; others see it a little later.
COMMITTED_BY = timedelta(minutes=1)


def save_story(person: User, article: Article) -> None:
    Save.objects.get_or_create(person=person, article=article)


def unsave_story(person: User, article_id: int) -> None:
    Save.objects.filter(person=person, article=article_id).delete()


def findable(kind: str, person: User):
    """What readers find in the paper, and what this one follows already and may let go."""
    shown = {
        "section": Section.objects.open(),
        "author": Author.objects.all(),
        "tag": Tag.objects.filter(tagged__content_object__in=Article.objects.published()),
    }[kind]
    own = Follow.objects.filter(person=person).exclude(**{kind: None}).values(kind)
    return TARGETS[kind].objects.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=own))


def follow(person: User, kind: str, target_id: int) -> None:
    Follow.objects.get_or_create(person=person, **{f"{kind}_id": target_id})


def unfollow(person: User, kind: str, target_id: int) -> None:
    Follow.objects.filter(person=person, **{f"{kind}_id": target_id}).delete()


@transaction.atomic
def tell_followers() -> int:
    """Tell of every story that became visible since the last time, scheduled ones included.

    The clock makes scheduled stories visible without a job, so this looks for them. Locked: two
    workers do not tell the same; and telling twice is telling once.
    """
    now = _database_time()
    Told.objects.get_or_create(pk=1, defaults={"until": now})
    told = Told.objects.select_for_update().get(pk=1)
    since = max(told.until, now - OLDEST_NEWS)
    fresh = Article.objects.published().filter(published_at__gt=since, published_at__lte=now)
    stories = list(
        fresh.order_by("published_at", "pk")
        .select_related("section")
        .prefetch_related("further_sections", "bylines__author", "tags")[:MOST_AT_ONCE]
    )
    for story in stories:
        # First published means new; what was taken back and returned keeps its date.
        _tell_of(story)
    told.until = stories[-1].published_at if len(stories) == MOST_AT_ONCE else now - COMMITTED_BY
    told.save(update_fields=["until"])
    return len(stories)


@transaction.atomic
def tell_savers() -> int:
    """Tell those who kept a story of what was corrected in it since the last time.

    Locked and safe to repeat like tell_followers; a correction made before this ran for the first
    time is no news.
    """
    now = _database_time()
    Told.objects.get_or_create(pk=1, defaults={"until": now})
    told = Told.objects.select_for_update().get(pk=1)
    since = max(told.corrections_until or now - COMMITTED_BY, now - OLDEST_NEWS)
    notes = list(
        ReaderNote.objects.corrections()
        .readable()
        .filter(at__gt=since, at__lte=now)
        .select_related("article")
        .order_by("at", "pk")[:MOST_AT_ONCE]
    )
    for note in notes:
        keepers = Save.objects.filter(article=note.article_id, person__is_active=True)
        story = note.article
        news = News(
            Kind.CORRECTION,
            note.news_key,
            story.get_absolute_url(),
            {"headline": story.headline},
        )
        notify(keepers.values_list("person", flat=True), news)
    whole = len(notes) < MOST_AT_ONCE
    told.corrections_until = now - COMMITTED_BY if whole else notes[-1].at
    told.save(update_fields=["corrections_until"])
    return len(notes)


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def _tell_of(story: Article) -> None:
    names: dict[int, str] = {}
    for follow in _followers_of(story).select_related("section", "author", "tag"):
        names.setdefault(follow.person_id, str(follow.target))
    people: dict[str, list[int]] = {}
    for person, name in names.items():
        people.setdefault(name, []).append(person)
    for name, followers in people.items():
        words = {"headline": story.headline, "name": name}
        notify(followers, News(Kind.FOLLOWED, story.news_key, story.get_absolute_url(), words))


def _followers_of(story: Article):
    sections = {s.pk for s in story.all_sections} | {s.parent_id for s in story.all_sections}
    return (
        Follow.objects.filter(person__isnull=False)
        .filter(
            Q(section__in=sections - {None})
            | Q(author__in=[byline.author_id for byline in story.bylines.all()])
            | Q(tag__in=[tag.pk for tag in story.tags.all()])
        )
        .filter(person__is_active=True)
        .order_by("person", "pk")
    )
