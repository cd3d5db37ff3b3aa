"""The paper's main job through its public doors: a journalist publishes, a reader reads."""

import io
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image as Pixels
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import publishing
from articles.models import Article, HourlyViews, Image
from tests.factories import PASSWORD, ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "data" / "html" / "medium-advanced.html"
OWN = """<h1>Tramlines</h1><p><span style="font-weight:700">Work begins</span> in May.</p>
<ul><li><p>Two lines</p></li><li><p>Nine stops</p></li></ul><p>It will be quiet.</p>"""
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HEADLINE = "Zaragoza opens a tram for the Niño quarter"


@pytest.fixture
def worker(media):
    """The real worker, in a process of its own, on this test's database and files."""
    server = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {
        **os.environ,
        "NEWSROOM_MODE": "development",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.development",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(media),
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    started = subprocess.Popen(
        [*command, "--shutdown-graceful-timeout", "3"], cwd=PROJECT, env=environment
    )
    yield started
    started.terminate()
    started.wait(20)


@pytest.fixture
def newsroom():
    call_command("createcachetable")
    SectionFactory(name="News", slug="news")
    SectionFactory(name="Travel", slug="travel")
    AuthorFactory(name="Inés Robledo Fernández-Villaverde", slug="ines-robledo")
    AuthorFactory(name="Owen Castell", slug="owen-castell")
    return UserFactory(email="eva@example.com", role="Editor")


def photograph_with_gps() -> bytes:
    exif = Pixels.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (41.0, 39.0, 7.0)
    buffer = io.BytesIO()
    Pixels.effect_noise((1200, 1600), 60).convert("RGB").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def sign_in_at_the_desk(page):
    page.goto("/admin/")
    page.get_by_label("Username or email address").fill("eva@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def write(page, pasted: str):
    page.get_by_role("link", name="New story").first.click()
    page.wait_for_selector("html[data-writing=ready]")
    page.get_by_role("textbox", name="Headline").fill(HEADLINE)
    page.keyboard.press("Enter")
    page.keyboard.type("The first tram runs on Monday.")
    text = page.get_by_role("textbox", name="Text")
    text.click()
    text.evaluate(
        """(place, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "words");
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          place.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        pasted,
    )
    page.get_by_label("Section", exact=True).select_option("News")
    for label, name in [
        ("Further sections", "Travel"),
        ("Bylines", "robledo"),
        ("Bylines", "owen"),
    ]:
        box = page.get_by_role("combobox", name=label)
        box.fill(name)
        box.press("Enter")
    page.get_by_role("combobox", name="Tags").fill("Trams, ")


def add_picture(page, content: bytes):
    page.locator("[data-lead-choose]").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.locator("input[type=file]").set_input_files(
        [{"name": "tram.jpg", "mimeType": "image/jpeg", "buffer": content}]
    )
    dialog.get_by_label("Alternative text").fill("A red tram at a stop")
    dialog.get_by_label("Licence").select_option("own")  # without one nothing goes live
    dialog.get_by_role("button", name="Use this picture").click()
    expect(dialog).to_have_count(0)


def publish(page):
    page.get_by_role("button", name="Save draft").first.click()
    page.wait_for_url("**/change/")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".dk-state")).to_contain_text("Live")


def wait_for(what, seconds=30):
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.3)
    return found


def test_a_journalist_publishes_and_a_reader_finds_and_reads(window, newsroom, worker, media):
    pasted = REAL.read_text() if REAL.exists() else OWN
    desk = window()
    sign_in_at_the_desk(desk)
    write(desk, pasted)
    add_picture(desk, photograph_with_gps())
    publish(desk)
    story = Article.objects.get()

    picture = Image.objects.get()
    assert (picture.width, picture.height) == (1600, 1200)
    waiting = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], scheduled_at=None)
    wait_for(lambda: not waiting.exists() and picture.renditions.exists())
    for file in media.rglob("*.*"):
        content = file.read_bytes()
        assert b"Camera of somebody" not in content
        assert b"Exif" not in content or file.suffix == ".avif"
    assert [a.slug for a in story.byline_authors] == ["ines-robledo", "owen-castell"]

    reader = window(390, 844, user_agent=FIREFOX)
    for address in ["/", "/news/", "/travel/", "/author/ines-robledo/", "/author/owen-castell/",
                    "/tag/trams/", "/search/?q=tram+nino"]:  # fmt: skip
        reader.goto(address)
        expect(reader.locator(f'main a[href="{story.path}"]').first).to_be_visible()
    reader.locator(f'main a[href="{story.path}"]').first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.get_by_role("img", name="A red tram at a stop")).to_be_visible()
    expect(reader.get_by_text("Inés Robledo Fernández-Villaverde").first).to_be_visible()
    wait_for(lambda: HourlyViews.objects.filter(article=story, count=1).exists())
    for address in ["/popular/", "/popular/?period=day"]:
        reader.goto(address)
        expect(reader.locator(f'main a[href="{story.path}"]').first).to_be_visible()


def test_a_scheduled_story_appears_by_itself_with_the_worker_stopped(page, newsroom):
    ArticleFactory(live=True)
    story = ArticleFactory(headline=HEADLINE)
    story = publishing.publish(story, by=newsroom, at=timezone.now() + timedelta(seconds=4))

    assert page.request.get(story.path).status == 404
    page.goto("/")
    expect(page.get_by_text(HEADLINE)).to_have_count(0)
    wait_for(lambda: page.request.get(story.path).status == 200, seconds=10)

    page.goto("/")
    expect(page.get_by_role("link", name=HEADLINE).first).to_be_visible()


def test_a_withdrawn_story_is_gone_from_every_list(page, sign_in, newsroom):
    story = ArticleFactory(headline=HEADLINE, live=True, tags=["Trams"])
    ArticleFactory(live=True, tags=["Trams"], section=story.section)
    HourlyViews.objects.create(article=story, hour=timezone.now(), count=9)
    sign_in(page, newsroom)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.wait_for_selector("html[data-writing=ready]")

    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("button", name="Withdraw the story").click()
    expect(page.locator(".dk-state")).to_contain_text("Withdrawn")

    assert page.request.get(story.path).status == 410
    of_story = [story.section.get_absolute_url(), story.byline_authors[0].get_absolute_url()]
    search = f"/search/?q={HEADLINE}"
    for address in ["/", *of_story, "/tag/trams/", "/popular/", "/notifications/", search]:
        assert story.path not in page.request.get(address).text(), address
