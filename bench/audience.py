"""How long the question takes which of its stories each reader of an issue is told.

python -m bench.audience 100000 [--plan]

A database of its own. Readers were sent an issue a day for a week; then one more issue of twelve
stories is asked for, half of them told before, and a personal one of two hundred, for readers who
follow five things each of forty sections, a hundred authors and two hundred topics.
"""

import argparse
import sys
import time

from bench.database import new_database

DAYS, IN_AN_ISSUE, STORIES = 7, 8, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", type=int, nargs="?", default=100_000)
    parser.add_argument("--plan", action="store_true")
    asked = parser.parse_args()
    with new_database():
        for name, issue in prepare(asked.size):
            ask(name, issue, plan=asked.plan)


def prepare(size: int):
    """In bulk: what counts are the rows, not how they came."""
    from django.db import connection

    from articles.models import Author, Byline, Section, Tag
    from articles.models.tag import TaggedArticle
    from newsletter.models import Newsletter
    from tests.factories import ArticleFactory, SectionFactory

    sections = [SectionFactory() for _ in range(40)]
    Author.objects.bulk_create(Author(name=f"A {n}", slug=f"a-{n}") for n in range(100))
    Tag.objects.bulk_create(Tag(name=f"T {n}", slug=f"t-{n}") for n in range(200))
    authors = list(Author.objects.values_list("pk", flat=True))
    tags = list(Tag.objects.values_list("pk", flat=True))
    stories = [
        ArticleFactory(live=True, section=sections[n % 40], authors=[]) for n in range(STORIES)
    ]
    Byline.objects.bulk_create(
        Byline(article=s, author_id=authors[n * 7 % 100]) for n, s in enumerate(stories)
    )
    TaggedArticle.objects.bulk_create(
        TaggedArticle(content_object=s, tag_id=tags[n * k % 200])
        for n, s in enumerate(stories)
        for k in (1, 3, 11)
        if k == 1 or n * k % 200 != n % 200
        if not (k == 11 and n * 11 % 200 == n * 3 % 200)
    )
    daily = Newsletter.objects.create(name="Daily", slug="daily", rhythm="daily")
    own = Newsletter.objects.create(name="Own", slug="own", rhythm="daily", personal=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsletter_subscriber (email, key, created_at)"
            " SELECT 'r' || n || '@example.com', lpad(n::text, 32, 'k'), now()"
            " FROM generate_series(1, %s) n",
            [size],
        )
        cursor.execute(
            "INSERT INTO newsletter_subscription (subscriber_id, newsletter_id, asked_at,"
            " asked_text, asked_place, confirmed_at, rhythm)"
            " SELECT s.id, n.id, now(), '', '', now(), ''"
            " FROM newsletter_subscriber s, newsletter_newsletter n"
        )
        for k in range(5):
            kind, rows = [("section", Section), ("author", Author), ("tag", Tag)][k % 3]
            keys = list(rows.objects.values_list("pk", flat=True))
            cursor.execute(
                f"INSERT INTO reading_follow (subscriber_id, {kind}_id)"  # noqa: S608
                " SELECT id, (%s::bigint[])[1 + (id * %s + id / 7) %% %s]"
                " FROM newsletter_subscriber ON CONFLICT DO NOTHING",
                [keys, [1, 3, 7, 11, 13][k], len(keys)],
            )
        for day in range(DAYS):
            _sent(cursor, daily, stories[day * IN_AN_ISSUE : (day + 1) * IN_AN_ISSUE], day)
        cursor.execute("VACUUM ANALYZE")
    yield "the same for all", _issue(daily, stories[50:62])
    yield "personal", _issue(own, list(reversed(stories)))


def _sent(cursor, newsletter, stories, day: int) -> None:
    """A tenth of the readers was away that day: what is left differs from reader to reader."""
    from newsletter.models import Content

    issue = _issue(newsletter, stories)
    content = Content.objects.create(
        issue=issue, digest="d", subject="", html="", text="", stories=[s.pk for s in stories]
    )
    cursor.execute(
        "INSERT INTO newsletter_delivery (issue_id, subscriber_id, content_id, state)"
        " SELECT %s, id, %s, 3 FROM newsletter_subscriber WHERE id %% 10 <> %s",
        [issue.pk, content.pk, day],
    )


def _issue(newsletter, stories):
    from newsletter.models import Issue, IssueStory

    number = Issue.objects.count()
    issue = Issue.objects.create(
        newsletter=newsletter, edition=f"e{number}", automatic=True, rhythm="daily"
    )
    IssueStory.objects.bulk_create(
        IssueStory(issue=issue, article=s, position=p) for p, s in enumerate(stories)
    )
    return issue


def ask(name: str, issue, *, plan: bool) -> None:
    from django.db import connection

    from newsletter.audience import readers

    found = readers(issue)
    with connection.cursor() as cursor:
        began = time.monotonic()
        cursor.execute(f"CREATE TEMPORARY TABLE asked AS {found.sql}", found.params)
        took, rows = time.monotonic() - began, cursor.rowcount
        cursor.execute("SELECT count(*) FROM (SELECT DISTINCT stories FROM asked) kind")
        kinds = cursor.fetchone()[0]
        cursor.execute("DROP TABLE asked")
        say(f"{name}: {rows:,} readers in {took:.1f} s, {kinds:,} different contents")
        if plan:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {found.sql}", found.params)
            say("\n".join(row[0] for row in cursor.fetchall()))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
