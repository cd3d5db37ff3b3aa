"""Two writers at once, a server that stops, a browser that dies: in small and in earnest."""

import itertools
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Error, expect

from articles.models import OpenPage, Revision
from tests.articles.writing_page import change
from tests.e2e.conftest import ARGUMENTS, CHROME
from tests.e2e.writing import headline, kept, offer, opened, settle, text
from tests.servers import WebServer

AT_ITS_START = """(block) => {
  block.closest(".ProseMirror").focus();
  getSelection().collapse(block, 0);
}"""
PLACES = ["headline", "standfirst", "end", "a block", "another block"]
STATE = """() => {
  const marks = document.documentElement.dataset;
  if (!marks.saving) return marks.kept === "ready" ? "together" : "";
  const note = document.getElementById("w-note");
  if (!note.hidden && note.querySelector("a")) return "conflict";
  const state = document.getElementById("save-state").dataset.state;
  return state === "saving" ? "" : state;
}"""


def let_in(context, server: WebServer, person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


@contextmanager
def writers(chromium, server: WebServer, story, people) -> Iterator[list]:
    """The story's page, open in a browser of each of them."""
    browsers = [chromium.launch(executable_path=CHROME, args=ARGUMENTS) for _ in people]
    pages = []
    for browser, person in zip(browsers, people, strict=True):
        context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900})
        let_in(context, server, person)
        context.set_default_timeout(30_000)
        pages.append(opened(context.new_page(), change(story)))
        settle(pages[-1])
    yield pages
    for browser in browsers:
        browser.close()


# Two people ---------------------------------------------------------------------------------
@dataclass
class Together:
    """What two people typed and saved, and what the story has of it."""

    typed: list[str] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    lost_updates: list[str] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)


def save_at_random(pages, story, saves: int, seed: int) -> Together:
    chance, found = random.Random(seed), Together()
    while sum(found.ended.values()) < saves:
        chosen = chance.sample(pages, chance.choice([1, 1, 2]))
        for page in chosen:
            for place in chance.sample(PLACES, chance.randint(1, 2)):
                sentence = f"W{len(found.typed):04} said it."
                write(page, sentence, place, chance)
                found.typed.append(sentence)
        for page in chosen:  # all at once, before any has an answer
            page.evaluate("document.documentElement.dataset.saving = 1")
            page.keyboard.press("Control+s")
        for page in chosen:
            ended = outcome(page)
            found.ended[ended] = found.ended.get(ended, 0) + 1
            if ended == "conflict":  # theirs stays; mine is among the versions
                page.once("dialog", lambda dialog: dialog.accept())
                opened(page, change(story))
                settle(page)
    judge(story, found)
    return found


def write(page, sentence: str, place: str, chance: random.Random) -> None:
    blocks = page.locator(".ProseMirror > p")
    if place == "headline":
        headline(page).fill(sentence)
    elif place == "standfirst":
        page.get_by_role("textbox", name="Standfirst").fill(sentence)
    elif place == "end":
        text(page).focus()
        page.keyboard.press("Control+End")
        page.keyboard.press("Enter")
        page.keyboard.type(sentence)
    else:
        blocks.nth(chance.randrange(blocks.count())).evaluate(AT_ITS_START)
        page.keyboard.type(f"{sentence} ")


def outcome(page) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if ended := page.evaluate(STATE):
                return ended
        except Error:  # it is being opened anew
            pass
        page.wait_for_timeout(30)
    raise AssertionError("a save did not end")


def judge(story, found: Together) -> None:
    """Nobody takes a sentence out of the text: one that was saved and is gone was run over."""
    revisions = list(Revision.objects.filter(article=story).order_by("number"))
    everywhere = " ".join(str(revision.snapshot) for revision in revisions)
    found.nowhere = [sentence for sentence in found.typed if sentence not in everywhere]
    saved = [revision for revision in revisions if revision.kind == Revision.Kind.SAVED]
    for before, after in itertools.pairwise(saved):
        old, new = before.snapshot["body"], after.snapshot["body"]
        gone = [s for s in found.typed if s in old and s not in new]
        found.lost_updates += [f"{s}: {_told(before)}, {_told(after)}" for s in gone]


def _told(revision: Revision) -> str:
    """Enough to follow what ran over what: which one, whose, when, and all of it."""
    body = revision.snapshot["body"]
    return f"version {revision.number} of {revision.person_id} at {revision.created_at}: {body}"


# While somebody types -----------------------------------------------------------------------
@dataclass
class Typing:
    """Words in their order, and when each was typed."""

    page: object
    pace: float = 0.1
    times: list[float] = field(default_factory=list)

    def start(self) -> None:
        text(self.page).focus()
        self.page.keyboard.press("Control+End")

    def go_on(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.times.append(time.monotonic())
            self.page.keyboard.type(f" w{len(self.times):05}")
            self.page.wait_for_timeout(self.pace * 1000)

    def missing(self, story) -> int:
        """How much of it the server does not have, some seconds after the last of it at most."""
        until = time.monotonic() + 8
        while (gone := self._missing(on_the_server(story))) and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        return gone

    def _missing(self, body: str) -> int:
        return sum(f"w{number:05}" not in body for number in range(1, len(self.times) + 1))

    def seconds_lost(self, body: str, at: float) -> float:
        """How much typing before `at` is not there."""
        for number, typed_at in enumerate(self.times, start=1):
            if f"w{number:05}" not in body:
                return at - typed_at
        return 0.0


def on_the_server(story) -> str:
    rows = OpenPage.objects.unsaved().filter(article=story).order_by("-changed_at")
    return dict(rows[0].typed)["body"] if rows else ""


def type_while_the_server_is_away(page, server: WebServer, story, seconds: float) -> Typing:
    typing = Typing(page)
    typing.start()
    typing.go_on(3)
    server.kill()
    typing.go_on(seconds)
    expect(page.locator("#save-state")).to_contain_text("No answer since")
    server.start()
    typing.go_on(2)
    kept(page)
    return typing


def type_while_the_session_ends(page, server: WebServer, person, password: str, seconds) -> Typing:
    """They are signed out by the server, and sign in again in another tab, with a new token."""
    typing = Typing(page)
    typing.start()
    typing.go_on(3)
    Session.objects.all().delete()
    typing.go_on(seconds)
    expect(page.locator("#w-note")).to_contain_text("You were signed out")
    door = page.context.new_page()
    door.goto("/admin/login/")
    door.get_by_label("Username or email address").fill(person.email)
    door.get_by_label("Password").fill(password)
    door.get_by_role("button", name="Sign in").click()
    door.wait_for_url("**/admin/")
    door.close()
    page.bring_to_front()
    typing.go_on(2)
    expect(page.locator("#w-note")).to_be_hidden(timeout=40_000)
    kept(page)
    return typing


# A browser that dies ------------------------------------------------------------------------
class Mortal:
    """A browser with a memory of its own, that can be killed as a machine without power is."""

    def __init__(self, chromium, server: WebServer, memory: str):
        port_file = Path(memory, "DevToolsActivePort")
        port_file.unlink(missing_ok=True)
        own = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={memory}"]
        self.process = subprocess.Popen(
            [CHROME, *ARGUMENTS, *own, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert time.monotonic() < until, "the browser does not start"
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        self.browser = chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self.browser.contexts[0]
        self.context.set_default_timeout(30_000)
        self.server = server

    def opened(self, story):
        page = self.context.new_page()
        opened(page, self.server.url + change(story))
        settle(page)
        return page

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def type_until_the_browser_is_killed(chromium, server, story, person, seconds) -> tuple:
    """Seconds of typing lost: for whoever goes on elsewhere, and for whoever opens it again."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as memory:
        first = Mortal(chromium, server, memory)
        let_in(first.context, server, person)
        typing = Typing(first.opened(story))
        typing.start()
        typing.go_on(seconds)
        first.kill()
        died_at = time.monotonic()
        time.sleep(1)  # what was on its way has arrived
        elsewhere = typing.seconds_lost(on_the_server(story), died_at)
        second = Mortal(chromium, server, memory)
        let_in(second.context, server, person)
        page = second.opened(story)
        offer(page).get_by_role("button", name="Use it").click()
        expect(text(page)).to_contain_text("w00001")
        here = typing.seconds_lost(text(page).inner_text(), died_at)
        second.kill()
        return elsewhere, here
