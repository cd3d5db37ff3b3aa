"""Behaviours that are fetched when a reader first uses them: that use is not lost."""

import pytest
from playwright.sync_api import expect

from newsletter.models import Newsletter

pytestmark = pytest.mark.django_db(transaction=True)


def scripts(page):
    found = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    return {name.rsplit("/", 1)[-1] for name in found if name.endswith(".js")}


def test_the_first_sign_up_for_the_newsletter_stays_on_the_page(page):
    Newsletter.objects.create(slug="morning", name="Morning", promise="Each weekday.")
    page.goto("/")
    page.wait_for_timeout(500)
    assert "newsletter.js" not in scripts(page)

    page.get_by_label("Email address").fill("not yet")
    page.get_by_label("Email address").fill("ana@example.com")
    page.get_by_role("button", name="Sign up").click()

    expect(page.get_by_text("Thank you for signing up!")).to_be_visible()
    assert page.url.endswith("/")
    assert "newsletter.js" in scripts(page)


def test_without_its_script_the_link_to_sign_in_leads_to_the_page(page):
    page.context.route("**/sign-in.js", lambda route: route.abort("internetdisconnected"))
    page.goto("/")

    page.get_by_role("link", name="Sign in").click()

    expect(page).to_have_url("/accounts/login/?next=%2F")
