"""Two hundred stories under embargo: nothing of them a second before, everything five after.

make prove ARGS="tests/prove/test_embargo.py -s"; STORIES=10 before it makes fewer. The small
form is tests/newsroom/test_only_public_stories.py.
"""

import os
import random
import time
from datetime import timedelta

import pytest

from articles.models import Article
from newsroom.kit.times import database_now
from tests.newsroom import embargo
from tests.servers import web_server

pytestmark = pytest.mark.django_db(transaction=True)
STORIES = int(os.environ.get("STORIES", "200"))
# Lists that show all of them, over all their pages; and two that show the newest.
WHOLE = [
    "/s", "/author/a", "/tag/t", "/notifications/", "/search/?q=rain", "/sitemap-2",
    "/news-sitemap.xml",
]  # fmt: skip
NEWEST = {"/feed/": 50, "/": 20}


def test_nothing_is_anywhere_before_and_everything_after(editor, capsys):
    paper = embargo.stories(editor, STORIES)
    embargo.schedule(paper, editor, database_now() + timedelta(days=2))
    own = [story.path for story in paper.stories]
    public = [address for s in paper.stories for address in embargo.of_a_story(paper, s)]
    never = [address for s in paper.stories for address in embargo.never_of_a_story(s)]
    files = sorted(address for own_files in paper.files.values() for address in own_files)

    with web_server(workers=2) as server:
        before = embargo.walk(server.port, [*public, *never])
        lists, started = embargo.of_the_paper(paper), time.monotonic()
        rehearsed = embargo.walk(server.port, [*own, *lists])
        needed = (time.monotonic() - started) * 1.5 + 5
        # The same addresses on another day: they move with the time while nobody has seen them.
        at = database_now() + timedelta(seconds=needed + 10 + STORIES / 20)
        for n, story in enumerate(paper.stories):
            Article.objects.filter(pk=story.pk).update(published_at=at, first_published_at=at)
            paper.stories[n].refresh_from_db()
        own, lists = [story.path for story in paper.stories], embargo.of_the_paper(paper)
        sleep_until(at - timedelta(seconds=1 + needed))
        last = embargo.walk(server.port, [*own, *lists])
        while database_now() < at - timedelta(seconds=1):
            last.add(embargo.walk(server.port, random.sample([*own, *lists], 8)))
        said = at - database_now()
        assert said > timedelta(), "this machine reads too slowly for the proof"
        sleep_until(at + timedelta(seconds=5))
        after = embargo.walk(server.port, [*lists, *public, *never, *files])

    tell(
        capsys,
        f"{STORIES} stories, {sum(map(len, paper.files.values()))} files of pictures; "
        f"{before.asked + rehearsed.asked} addresses before, {last.asked} until "
        f"{said.total_seconds():.1f} s before its time; {after.asked} after",
    )
    for walked in (before, rehearsed, last):
        assert walked.seen == {}
        assert walked.handed_out == []
        assert not walked.pictures
    assert before.failed + rehearsed.failed + last.failed + after.failed == []
    all_of_them = set(range(STORIES))
    for n, story in enumerate(paper.stories):
        word = paper.word(story)
        for address in (
            story.path, f"{story.path}?print=1", f"{story.path}history/", f"{story.path}comments/",
            f"/search/?q={word}", f"/search/suggest/?q={word}", embargo.document_of(story),
        ):  # fmt: skip
            assert n in after.seen.get(address, set()), address
    for start in WHOLE:
        assert numbers_on(after, start) == all_of_them, start
    for address, most in NEWEST.items():
        assert len(after.seen[address]) >= min(most, STORIES), address
    assert sorted(after.handed_out) == files
    assert after.pictures <= set(files)
    assert all(after.pictures & set(own_files) for own_files in paper.files.values())


def numbers_on(walked: embargo.Walk, start: str) -> set[int]:
    found = [numbers for address, numbers in walked.seen.items() if address.startswith(start)]
    return set().union(*found)


def sleep_until(moment) -> None:
    time.sleep(max(0, (moment - database_now()).total_seconds()))


def tell(capsys, words: str) -> None:
    with capsys.disabled():
        print(f"\n{words}")  # noqa: T201 the figures
