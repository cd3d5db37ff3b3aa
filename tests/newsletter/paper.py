"""A newsroom at random for some days: stories, readers and rhythms come, change and go."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from articles.models import Article, Tag
from newsletter.actions.automatic import make_due_issues
from newsletter.models import Delivery, Issue, Newsletter, Subscriber, Subscription
from newsroom.reading.models import Follow
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory
from tests.newsletter.frozen import freeze

MADRID = ZoneInfo("Europe/Madrid")
RHYTHMS = ["at_once", "daily", "weekly"]
STEPS_A_DAY = 6


class Paper:
    """A small paper; each of its deeds is one of many that may happen at any time."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        top = [SectionFactory() for _ in range(3)]
        self.sections = [*top, SectionFactory(parent=top[0]), SectionFactory(parent=top[1])]
        self.authors = [AuthorFactory() for _ in range(3)]
        self.tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(3)]
        self.letters = [self._letter(n) for n in range(4)]
        self.readers = [Subscriber.objects.create(email=f"r{n}@example.com") for n in range(7)]
        self.seen_wrong: list[str] = []
        for _ in range(14):
            self.join()
            self.follow()

    def _letter(self, number: int) -> Newsletter:
        personal = number % 2 == 0
        letter = Newsletter.objects.create(
            name=f"Letter {number}", slug=f"letter-{number}", personal=personal,
            rhythm=self.dice.choice(RHYTHMS), weekday=self.dice.randrange(7),
            send_at=f"{self.dice.randrange(24):02d}:30", most_stories=self.dice.randint(1, 6),
            filling="newest",
        )  # fmt: skip
        letter.sections.set(self.dice.sample(self.sections, self.dice.choice([0, 2])))
        return letter

    def publish(self):
        now = timezone.now()
        ArticleFactory(
            status=Article.Status.PUBLISHED, published_at=now, slug=f"s{Article.objects.count()}",
            section=self.dice.choice(self.sections),
            further_sections=self.dice.sample(self.sections, self.dice.choice([0, 0, 1])),
            authors=self.dice.sample(self.authors, self.dice.randint(0, 2)),
            tags=self.dice.sample([t.name for t in self.tags], self.dice.randint(0, 2)),
            sensitive=self.dice.random() < 0.1,
        )  # fmt: skip

    def change(self):
        if story := self._any(Article.objects.order_by("pk")):
            self.dice.choice([self._withdraw, self._again, self._sensitive])(story)

    def _withdraw(self, story):
        Article.objects.filter(pk=story.pk).update(status=Article.Status.WITHDRAWN)

    def _again(self, story):
        Article.objects.filter(pk=story.pk).update(status=Article.Status.PUBLISHED)

    def _sensitive(self, story):
        Article.objects.filter(pk=story.pk).update(sensitive=not story.sensitive)

    def follow(self):
        reader = self.dice.choice(self.readers)
        kind = self.dice.choice(["section", "author", "tag"])
        target = {kind: self.dice.choice(getattr(self, f"{kind}s"))}
        if not Follow.objects.filter(subscriber=reader, **target).delete()[0]:
            Follow.objects.create(subscriber=reader, **target)

    def join(self):
        reader, letter = self.dice.choice(self.readers), self.dice.choice(self.letters)
        rhythm = self.dice.choice(["", *RHYTHMS]) if letter.personal else ""
        now = timezone.now()
        Subscription.objects.update_or_create(
            subscriber=reader,
            newsletter=letter,
            defaults={
                "asked_at": now, "confirmed_at": now, "rhythm": rhythm,
                "left_at": now if self.dice.random() < 0.2 else None,
            },
        )  # fmt: skip

    def send(self):
        """Each issue to its readers; some copies never come, and then they do not count."""
        make_due_issues()
        for issue in Issue.objects.filter(state="scheduled").order_by("scheduled_for", "pk"):
            for reader, stories in freeze(issue).items():
                self._look(issue, reader, stories)
            lost = issue.deliveries.filter(pk__in=self._some(issue))
            lost.update(state=Delivery.State.FAILED)

    def _some(self, issue):
        keys = issue.deliveries.order_by("pk").values_list("pk", flat=True)
        return [key for key in keys if self.dice.random() < 0.1]

    def _look(self, issue, reader, stories):
        letter = issue.newsletter
        seen = Article.objects.filter(pk__in=stories, status="published", sensitive=False)
        came = Delivery.objects.filter(
            subscriber=reader, content__stories__overlap=stories, state=Delivery.State.ACCEPTED
        ).exclude(issue=issue)
        wrong = {
            "is not to be seen": seen.count() != len(stories),
            "is too many": len(stories) > letter.most_stories or not stories,
            "came before": came.exists(),
            "was not asked for": not all(self._asked(issue, reader, story) for story in seen),
        }
        self.seen_wrong += [f"{issue.edition} {why}" for why, so in wrong.items() if so]

    def _asked(self, issue, reader, story) -> bool:
        """Worked out anew, story by story."""
        subscription = Subscription.objects.get(subscriber=reader, newsletter=issue.newsletter)
        own = {story.section, *story.further_sections.all()}
        within = {s.pk for s in own} | {s.parent_id for s in own if s.parent_id}
        chosen = set(issue.newsletter.sections.values_list("pk", flat=True))
        if not subscription.receives or (chosen and not within & chosen):
            return False
        if not issue.newsletter.personal:
            return True
        authors = set(story.authors.values_list("pk", flat=True))
        tags = {t.pk for t in story.tags.all()}
        follows = Follow.objects.filter(subscriber=reader)
        return (subscription.rhythm or issue.newsletter.rhythm) == issue.rhythm and any(
            f.section_id in within or f.author_id in authors or f.tag_id in tags for f in follows
        )

    def _any(self, rows):
        count = rows.count()
        return rows[self.dice.randrange(count)] if count else None


def live(seed: int, *, days: int) -> Paper:
    """Over the night in which summer time begins."""
    start = datetime(2026, 3, 25, 6, 0, tzinfo=MADRID)
    with time_machine.travel(start, tick=False) as clock:
        paper = Paper(seed)
        make_due_issues()
        for _ in range(days * STEPS_A_DAY):
            clock.shift(timedelta(hours=24 / STEPS_A_DAY) * paper.dice.uniform(0.3, 1.7))
            deeds = [paper.publish] * 3 + [paper.change, paper.follow, paper.join]
            paper.dice.choice(deeds)()
            clock.shift(timedelta(minutes=paper.dice.choice([0, 2, 90])))
            paper.send()
    return paper
