"""What readers would have done: seen the stories hour by hour, and said something below them."""

import random
from datetime import datetime, timedelta

from articles.models import Article, HourlyViews
from comments.models import Comment
from newsroom.demo.edition import Edition
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import Paper

# A story loses half of its readers in this many hours.
HALF_LIFE = 30
LONGEST = 24 * 28
# Share of the day's readers in each hour from midnight: few at night, most at breakfast and late.
DAY = (2, 1, 1, 1, 1, 2, 4, 8, 10, 9, 8, 7, 7, 8, 8, 6, 5, 6, 7, 8, 9, 9, 7, 4)


def count_readers(edition: Edition, made: list[Article]) -> int:
    """Spread each new story's views over the hours since it appeared; the sum is returned."""
    wanted = {f"story:{story.slug}": story.popularity for story in edition.paper.stories}
    views_of = {edition.ledger.id_of(key): views for key, views in wanted.items()}
    rows = []
    for article in made:
        if article.published_at and article.published_at <= edition.now:
            rows += _hours(article, views_of.get(article.pk, 0), edition.now)
    HourlyViews.objects.bulk_create(rows)
    return sum(row.count for row in rows)


def _hours(article: Article, views: int, now: datetime) -> list[HourlyViews]:
    chance = random.Random(article.slug)  # noqa: S311 the same spread each time, nothing secret
    first = article.published_at.astimezone(now.tzinfo).replace(minute=0, second=0, microsecond=0)
    number = min(LONGEST, int((now - first).total_seconds() // 3600) + 1)
    hours = [first + timedelta(hours=n) for n in range(number)]
    weights = [
        0.5 ** (n / HALF_LIFE) * DAY[hour.hour] * chance.uniform(0.7, 1.3)
        for n, hour in enumerate(hours)
    ]
    rows, whole, part, told = [], sum(weights), 0.0, 0
    for hour, weight in zip(hours, weights, strict=True):
        part += weight
        count = round(views * part / whole) - told
        told += count
        if count:
            rows.append(HourlyViews(article=article, hour=hour, count=count))
    return rows


def load_comments(paper: Paper, ledger: Ledger, edition: Edition, members: dict) -> int:
    """The comments that are not there yet, each some hours after its story."""
    articles = edition.articles()
    number = 0
    for entry in paper.comments:
        key = f"comment:{entry['story']}:{entry['member']}:{entry['hours_after']}"
        article = articles.get(entry["story"])
        if key in ledger or not article or not article.published_at:
            continue
        comment = Comment.objects.create(
            article=article, author=members[entry["member"]], text=entry["text"].strip()
        )
        # The time of posting is written by itself on creation.
        comment.posted_at = article.published_at + timedelta(hours=entry["hours_after"])
        comment.save(update_fields=["posted_at"])
        ledger.add(key, comment.pk)
        number += 1
    return number
