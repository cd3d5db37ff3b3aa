"""The stories: written, published and dated as if the weeks behind us had been worked."""

from datetime import datetime, timedelta
from zlib import crc32

from django.db import connection
from django.utils import timezone

from articles.actions import editing, publishing
from articles.models import Article, Author, Section
from articles.related import relate
from newsroom.demo.jobs import take_back
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import Paper, Story, dated

PLAIN = (
    "kind", "slug", "label", "front_title", "seo_title", "seo_description",
    "contents", "comments", "sensitive",
)  # fmt: skip


class Edition:
    """One load: what the stories refer to, and the moment they are counted from."""

    def __init__(
        self, paper: Paper, ledger: Ledger, *, sections: dict[str, Section],
        authors: dict[str, Author], pictures: dict[str, int], documents: dict[str, str],
        sign_ins: dict,
    ):  # fmt: skip
        self.paper, self.ledger = paper, ledger
        self.sections, self.authors, self.pictures = sections, authors, pictures
        self.documents, self.sign_ins = documents, sign_ins
        self.now = timezone.localtime()
        self.paths = self._paths()

    def load(self) -> list[Article]:
        """Store what is not there yet, oldest first; the new ones are returned."""
        oldest_first = sorted(self.paper.stories, key=lambda s: -s.hours_ago)
        made = [self._tell(story) for story in oldest_first if self._is_new(story)]
        for article in made:
            if article.status == Article.Status.PUBLISHED:
                relate(article.pk)
        return made

    def articles(self) -> dict[str, Article]:
        """By the slug in the files, those that are still there."""
        found = Article.objects.in_bulk()
        ids = {s.slug: self.ledger.id_of(f"story:{s.slug}") for s in self.paper.stories}
        return {slug: found[pk] for slug, pk in ids.items() if pk in found}

    def when(self, story: Story) -> datetime:
        """Some minutes before the round hour, the same for the same story each time."""
        minutes = crc32(story.slug.encode()) % 50
        when = self.now - timedelta(hours=story.hours_ago, minutes=minutes)
        return when.replace(second=0, microsecond=0)

    def _paths(self) -> dict[str, str]:
        """Where each story is, or will be once it is published."""
        paths = {slug: article.path for slug, article in self.articles().items() if article.path}
        for story in self.paper.stories:
            if self._is_new(story) and story.state == "published":
                paths[story.slug] = Article(slug=story.slug).compose_path(self.when(story))
        return paths

    def _is_new(self, story: Story) -> bool:
        return f"story:{story.slug}" not in self.ledger

    def _tell(self, story: Story) -> Article:
        article = editing.create(
            self._article(story),
            by=self.sign_ins.get(story.by),
            authors=[self.authors[slug] for slug in story.authors if slug in self.authors],
            tags=story.tags,
            further_sections=[
                self.sections[path] for path in story.further_sections if path in self.sections
            ],
        )
        self._move(article, story)
        self._date(article, story)
        for job in ("relate_article", "relate_neighbours"):
            take_back(f"articles.tasks.{job}", "article_id", article.pk)
        self.ledger.add(f"story:{story.slug}", article.pk)
        article.refresh_from_db()
        return article

    def _article(self, story: Story) -> Article:
        plain = {name: getattr(story, name) for name in PLAIN}
        article = Article(
            headline=dated(story.headline, self.now),
            standfirst=dated(story.standfirst, self.now),
            body=story.written(self.pictures, self.paths, self.documents, self.now),
            section=self.sections[story.section],
            lead_image_id=self.pictures.get(story.picture),
            lead_caption=story.picture_caption,
            **plain,
        )
        if story.event:
            article.event_date = (self.now + timedelta(days=story.event["in_days"])).date()
            article.event_place = story.event["place"]
        return article

    def _move(self, article: Article, story: Story) -> None:
        writer, editor = self.sign_ins.get(story.by), self.sign_ins.get("editor")
        if story.state == "review":
            publishing.submit(article, by=writer)
        if story.state in {"published", "scheduled"}:
            publishing.publish(article, by=editor, at=self.when(story))
        if story.updated_hours_ago is not None:
            article.refresh_from_db()
            self._update(article, story)

    def _update(self, article: Article, story: Story) -> None:
        editing.save(
            article,
            by=self.sign_ins.get("editor"),
            base=article.version,
            authors=article.byline_authors,
            tags=article.tags.names(),
            further_sections=article.further_sections.all(),
            note=story.update_note,
            substantive=True,
            told=story.update_note,
        )

    def _date(self, article: Article, story: Story) -> None:
        """Give the work the time it would have had; the actions wrote the time of the load."""
        seen = min(self.when(story), self.now)
        written = seen - timedelta(minutes=50)
        events = list(article.log.order_by("pk").values_list("pk", "event"))
        at = {"create": written, "submit": seen, "publish": seen, "schedule": seen}
        changed = seen
        if story.updated_hours_ago is not None:
            changed = at["update"] = self.now - timedelta(hours=story.updated_hours_ago)
            Article.objects.filter(pk=article.pk).update(updated_at=changed)
        with connection.cursor() as cursor:
            # The log is only ever added to; this alone is let through, in this transaction.
            cursor.execute("SET LOCAL newsroom.dating_the_demo = 'on'")
        for pk, event in events:
            article.log.filter(pk=pk).update(at=at[event])
        self._date_versions(article, story, seen, changed)
        article.revisions.update(created_at=written)
        article.revisions.filter(number__gt=1).update(created_at=changed)
        Article.objects.filter(pk=article.pk).update(created_at=written, saved_at=changed)

    def _date_versions(self, article: Article, story: Story, seen, changed) -> None:
        shown = [] if seen < self.when(story) else list(article.public_versions.all())
        for number, version in enumerate(shown):
            version.from_at = changed if number else seen
            version.until_at = changed if version is not shown[-1] else None
            version.save(update_fields=["from_at", "until_at"])
        article.reader_notes.update(at=changed)
