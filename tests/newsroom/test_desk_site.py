"""The paper as a whole in the desk: settings, menus, pages, messages, readers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pixels

from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.site.models import ContactMessage, Menu, MenuItem, Page, SiteSettings, TakenPath
from tests.factories import SectionFactory

pytestmark = pytest.mark.django_db
SETTINGS = "/admin/site/sitesettings/1/change/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def settings_form(**changes):
    fields = {
        "name": "The Morning Gull", "tagline": "", "description": "", "contact_email": "",
        "closing_notice": "", "newsletter_heading": "News", "newsletter_promise": "Daily",
        "masthead_url": "", "corrections_url": "", "ethics_url": "", "ownership_url": "",
        "privacy_url": "/privacy/", "free_stories": "5",
    }  # fmt: skip
    return {**fields, **changes}


def png(width=300, height=80):
    buffer = io.BytesIO()
    Pixels.new("RGB", (width, height), "navy").save(buffer, "PNG")
    return SimpleUploadedFile("logo.png", buffer.getvalue(), "image/png")


def test_a_logo_of_several_pictures_is_stored_as_its_first(desk):
    desk.get("/admin/site/sitesettings/")
    buffer = io.BytesIO()
    first, second = (Pixels.new("RGB", (60, 40), colour) for colour in ("navy", "red"))
    first.save(buffer, "MPO", save_all=True, append_images=[second])

    desk.post(SETTINGS, settings_form(logo=SimpleUploadedFile("logo.jpg", buffer.getvalue())))

    with SiteSettings.objects.get().logo.open() as file:
        assert Pixels.open(file).format == "JPEG"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example/", "data:text/html,x"])
def test_where_readers_are_sent_is_a_path_or_a_web_address(desk, address):
    desk.get("/admin/site/sitesettings/")

    response = desk.post(SETTINGS, settings_form(privacy_url=address))

    assert "Write a path" in response.text
    assert SiteSettings.objects.get().privacy_url == "/privacy/"


def test_the_list_of_settings_is_the_one_form(desk):
    assert desk.get("/admin/site/sitesettings/")["Location"] == SETTINGS


def test_readers_see_a_new_name_at_once(desk):
    desk.get("/admin/site/sitesettings/")
    assert "The Morning Gull" not in desk.get("/").text

    desk.post(SETTINGS, settings_form())

    assert "The Morning Gull" in desk.get("/").text


def test_a_logo_is_stored_anew_with_its_size(desk):
    desk.get("/admin/site/sitesettings/")

    desk.post(SETTINGS, settings_form(logo=png()))

    stored = SiteSettings.objects.get()
    assert (stored.logo_width, stored.logo_height) == (300, 80)
    assert stored.logo.name.startswith("logo/")
    assert "logo.png" not in stored.logo.name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload='alert(1)'/>", "This is not a PNG, JPEG or WebP picture"),
        (png().read()[:60], "cannot be read"),
        (png(4001, 10).read(), "larger than 4000 points"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(desk, content, words):
    desk.get("/admin/site/sitesettings/")

    response = desk.post(
        SETTINGS, settings_form(logo=SimpleUploadedFile("logo.png", content, "image/png"))
    )

    assert words in response.text
    assert not SiteSettings.objects.get().logo


def item(number, **values):
    fields = {"label": "", "target": "", "link": "", "parent": "", "order": number, "id": ""}
    return {f"items-{number}-{name}": value for name, value in {**fields, **values}.items()}


def menu_form(*items):
    data = {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": 0}
    for part in items:
        data |= part
    return data


def test_a_section_in_one_menu_only_is_pointed_out(desk):
    SectionFactory(name="Travel")
    desk.get("/admin/site/menu/")
    header = Menu.objects.get(key=Menu.Key.HEADER)

    page = desk.post(
        reverse("admin:site_menu_change", args=[header.pk]),
        menu_form(item(0, target=TakenPath.objects.get(label="Travel").pk)),
        follow=True,
    )

    assert "Not in the menu on phones: Travel." in page.text
    assert MenuItem.objects.get().text == "Travel"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"label": "Label"}, "Choose a section or page, or write a link"),
        ({"link": "javascript:alert(1)", "label": "Bad"}, "Write a path such as"),
        ({"link": "/popular/"}, "A link needs a label"),
    ],
)
def test_a_wrong_item_is_refused_in_words(desk, wrong, words):
    desk.get("/admin/site/menu/")
    header = Menu.objects.get(key=Menu.Key.HEADER)

    page = desk.post(
        reverse("admin:site_menu_change", args=[header.pk]),
        menu_form(item(0, **wrong)),
    )

    assert words in page.text
    assert not MenuItem.objects.exists()


def test_the_text_of_a_page_is_cleaned_and_its_old_address_leads_on(desk):
    data = {
        "title": "About", "slug": "about", "kind": "text", "description": "",
        "body": "<p>Who we are.<script>alert(1)</script></p>",
    }  # fmt: skip
    desk.post("/admin/site/page/add/", data)
    page = Page.objects.get()
    desk.post(reverse("admin:site_page_change", args=[page.pk]), {**data, "slug": "who-we-are"})

    assert "script" not in page.body
    assert desk.get("/about/")["Location"] == "/who-we-are/"


def test_messages_of_readers_are_read_only(desk):
    message = ContactMessage.objects.create(
        name="Ana", email="ana@example.com", subject="A mistake", text="Line one"
    )
    url = reverse("admin:site_contactmessage_change", args=[message.pk])

    assert "Line one" in desk.get(url).text
    assert desk.post(url, {"subject": "Other"}).status_code == 403
    assert desk.get("/admin/site/contactmessage/add/").status_code == 403


def test_readers_of_a_newsletter_are_counted_and_looked_at_only(desk):
    weekly = Newsletter.objects.create(name="Weekly", slug="weekly")
    for number, confirmed in enumerate((timezone.now(), None)):
        subscriber = Subscriber.objects.create(email=f"reader{number}@example.com")
        Subscription.objects.create(
            subscriber=subscriber, newsletter=weekly, asked_at=timezone.now(),
            confirmed_at=confirmed,
        )  # fmt: skip

    lists = desk.get("/admin/newsletter/newsletter/").context["cl"].result_list
    confirmed = desk.get("/admin/newsletter/subscriber/?state=confirmed")

    assert [newsletter.readers_number for newsletter in lists if newsletter.pk == weekly.pk] == [1]
    assert [s.email for s in confirmed.context["cl"].result_list] == ["reader0@example.com"]
    url = reverse("admin:newsletter_subscriber_change", args=[subscriber.pk])
    assert desk.post(url, {"email": "other@example.com"}).status_code == 403
