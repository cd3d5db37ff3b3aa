"""Every address the old site had answers: here now, there now, or gone."""

import pytest
from django.test import Client

from articles.actions.publishing import withdraw
from articles.models import Article
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.models import Source
from tests.factories import ArticleFactory
from tests.moving.an_export import SITE, author, category, item, meta, term, written

pytestmark = pytest.mark.django_db
UPLOADS = f"{SITE}/wp-content/uploads/2016/03"
HERE = "http://testserver"


@pytest.fixture
def moved(tmp_path):
    file = written(
        tmp_path,
        author("rosa m", "Rosa Marín", 4),
        category("town", "Town", number=3),
        category("port", "Port", "town", number=5),
        category("unused", "Unused", number=6),
        item(12, "Pier", slug="pier", link=f"{SITE}/archives/pier.html", creator="rosa m",
             inside=term("port", "Port") + term("boats", "Boats", "post_tag")
             + meta("_wp_old_slug", "the-jetty.html") + term("spring", "Spring", "season"),
             guid=f"{SITE}/old/guid/pier"),
        item(13, "Dated", slug="dated", creator="rosa m"),
        item(14, "Draft", status="draft", gmt="0000-00-00 00:00:00", link=f"{SITE}/?p=14"),
        item(15, "About", kind="page", slug="about", link=f"{SITE}/about/"),
        item(16, "Boat", kind="attachment", status="inherit", parent=12, slug="boat",
             link=f"{SITE}/archives/pier/boat/", file=f"{UPLOADS}/boat.jpg",
             guid=f"{UPLOADS}/boat.jpg"),
        item(17, "Hidden file", kind="attachment", status="inherit", parent=14,
             link=f"{SITE}/hidden-file/", file=f"{UPLOADS}/hidden.jpg"),
        item(18, "Leaflet", kind="attachment", status="inherit", link=f"{SITE}/leaflet/",
             file=f"{UPLOADS}/leaflet.pdf", guid=f"{UPLOADS}/leaflet.pdf"),
        item(19, "Review", kind="review", link=f"{SITE}/review/x/"),
        item(21, "First", status="draft", gmt="0000-00-00 00:00:00", link=f"{SITE}/?p=21"),
        item(21, "Of one number", slug="of-one-number", link=f"{SITE}/?p=21"),
        item(22, "Copied", slug="copied", link=f"{SITE}/?p=7", guid=f"{SITE}/?p=7"),
        item(20, "Café", slug="caf%c3%a9", link=f"{SITE}/archives/caf%c3%a9/"),
    )  # fmt: skip
    return move_in([file], Wishes(), say=lambda line: None)


PIER = "/2016/03/05/pier/"


LEADS = {
    "/archives/pier.html": PIER,
    "/ARCHIVES/pier.html": PIER,
    "/archives/pier.html/": PIER,
    "/archives/pier.html?utm_source=x": PIER,
    "/?p=12": PIER,
    "/index.php?p=12&preview=true": PIER,
    "/old/guid/pier": PIER,
    "/archives/the-jetty.html": PIER,
    "/archives/pier.html/feed/": PIER,
    "/archives/pier.html/comment-page-2/": PIER,
    "/archives/pier.html/amp/": PIER,
    "/archives/pier/boat/": PIER,
    "/?attachment_id=16": PIER,
    "/wp-content/uploads/2016/03/boat.jpg": PIER,
    "/2016/03/05/dated/": "/2016/03/05/dated/",
    "/2016/03/05/dated": "/2016/03/05/dated/",
    "/archives/caf%C3%A9/": "/2016/03/05/cafe/",
    "/?p=21": "/2016/03/05/of-one-number/",
    "/?p=7": "/2016/03/05/copied/",
    "/?p=22": "/2016/03/05/copied/",
    "/about/": "/about/",
    "/?page_id=15": "/about/",
    "/category/town/port/": "/town/port/",
    "/category/port/": "/town/port/",
    "/category/town/port/page/3/": "/town/port/",
    "/category/town/port/feed/": "/town/port/feed/",
    "/?cat=5": "/town/port/",
    "/?category_name=port": "/town/port/",
    "/tag/boats/": "/tag/boats/",
    "/tag/boats/feed/": "/tag/boats/feed/",
    "/?tag=boats": "/tag/boats/",
    "/season/spring/": "/tag/spring/",
    "/author/rosa-m/": "/author/rosa-m/",
    "/?author=4": "/author/rosa-m/",
    "/": "/",
    "/page/2/": "/",
    "/feed/": "/feed/",
    "/feed/atom/": "/feed/atom/",
    "/comments/feed/": "/feed/",
    "/?feed=rss2": "/feed/",
    "/2016/": "/search/?since=2016-01-01&until=2016-12-31",
    "/2016/03/": "/search/?since=2016-03-01&until=2016-03-31",
    "/2016/03/05/": "/search/?since=2016-03-05&until=2016-03-05",
    "/2016/03/page/2/": "/search/?since=2016-03-01&until=2016-03-31",
    "/?m=201603": "/search/?since=2016-03-01&until=2016-03-31",
}
NOT_BROUGHT = (
    "/leaflet/", "/wp-content/uploads/2016/03/leaflet.pdf", "/review/x/", "/category/unused/",
)  # fmt: skip
NEVER_PUBLIC = (
    "/?p=14", "/hidden-file/", "/?attachment_id=17", "/wp-content/uploads/2016/03/hidden.jpg",
    "/never-there/", "/?p=999", "/2017/", "/admin/", "/?p=" + "9" * 400, "/?p=1%002",
    "/accounts/login/", "/category/none/",
)  # fmt: skip


def asked(client, address, host="harbour.example"):
    return client.get(address, headers={"host": host})


@pytest.mark.parametrize("host", ["harbour.example", "www.Harbour.example:8000"])
def test_under_its_old_name_each_address_leads_to_its_new_place(moved, client, host):
    answers = {address: asked(client, address, host) for address in LEADS}

    led = {address: (a.status_code, a.get("Location")) for address, a in answers.items()}
    assert led == {address: (301, HERE + place) for address, place in LEADS.items()}


def test_at_each_new_place_is_something(moved, client):
    found = {place: client.get(place).status_code for place in LEADS.values()}

    assert set(found.values()) == {200}, found


def test_what_was_not_brought_along_is_gone(moved, client):
    answers = {address: asked(client, address).status_code for address in NOT_BROUGHT}

    assert answers == dict.fromkeys(NOT_BROUGHT, 410)


def test_what_was_never_public_is_not_found(moved, client):
    answers = {address: asked(client, address) for address in NEVER_PUBLIC}

    statuses = {address: answer.status_code for address, answer in answers.items()}
    assert statuses == dict.fromkeys(NEVER_PUBLIC, 404)
    assert not [answer for answer in answers.values() if "Draft" in answer.content.decode()]


def test_a_name_that_is_nobodys_is_refused(moved, client):
    assert client.get("/?p=12", headers={"host": "stranger.example"}).status_code == 400


def test_a_withdrawn_story_is_gone_under_its_old_address_too(moved, client, editor):
    withdraw(Article.objects.get(headline="Pier"), by=editor)

    assert client.get("/?p=12", headers={"host": "harbour.example"}).status_code == 410


def test_a_site_that_keeps_its_name_keeps_its_addresses(tmp_path, client):
    """What we have at an address ourselves comes first."""
    ArticleFactory(live=True)
    file = written(
        tmp_path,
        category("town", "Town", number=3),
        item(12, "Pier", link=f"{HERE}/archives/pier/", inside=term("town", "Town"), site=HERE),
        item(13, "Draft", status="draft", site=HERE, link=f"{HERE}/?p=13"),
        item(19, "Review", kind="review", link=f"{HERE}/review/x/", site=HERE),
        site=HERE,
    )
    move_in([file], Wishes(), say=lambda line: None)

    place = Article.objects.get(headline="Pier").path
    for address in ("/archives/pier/", "/?p=12"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, HERE + place)
    assert client.get("/category/town/")["Location"] == f"{HERE}/town/"
    assert client.get("/").status_code == 200
    assert client.get("/?p=13").status_code == client.get("/?p=999").status_code == 404
    assert client.get("/?page=2").status_code == 200  # the front page, as for any other question
    assert client.get("/review/x/").status_code == 410
    assert client.get("/nothing/").status_code == 404


def test_a_site_in_a_folder_answers_below_it_alone(tmp_path, client):
    site = f"{SITE}/blog"
    file = written(
        tmp_path,
        category("town", "Town"),
        item(1, link=f"{site}/a/", inside=term("town", "Town")),
        site=site,
    )
    move_in([file], Wishes(), say=lambda line: None)

    assert Source.objects.get().key == "harbour.example/blog"
    for address, status in (
        ("/blog/a/", 301), ("/blog/category/town/", 301), ("/blog/feed/", 301), ("/blog/", 301),
        ("/a/", 404), ("/feed/", 404),
    ):  # fmt: skip
        assert client.get(address, headers={"host": "harbour.example"}).status_code == status


def test_posts_are_never_answered_for_a_former_site(moved):
    answer = Client().post("/?p=12", headers={"host": "harbour.example"})

    assert answer.status_code == 400


def test_one_address_costs_few_questions(moved, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/archives/pier.html", headers={"host": "harbour.example"})
