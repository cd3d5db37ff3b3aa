"""`make bench BENCH=desk ARGS="100 100000"`: what the desk's pages take with so many stories.

Every story is a copy of one with its own address and hour; one in a hundred is a draft, and the
newest have been read in the last hours. Each page is asked six times, in this process; the first
does not count.
"""

import argparse
import statistics
import sys
import time
from datetime import timedelta

from bench.database import begin_anew, new_database, say

PAGES = (
    "/admin/", "/admin/week/", "/admin/log/", "/admin/articles/article/",
    "/admin/articles/article/?q=rain", "/admin/articles/article/add/", "/admin/articles/image/",
    "/admin/comments/comment/",
)  # fmt: skip
TIMES = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 100_000])
    asked = parser.parse_args()
    with new_database():
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        for size in asked.sizes:
            begin_anew()
            call_command("sync_roles", "-v0")
            call_command("createcachetable", "-v0")
            paper(size)
            say(f"{size:,} stories")
            for line in figures():
                say(line)


def paper(size: int) -> None:
    from django.db import connection

    from tests.factories import ArticleFactory

    story = ArticleFactory(live=True, headline="Rain over the harbour", body="<p>Rain.</p>" * 40)
    copied = [
        f.column for f in story._meta.concrete_fields
        if f.column not in {"id", "slug", "path", "published_at", "saved_at", "status"}
    ]  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in copied)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({columns}, slug, path, published_at, saved_at, status)"  # noqa: S608
            f" SELECT {columns}, 'rain-' || n,"
            "  CASE WHEN n %% 100 = 0 THEN NULL ELSE '/2020/01/01/rain-' || n || '/' END,"
            "  now() - n * interval '20 minutes', now() - n * interval '20 minutes',"
            "  CASE WHEN n %% 100 = 0 THEN 'draft' ELSE 'published' END"
            " FROM articles_article, generate_series(2, %s) AS n WHERE articles_article.id = %s",
            [size, story.pk],
        )
        cursor.execute(
            "INSERT INTO articles_hourlyviews (article_id, hour, count)"
            " SELECT id, date_trunc('hour', now()) - h * interval '1 hour', 1 + id % 50"
            " FROM (SELECT id FROM articles_article WHERE status = 'published'"
            "       ORDER BY published_at DESC LIMIT 2000) AS newest, generate_series(0, 23) AS h"
        )
        cursor.execute("ANALYZE")  # what PostgreSQL does by itself within a minute


def figures():
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from articles.models import Article
    from tests.factories import UserFactory

    editor = UserFactory(role="Editor")
    newest = Article.objects.filter(published_at__lt=timezone.now() - timedelta(hours=1))
    some = newest.order_by("-published_at").values_list("pk", flat=True).first()
    client = Client()
    client.force_login(editor)
    for page in (*PAGES, f"/admin/articles/article/{some}/change/"):
        took, asked = [], 0
        for _ in range(TIMES):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page)
            took.append(time.perf_counter() - began)
            asked = len(queries)
            if answer.status_code != 200:
                sys.exit(f"{page} answered {answer.status_code}.")
        yield f"{1000 * statistics.median(took[1:]):8.0f} ms {asked:4} queries  {page}"


if __name__ == "__main__":
    main()
