"""Crawlers are told by purpose what they may do; the small files say what the desk says."""

import io
import json
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from lxml import html as lxml_html
from PIL import Image as Pixels

from newsroom.crawlers.models import Crawler, Policy
from newsroom.site import chrome
from newsroom.site.models import SiteSettings

pytestmark = pytest.mark.django_db


def robots(client):
    parser = RobotFileParser()
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    parser.parse(response.content.decode().splitlines())
    return parser


def allow(purpose, allowed):
    Policy.objects.filter(purpose=purpose).update(allowed=allowed)


def test_search_engines_and_answers_may_come_and_training_may_not(client):
    said = robots(client)

    for agent in ["Googlebot", "Bingbot", "OAI-SearchBot", "ChatGPT-User", "Claude-User"]:
        assert said.can_fetch(agent, "/2026/05/05/story/"), agent
        assert not said.can_fetch(agent, "/admin/"), agent
    for agent in ["GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Applebot-Extended"]:
        assert not said.can_fetch(agent, "/2026/05/05/story/"), agent
    assert said.site_maps() == [
        "http://testserver/sitemap.xml", "http://testserver/news-sitemap.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("purpose", "agent"),
    [("search", "Googlebot"), ("answers", "PerplexityBot"), ("training", "Bytespider")],
)
def test_a_switch_is_seen_at_once_and_by_its_own_crawlers_only(client, purpose, agent):
    for switched in (False, True):
        allow(purpose, switched)
        assert robots(client).can_fetch(agent, "/") is switched
        assert robots(client).can_fetch("Unheard-of", "/")


def test_an_editor_switches_a_purpose_and_adds_a_crawler(client, editor):
    client.force_login(editor)
    policy = Policy.objects.get(purpose="answers")
    page = f"/admin/crawlers/policy/{policy.pk}/change/"
    form = lxml_html.fromstring(client.get(page).content.decode()).forms[-1]
    data = dict(form.form_values())
    data.pop("allowed", None)
    last = policy.crawlers.count()
    data |= {f"crawlers-{last}-name": "New", f"crawlers-{last}-user_agent": "NewBot"}

    response = client.post(page, data)

    assert response.status_code == 302
    assert not robots(client).can_fetch("NewBot", "/")
    assert not robots(client).can_fetch("PerplexityBot", "/")


def test_a_reporter_does_not_switch_them(client, reporter):
    client.force_login(reporter)

    assert client.get("/admin/crawlers/policy/").status_code == 403


@pytest.mark.parametrize("word", ["Bot\nAllow: /", "A Bot", "Bot:", "*", ""])
def test_no_name_adds_a_line_of_its_own(word):
    crawler = Crawler(name="x", user_agent=word, policy=Policy.objects.first())

    with pytest.raises(ValidationError):
        crawler.full_clean()


def settle(**fields):
    SiteSettings.objects.update_or_create(pk=1, defaults=fields)
    chrome.forget()


def test_sellers_are_those_of_the_desk_and_none_is_no_file(client):
    assert client.get("/ads.txt").status_code == 404
    settle(ads_txt="google.com, pub-1, DIRECT\r\nexample.com, 2, RESELLER")

    response = client.get("/ads.txt")

    assert response.content == b"google.com, pub-1, DIRECT\nexample.com, 2, RESELLER\n"
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("security@example.com", "mailto:security@example.com"),
        ("https://example.com/report", "https://example.com/report"),
        ("/contact/", "http://testserver/contact/"),
        ("a@example.com\nExpires: never", "mailto:a@example.com"),
    ],
)
def test_whoever_finds_a_hole_learns_whom_to_tell(client, contact, written):
    settle(security_contact=contact)

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields["Contact"] == written
    until = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < until < timedelta(days=365)
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"


def test_without_a_contact_there_is_no_security_file(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def opened(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return Pixels.open(io.BytesIO(response.content))


@pytest.mark.parametrize("own", [False, True])
def test_icons_are_what_they_say_in_the_size_they_say(client, own):
    if own:
        buffer = io.BytesIO()
        Pixels.new("RGB", (600, 600), "teal").save(buffer, "PNG")
        site = SiteSettings(pk=1, name="The Spanish Eye")
        site.icon.save("icon.png", ContentFile(buffer.getvalue()))
        chrome.forget()

    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert told["start_url"] == "/"
    assert told["short_name"]
    for icon in told["icons"]:
        pixels = opened(client, icon["src"])
        assert f"{pixels.width}x{pixels.height}" == icon["sizes"]
        assert (pixels.mode == "RGB") == (icon["purpose"] == "maskable")
    middle = opened(client, told["icons"][0]["src"]).convert("RGB").getpixel((96, 130))
    assert middle == ((0, 128, 128) if own else (179, 18, 29))
    favicon = opened(client, "/favicon.ico")
    assert favicon.format == "ICO"
    assert {(16, 16), (32, 32), (48, 48)} <= favicon.ico.sizes()
    assert opened(client, "/apple-touch-icon.png").size == (180, 180)


def test_another_icon_has_another_address(client):
    before = json.loads(client.get("/manifest.webmanifest").content)["icons"][0]["src"]
    settle(icon="logo/other.png")

    after = json.loads(client.get("/manifest.webmanifest").content)["icons"][0]["src"]

    assert after != before
    assert client.get(before).status_code == 404
    assert client.get(after).status_code == 200  # its file is gone: the mark stands in


def test_pages_name_their_icons_and_the_manifest(client):
    page = lxml_html.fromstring(client.get("/").content.decode())

    for link in page.xpath("//link[@rel='icon' or @rel='apple-touch-icon' or @rel='manifest']"):
        if not link.get("href").startswith("/static/"):
            assert client.get(link.get("href")).status_code == 200, link.get("href")
    assert len(page.xpath("//link[@rel='manifest']")) == 1
