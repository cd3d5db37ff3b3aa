"""Issues that make themselves: at a newsletter's times, or with each story.

Each newsletter knows until when its rhythm was looked after. What became due since then is made,
of missed times only the newest; a rhythm that was just chosen begins with its next time.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from newsletter import choosing, timetable
from newsletter.actions import telling
from newsletter.actions.sending import hold_restored
from newsletter.models import Issue, IssueLog, IssueStory, Newsletter, Rhythm, Seal

# A story can be taken back for a moment before it is in anybody's mail.
HOLD = timedelta(seconds=60)
# So that somebody can approve an issue before its time, it is made this much earlier.
AHEAD = timedelta(hours=3)

PERSONAL = (Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY)


def make_due_issues(*, now: datetime | None = None) -> list[Issue]:
    """To be run every minute, by as many workers as like: an edition is made once."""
    now = now or timezone.now()
    Newsletter.objects.filter(rhythm=Rhythm.BY_HAND, looked_at__isnull=False).update(looked_at=None)
    made = []
    for pk in Newsletter.objects.exclude(rhythm=Rhythm.BY_HAND).values_list("pk", flat=True):
        made += _look_after(pk, now)
    return made


@transaction.atomic
def _look_after(newsletter_id: int, now: datetime) -> list[Issue]:
    held = Newsletter.objects.select_for_update(skip_locked=True)
    newsletter = held.exclude(rhythm=Rhythm.BY_HAND).filter(pk=newsletter_id).first()
    if newsletter is None:
        return []
    since = newsletter.looked_at
    if since and since >= now:
        return []
    newsletter.looked_at = now if since else now + HOLD
    newsletter.save(update_fields=["looked_at"])
    if since is None:
        return []
    made = []
    for rhythm in PERSONAL if newsletter.personal else [newsletter.rhythm]:
        if rhythm == Rhythm.AT_ONCE:
            made += _with_each_story(newsletter, since, now)
        else:
            made += _at_its_time(newsletter, rhythm, since, now)
    return made


def _at_its_time(newsletter: Newsletter, rhythm: str, since: datetime, now: datetime):
    until = now + AHEAD if newsletter.needs_approval else now
    due = timetable.last_due(newsletter, rhythm, until)
    if due <= since:
        return []
    edition = timetable.edition_of(rhythm, due)
    if newsletter.issues.filter(edition=edition).exists():
        return []
    if newsletter.personal:
        stories = choosing.candidates(newsletter, rhythm, now=now)
    else:
        stories = choosing.by_rule(newsletter, now=now)
    return _made(newsletter, rhythm, edition, stories, due=due)


def _with_each_story(newsletter: Newsletter, since: datetime, now: datetime):
    """One for each story, in the order they came; none for those that are no news by now."""
    since = max(since - HOLD, now - HOLD - timedelta(minutes=newsletter.late_after))
    made = []
    for story in choosing.new_stories(newsletter, since=since, until=now - HOLD):
        edition, due = f"story-{story.pk}", story.first_published_at + HOLD
        if not newsletter.issues.filter(edition=edition).exists():
            made += _made(newsletter, Rhythm.AT_ONCE, edition, [story], due=due)
    return made


def _made(
    newsletter: Newsletter, rhythm: str, edition: str, stories: list[Article], *, due: datetime
) -> list[Issue]:
    """Nothing to tell, nothing made. What waits for approval stays a draft with its time set."""
    if not stories:
        return []
    state = Issue.State.DRAFT if newsletter.needs_approval else Issue.State.SCHEDULED
    issue = Issue.objects.create(
        newsletter=newsletter,
        edition=edition,
        state=state,
        automatic=True,
        rhythm=rhythm,
        scheduled_for=due,
        not_after=due + timedelta(minutes=newsletter.late_after),
    )
    IssueStory.objects.bulk_create(
        IssueStory(issue=issue, article=story, position=place)
        for place, story in enumerate(stories)
    )
    IssueLog.objects.create(issue=issue, event=IssueLog.Event.MAKE)
    if newsletter.needs_approval:
        telling.waits_for_approval(issue)
    elif _may_have_been_sent(due):
        hold_restored(issue.pk)
    return [issue]


def _may_have_been_sent(due: datetime) -> bool:
    """The occasion lay before this database was released, or it still is to be: the one it was
    restored from may have had its issue."""
    before = Q(released_at__gte=due) | Q(sealed_as__isnull=False)
    return Seal.objects.filter(before).exists()
