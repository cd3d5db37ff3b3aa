"""What search engines are told of the stories: month by month, and those of two days for news."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now, TruncMonth

from articles.models import Article, Author, Rendition, Section, Tag

LARGEST = 50_000  # addresses in one file, by sitemaps.org
NEWS_LASTS, MOST_NEWS = timedelta(hours=48), 1_000  # by Google News
CHANGED = Coalesce("updated_at", "published_at")


@dataclass(frozen=True)
class Part:
    """Some of a month's stories, as many as one file may hold."""

    month: date
    number: int
    changed: datetime

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}" + (f"-{self.number}" if self.number > 1 else "")


def parts() -> list[Part]:
    """Newest month first; one aggregate, however many stories there are."""
    months = (
        Article.objects.published()
        .order_by()
        .annotate(month=TruncMonth("published_at"))
        .values("month")
        .annotate(stories=Count("pk"), changed=Max(CHANGED))
        .order_by("-month")
    )
    return [
        Part(row["month"].date(), number, row["changed"])
        for row in months
        for number in range(1, -(-row["stories"] // LARGEST) + 1)
    ]


def of_month(first: datetime, after: datetime, number: int) -> QuerySet:
    """Rows of a part: path, changed, picture."""
    within = Article.objects.published().filter(published_at__gte=first, published_at__lt=after)
    start = (number - 1) * LARGEST
    return _rows(within.order_by("published_at", "pk"))[start : start + LARGEST]


def news() -> QuerySet:
    fresh = Article.objects.published().filter(published_at__gt=Now() - NEWS_LASTS)
    return _rows(fresh.newest_first())[:MOST_NEWS]


def _rows(stories: QuerySet) -> QuerySet:
    """Plain rows: a month of a large paper has more stories than objects are good for."""
    largest = (
        Rendition.objects.cleared()
        .filter(image=OuterRef("lead_image"), ratio="16x9", format="jpeg")
        .order_by("-width")
    )
    return stories.annotate(changed=CHANGED, picture=Subquery(largest.values("file")[:1])).values(
        "path", "headline", "language", "published_at", "changed", "picture"
    )


def lists() -> list[tuple[str, datetime | None]]:
    """(path, newest change) of every section, author and tag under which a reader finds stories."""
    live = Article.objects.published()
    changes = dict(live.order_by().values_list("section").annotate(changed=Max(CHANGED)))
    sections = [(s.get_absolute_url(), changes.get(s.pk)) for s in Section.objects.with_stories()]
    authors = [(a.get_absolute_url(), None) for a in Author.objects.with_stories()]
    tags = Tag.objects.filter(tagged__content_object__in=live).distinct()
    return [*sections, *authors, *((tag.get_absolute_url(), None) for tag in tags)]
