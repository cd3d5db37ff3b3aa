"""Which stories an issue is filled with by the rule of its newsletter."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Section
from articles.popularity import PERIODS, popular
from newsletter.models import Issue, IssueStory, Newsletter, Rhythm
from newsroom.curation.pins import standing_at

# Without an issue before it, how far back the first one looks.
FIRST = {Rhythm.DAILY: timedelta(days=1)}
FIRST_OTHERWISE = timedelta(days=7)
# Of the most read of the whole paper, so many are looked through for those of the sections.
READ_THROUGH = 200
# A personal issue is chosen from so many, the newest.
CANDIDATES = 200
# After a pause, what is older is no news any more.
OLDEST = timedelta(days=14)

# A story bears the time its publication began; others see it a little later.
COMMITTED_BY = timedelta(minutes=10)

NOT_SENT = (Issue.State.DRAFT, Issue.State.CANCELLED)


def by_rule(newsletter: Newsletter, *, now: datetime | None = None) -> list[Article]:
    """The newsletter's own choice for the issue to come: none it had before, none too many."""
    rules = {
        Newsletter.Filling.NEWEST: _newest,
        Newsletter.Filling.POPULAR: _most_read,
        Newsletter.Filling.PICKS: _picks,
    }
    return rules[newsletter.filling](newsletter, now or timezone.now())[: newsletter.most_stories]


def candidates(newsletter: Newsletter, rhythm: str, *, now: datetime) -> list[Article]:
    """What readers of a personal newsletter may find in it, newest first."""
    since = now - FIRST.get(rhythm, FIRST_OTHERWISE) - timedelta(hours=1)
    last = newsletter.issues.filter(rhythm=rhythm).exclude(state__in=NOT_SENT)
    if last := last.order_by("created_at").last():
        since = min(since, max(last.created_at, now - OLDEST))
    return list(_of_its_sections(newsletter, since=since)[:CANDIDATES])


def new_stories(newsletter: Newsletter, *, since: datetime, until: datetime) -> list[Article]:
    """Those readers could first see in that time: what was published again keeps its date."""
    fresh = _of_its_sections(newsletter, since=since).filter(first_published_at__lte=until)
    return list(fresh.order_by("first_published_at", "pk"))


def had_before(newsletter: Newsletter):
    """Stories of its earlier issues, and of those that wait to be sent."""
    others = newsletter.issues.exclude(state__in=NOT_SENT)
    return IssueStory.objects.filter(issue__in=others).values("article")


def _newest(newsletter: Newsletter, now: datetime) -> list[Article]:
    fresh = _of_its_sections(newsletter, since=_since(newsletter, now))
    return list(fresh.exclude(pk__in=had_before(newsletter))[: newsletter.most_stories])


def _most_read(newsletter: Newsletter, now: datetime) -> list[Article]:
    period = PERIODS["day" if newsletter.rhythm == Rhythm.DAILY else "week"]
    had = set(had_before(newsletter).values_list("article", flat=True))
    read = popular(period, limit=READ_THROUGH)
    return [a for a in _within(newsletter, read) if a.pk not in had]


def _picks(newsletter: Newsletter, now: datetime) -> list[Article]:
    """What editors pinned to the front page, in the page's order."""
    order = [pin.story_id for pin in standing_at().pins]
    wanted = _of_its_sections(newsletter).filter(pk__in=order)
    found = wanted.exclude(pk__in=had_before(newsletter)).in_bulk()
    return [found[pk] for pk in order if pk in found]


def _since(newsletter: Newsletter, now: datetime) -> datetime:
    """When its last issue was begun: what came out since then was in none."""
    issues = newsletter.issues.of_stories().exclude(state__in=NOT_SENT)
    if last := issues.order_by("created_at").last():
        return last.created_at - COMMITTED_BY
    return now - FIRST.get(newsletter.rhythm, FIRST_OTHERWISE)


def _of_its_sections(newsletter: Newsletter, *, since: datetime | None = None):
    """Newest first; a section stands for its parts, and a story may belong to several."""
    found = Article.objects.published().not_sensitive().for_cards().newest_first()
    if since:
        found = found.filter(first_published_at__gt=since)
    if sections := _sections(newsletter):
        further = Article.further_sections.through.objects.filter(section__in=sections)
        found = found.filter(Q(section__in=sections) | Q(pk__in=further.values("article")))
    return found


def _within(newsletter: Newsletter, stories: list[Article]) -> list[Article]:
    sections = _sections(newsletter)
    if not sections:
        return stories
    return [
        a
        for a in stories
        if a.section_id in sections or any(s.pk in sections for s in a.further_sections.all())
    ]


def _sections(newsletter: Newsletter) -> set[int]:
    """Those it draws on, with their parts; none means all."""
    chosen = newsletter.sections.values("pk")
    within = Section.objects.filter(Q(pk__in=chosen) | Q(parent__in=chosen))
    return set(within.values_list("pk", flat=True))
