"""What people do at the door and under a story, in every browser test that needs it."""

import re

from django.core import mail
from playwright.sync_api import expect

from tests.factories import PASSWORD


def give_authenticator(page):
    """The device's own keeper of passkeys, which always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def write_password(page, person, password=PASSWORD):
    page.get_by_label("Username or email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def write_mailed_code(page, person, run_jobs):
    page.get_by_role("link", name="Send me a code instead").click()
    page.get_by_label("Email address").fill(person.email)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", name="Write the code")).to_be_visible()
    run_jobs()
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]
    page.get_by_label("Code from our mail").fill(code)


def sign_out(button):
    """It ends at the front page; who goes elsewhere before that takes the press back."""
    button.click()
    expect(button.page).to_have_url(re.compile("//[^/]+/$"))


def make_passkey(page):
    """The button is there before what it does is."""
    expect(page.locator("form[data-make][data-alive=yes]")).to_be_visible()
    page.get_by_role("button", name="Make the passkey").click()


def at_the_form(page, story):
    """Signed in, at the place to comment, once the script that helps is there."""
    page.goto("about:blank")  # within a page the address would load nothing
    page.goto(f"{story.path}#respond")
    expect(page.locator(".cm-form[data-alive=yes]")).to_be_visible()


def tab_to(page, selector):
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def decided(page, words):
    """A decision at the desk came back as a page, and its keys are alive."""
    expect(page.get_by_text(words)).to_be_visible()
    page.wait_for_load_state()
