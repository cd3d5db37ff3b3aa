"""What stands around every page: logo, menus, profiles, categories, the foot."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from lxml import html as reader

from newsroom.site import chrome
from newsroom.site.models import Menu, MenuItem, Page, SiteSettings, SocialLink, TakenPath
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return SiteSettings.objects.create(pk=1, name="The Spanish Eye", tagline="Spain in English")


def part(client, address: str, path: str):
    chrome.forget()
    return reader.fromstring(client.get(address).content).xpath(path)


def item(place: str, *, section=None, link="", label="", parent=None, order=0) -> MenuItem:
    menu, _new = Menu.objects.get_or_create(key=place)
    target = section and TakenPath.objects.get(owner_kind="section", owner_id=section.pk)
    return MenuItem.objects.create(
        menu=menu, target=target, link=link, label=label, parent=parent, order=order
    )


def test_the_name_leads_home_once_in_the_head(client, paper):
    (brand,) = part(client, "/", "//header[contains(@class, 'mast')]//a[@class='brand']")

    assert brand.get("href") == "/"
    assert brand.text_content().strip() == "The Spanish Eye"


def test_a_logo_has_its_sizes_its_dark_and_its_small_form_and_the_papers_name(client, paper):
    for field, size in {"logo": "300x60", "logo_dark": "310x62", "logo_small": "40x40"}.items():
        getattr(paper, field).save(f"a-{size}.png", ContentFile(b"x"))

    (picture,) = part(client, "/", "//header//a[@class='brand']/picture")

    dark, small, plain = picture.xpath(".//source | .//img")
    assert (dark.get("width"), dark.get("height")) == ("310", "62")
    assert "dark" in dark.get("media")
    assert (small.get("width"), small.get("media")) == ("40", "(width < 48rem)")
    assert (plain.get("alt"), plain.get("width"), plain.get("height")) == (
        "The Spanish Eye", "300", "60",
    )  # fmt: skip


def test_the_front_page_has_one_h1(client, paper):
    ArticleFactory.create_batch(3, live=True)

    assert len(part(client, "/", "//h1")) == 1


def test_the_menus_of_phones_and_of_the_head_are_apart(client):
    item("header", section=SectionFactory(name="Health"))
    item("mobile", link="https://events.example/", label="Events")

    header = part(client, "/", "//nav[@aria-label='Sections']//a/text()")
    mobile = part(client, "/", "//nav[@id='menu']//ul//a")

    assert header == ["Health"]
    assert [(a.text, a.get("href")) for a in mobile] == [("Events", "https://events.example/")]


def test_without_a_menu_of_their_own_phones_have_that_of_the_head(client):
    item("header", link="/popular/", label="Popular")

    assert part(client, "/", "//nav[@id='menu']//ul//a/text()") == ["Popular"]


def test_parts_open_from_a_button_that_says_of_what(client):
    news = item("header", section=SectionFactory(name="News"))
    item("header", section=SectionFactory(name="Crime"), parent=news)

    (button,) = part(client, "/", "//nav[@aria-label='Sections']//button")
    parts = part(client, "/", f"//ul[@id='{button.get('popovertarget')}'][@popover]//a/text()")

    assert button.get("aria-label") == "More in News"
    assert parts == ["Crime"]


def test_more_than_ten_items_stand_under_more(client):
    for number in range(40):
        item("header", section=SectionFactory(name=f"Part {number:02}"), order=number)

    bar = part(client, "/", "//nav[@aria-label='Sections']/ul/li/a/text()")
    rest = part(client, "/", "//ul[@id='nav-more'][@popover]//a/text()")

    assert bar == [f"Part {n:02}" for n in range(10)]
    assert rest == [f"Part {n:02}" for n in range(10, 40)]


def test_a_section_readers_may_not_see_is_in_no_menu(client):
    hidden = SectionFactory(name="Hidden", hidden=True)
    for place in Menu.Key.values:
        item(place, section=hidden)

    assert part(client, "/", "//a[contains(., 'Hidden')]") == []


def test_the_section_one_is_in_is_marked(client):
    health, travel = SectionFactory(name="Health"), SectionFactory(name="Travel")
    for section in (health, travel):
        item("header", section=section)
        item("footer_categories", section=section)
    story = ArticleFactory(section=health, live=True)
    marked = "//nav//a[@aria-current]"

    on_section = part(client, health.get_absolute_url(), f"{marked}[. = 'Health']")
    on_story = part(client, story.path, f"{marked}[. = 'Health']/@aria-current")

    assert {a.get("aria-current") for a in on_section} == {"page"}
    assert set(on_story) == {"true"}
    assert part(client, story.path, f"{marked}[. = 'Travel']") == []


def test_sign_in_leads_back_to_the_page_with_its_query(client):
    ArticleFactory(live=True)

    links = part(client, "/popular/?period=day", "//a[contains(@href, '/accounts/login/')]/@href")

    assert set(links) == {"/accounts/login/?next=%2Fpopular%2F%3Fperiod%3Dday"}


def test_only_profiles_the_paper_has_are_shown_as_its_own(client, paper):
    SocialLink.objects.create(network="x", url="https://x.com/eye")

    (link,) = part(client, "/", "//footer//a[@rel='me noopener']")

    assert (link.get("href"), " ".join(link.text_content().split())) == (
        "https://x.com/eye", "Follow us on X",
    )  # fmt: skip


@pytest.mark.parametrize(("days", "shown"), [(29, True), (30, True), (31, False)])
def test_followers_are_told_with_their_day_for_thirty_days(client, days, shown):
    SocialLink.objects.create(
        network="youtube", url="https://youtube.com/@eye", count=4180,
        counted_at=timezone.localdate() - timedelta(days=days),
    )  # fmt: skip
    story = ArticleFactory(live=True)

    (link,) = part(client, story.path, "//ul[@class='follow']//a")
    text = " ".join(link.text_content().split())

    assert text.endswith("Subscribe us on YouTube") or text.endswith("Subscribe to us on YouTube")
    assert bool(re.search(r"4,?180 on \d+ \w+", text)) is shown


def test_categories_are_the_sections_with_something_to_read_in_the_desks_order(client):
    second = SectionFactory(name="weather", order=2)
    first = SectionFactory(name="Health", order=1)
    SectionFactory(name="Empty", order=0)
    for section in (second, first):
        ArticleFactory(section=section, live=True)

    names = part(client, "/popular/", "//nav[@class='categories']//li/a/text()")

    assert names == ["Health", "weather"]


def test_the_foot_says_who_this_is_and_which_year_it_is(client, paper):
    Page.objects.create(title="Imprint", slug="imprint", body="<p>Who we are.</p>")
    item("footer_legal", link="/imprint/", label="Imprint")
    with time_machine.travel("2031-02-03 12:00:00+01:00", tick=False):
        (foot,) = part(client, "/imprint/", "//footer")

    text = " ".join(foot.text_content().split())
    assert "Spain in English" in text
    assert "© The Spanish Eye 2031. All rights reserved." in text
    assert foot.xpath(".//a[. = 'Imprint']/@aria-current") == ["page"]


def test_the_second_page_of_a_section_has_an_address_and_a_title_of_its_own(client):
    section = SectionFactory(name="Health", slug="health")
    ArticleFactory.create_batch(40, section=section, live=True)

    assert part(client, "/health/", "//a[@rel='next']/@href") == ["?page=2"]
    assert part(client, "/health/?page=2", "//title/text()")[0].startswith("Health, page 2 |")
    assert part(client, "/health/?page=2", "//a[@rel='prev']/@href") == ["/health/"]


def test_an_empty_paper_has_whole_pages(client):
    SiteSettings.objects.all().delete()

    for address in ("/", "/popular/", "/search/", "/search/?q=a", "/notifications/"):
        (heading,) = part(client, address, "//main//h1 | //h1[not(ancestor::main)]")

        assert heading.text_content().strip(), address
        assert part(client, address, "//ul[not(*)] | //nav[not(*)]") == [], address
