"""A real browser at a real server. Any error in its console fails the test that caused it."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, override_settings

from newsroom.staticfiles import FLATTENED, flatten

# Playwright's event loop runs in this thread; Django would take us for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROME = os.environ.get("CHROME") or "/usr/bin/chromium"
# The browser heeds the last of these switches only, so what Playwright turns off is named again.
# The last two are pages of its own that it loads for the address bar of every window, though
# nobody sees one here: half of all its work.
TURNED_OFF = (
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
ARGUMENTS = [
    f"--disable-features={','.join(TURNED_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The first page of a server compiles every template, and a busy machine takes its time. Waiting
# ends as soon as what was waited for is there.
PATIENCE = 20_000
# What a page may be answered with and handle itself, in words.
HANDLED = re.compile(r"status of (403|409|422)|favicon\.ico|net::ERR_INTERNET_DISCONNECTED")
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(
  `content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture(scope="session", autouse=True)
def whole_sheets(tmp_path_factory):
    """Style sheets as readers get them, each in one piece: in sixty, every test asks for sixty."""
    flat = tmp_path_factory.mktemp("flat")
    for name in FLATTENED:
        (flat / name).parent.mkdir(exist_ok=True)
        (flat / name).write_text(flatten(name, lambda part: Path(finders.find(part)).read_text()))
    with override_settings(STATICFILES_DIRS=[flat, *settings.STATICFILES_DIRS]):
        yield


@pytest.fixture(scope="session")
def chromium():
    """What starts browsers and takes hold of those that run."""
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as started:
        yield started.chromium


@pytest.fixture(scope="session")
def browser(chromium):
    browser = chromium.launch(executable_path=CHROME, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def window(browser, live_server):
    """A function that opens a page of a person of their own; console errors fail the test."""
    contexts, wrong = [], []

    def watch(page):
        page.on("console", lambda said: said.type == "error" and note(said.text, said.location))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.set_default_timeout(PATIENCE)

    def note(text, location):
        where = (location or {}).get("url", "")
        if not HANDLED.search(f"{text} {where}"):
            wrong.append(f"{text} ({where})")

    def opened(width=1440, height=900, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(window):
    return window()


@pytest.fixture
def phone(window):
    return window(390, 844, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(live_server):
    """sign_in(page, user): the person's session in that page's browser."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return sign_in
