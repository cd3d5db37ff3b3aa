"""Two hundred publications while ten thousand pages are read: each page is wholly old or new.

make prove ARGS="tests/prove/test_published_whole.py -s"; READS=500 before it reads fewer. The small
form is tests/newsroom/test_one_moment.py.
"""

import os

import pytest

from tests.articles.torn import Story, read_while_publishing
from tests.servers import web_server

pytestmark = pytest.mark.django_db(transaction=True)
READS = int(os.environ.get("READS", "10000"))
PUBLISHES = max(10, READS // 50)


def test_no_page_is_torn_by_a_publication(editor, capsys):
    story = Story(editor)

    with web_server(workers=2) as server:
        found = read_while_publishing(story, server.port, reads=READS, publishes=PUBLISHES)

    with capsys.disabled():
        print(  # noqa: T201 the figures
            f"\n{found.reads.total()} reads, {found.publishes} publications, "
            f"{len(found.versions)} versions read, {len(found.torn)} pages torn, "
            f"{len(found.failed)} failed\n{dict(found.reads)}"
        )
    assert (found.torn, found.failed) == ([], [])
    assert found.reads.total() >= READS * 0.99
    assert len(found.versions) > PUBLISHES * 0.5
