"""Following an author, a topic, a section: with a button, without script, and by way of sign-in."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Tag
from newsroom.reading.models import Follow
from tests.factories import PASSWORD, ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places() -> dict:
    """What can be followed, by kind, each with a story."""
    section = SectionFactory(name="Trains", slug="trains")
    author = AuthorFactory(name="Inés Prado")
    ArticleFactory(section=section, authors=[author], tags=["Night trains"], live=True)
    return {"section": section, "author": author, "tag": Tag.objects.get(name="Night trains")}


@pytest.mark.parametrize("kind", ["author", "tag", "section"])
def test_a_member_follows_and_stops_on_the_page_itself(window, sign_in, places, kind):
    member, page = UserFactory(), window()
    sign_in(page, member).goto(places[kind].get_absolute_url())
    follow = page.get_by_role("button", name="Follow", exact=True)
    expect(follow).to_have_count(1)

    follow.press("Enter")

    followed = page.get_by_role("button", name="Following", exact=True)
    expect(followed).to_be_focused()
    assert Follow.objects.filter(person=member, **{kind: places[kind]}).exists()
    page.reload()
    followed.click()
    expect(follow).to_be_focused()
    assert not Follow.objects.exists()


@pytest.mark.parametrize("kind", ["author", "tag", "section"])
def test_a_member_follows_and_stops_without_script(window, sign_in, places, kind):
    member, page = UserFactory(), window(java_script_enabled=False)
    address = places[kind].get_absolute_url()
    sign_in(page, member).goto(address)

    page.get_by_role("link", name="Follow", exact=True).click()
    page.get_by_role("button", name="Follow", exact=True).click()

    expect(page).to_have_url(re.compile(f"{address}$"))
    assert Follow.objects.filter(person=member, **{kind: places[kind]}).exists()
    page.get_by_role("link", name="Follow", exact=True).click()
    page.get_by_role("button", name="Stop following").click()
    expect(page).to_have_url(re.compile(f"{address}$"))
    assert not Follow.objects.exists()


@pytest.mark.parametrize("script", [True, False])
def test_who_is_signed_out_is_led_to_sign_in_and_back(window, places, script):
    member, page = UserFactory(), window(java_script_enabled=script)
    author = places["author"]
    page.goto(author.get_absolute_url())
    expect(page.get_by_role("link", name="Follow", exact=True)).to_have_count(1)

    page.get_by_role("link", name="Follow", exact=True).click()
    page.get_by_label("Username or email address").fill(member.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Inés Prado")).to_be_visible()
    page.get_by_role("button", name="Follow", exact=True).click()

    expect(page).to_have_url(re.compile(f"{author.get_absolute_url()}$"))
    assert Follow.objects.filter(person=member, author=author).exists()
