"""Pictures of a site that moves in: once each, from a folder or from where they were."""

from functools import partial

import pytest

from articles.models import Article
from newsroom.kit.fetching import fetch
from newsroom.moving.receipt import adds_up
from tests.factories import ImageFactory
from tests.moving.an_export import (
    SITE,
    item,
    meta,
)
from tests.newsroom.test_fetching import counting_server

pytestmark = pytest.mark.django_db


def test_pictures_come_from_a_folder_once_each(take, tmp_path, run_jobs):
    folder = tmp_path / "uploads"
    (folder / "2016/03").mkdir(parents=True)
    made = ImageFactory.build(width=800, height=600).file
    (folder / "2016/03/boat.jpg").write_bytes(made.read())
    (folder / "2016/03/broken.jpg").write_bytes(b"no picture")
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(b"not yours")
    url = f"{SITE}/wp-content/uploads/2016/03"
    parts = [
        item(1, "Pictures", f'one <img src="{url}/boat-300x200.jpg"> two <img src="{url}/x.jpg">',
             inside=meta("_thumbnail_id", "7")),
        item(7, "Boat", kind="attachment", status="inherit", file=f"{url}/boat.jpg", parent=1,
             excerpt="At dawn", inside=meta("_wp_attachment_image_alt", "A boat")),
        item(8, "Broken", kind="attachment", status="inherit", file=f"{url}/broken.jpg"),
        item(9, "Away", kind="attachment", status="inherit", file=f"{url}/away.jpg"),
        item(10, "Out", kind="attachment", status="inherit",
             file=f"{SITE}/wp-content/uploads/../../outside.jpg"),
    ]  # fmt: skip

    report = take(*parts, media=folder)
    again = take(*parts, media=folder)

    story = Article.objects.get()
    assert (story.lead_image.alt, story.lead_image.caption) == ("A boat", "At dawn")
    assert f'data-image-id="{story.lead_image_id}"' in story.body
    assert list(story.body_images.all()) == [story.lead_image]
    assert report["items"]["outcomes"] == {"story": 1, "picture": 1}
    assert report["items"]["reasons"] == {"picture refused": 1, "file not there": 2}
    assert report["pictures_missing"] == 1
    assert again["items"] == report["items"]
    assert "articles.tasks.render_image" in run_jobs()


def test_fetching_pictures_reaches_nothing_inside(take):
    """Whatever the file names: only what everybody on the internet may reach is asked."""
    with counting_server() as (port, asked):
        parts = [
            item(n, "File", kind="attachment", status="inherit", file=address)
            for n, address in enumerate(
                [
                    f"http://127.0.0.1:{port}/a.jpg",
                    f"http://localhost:{port}/a.jpg",
                    f"http://[::1]:{port}/a.jpg",
                    "http://169.254.169.254/latest/a.jpg",
                    "file:///etc/passwd.jpg",
                    f"//127.0.0.1:{port}/a.jpg",
                ],
                1,
            )
        ]
        body = f'<img src="http://127.0.0.1:{port}/b.jpg"> [embed]http://127.0.0.1:{port}/c[/embed]'

        report = take(*parts, item(50, "Story", body), fetch=True)

    assert asked == []
    assert report["items"]["reasons"] == {"file not there": 6}
    assert adds_up(report)


def test_pictures_are_fetched_from_where_they_were(take, monkeypatch):
    content = ImageFactory.build().file.read()
    with counting_server({"/uploads/boat.jpg": (200, {}, content)}) as (port, asked):
        openly = partial(fetch, may_reach=lambda place: True, ports=frozenset({port}))
        monkeypatch.setattr("newsroom.moving.actions.files.fetch", openly)
        url = f"http://127.0.0.1:{port}/uploads/boat.jpg"
        parts = [
            item(1, "Story", f'<img src="{url}">'),
            item(7, "Boat", kind="attachment", status="inherit", file=url),
        ]

        take(*parts, fetch=True)
        take(*parts, fetch=True)

    assert asked == ["/uploads/boat.jpg"]
    assert "data-image-id" in Article.objects.get().body


def test_pictures_that_come_later_take_their_places(take, tmp_path):
    url = f"{SITE}/wp-content/uploads/2016/03/boat.jpg"
    parts = [
        item(1, "Story", f'one <img src="{url}"> two'),
        item(7, "Boat", kind="attachment", status="inherit", file=url),
    ]
    take(*parts)
    assert "[<a" in Article.objects.get().body
    (tmp_path / "files").mkdir()
    (tmp_path / "files/boat.jpg").write_bytes(ImageFactory.build().file.read())

    take(*parts, media=tmp_path / "files")

    assert "data-image-id" in Article.objects.get().body
    assert "[<a" not in Article.objects.get().body
