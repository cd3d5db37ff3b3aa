"""Hostile mark-up, sanitised, opened in a real browser without any content policy to help."""

import json
from pathlib import Path

import pytest

from articles import body
from newsroom.kit.html import sanitise
from newsroom.moving.actions.texts_of import convert
from newsroom.moving.bodies.surroundings import Surroundings

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/malicious/html/xss_vectors.json"

# A few of each kind of our own, so that the proof needs no other folder.
OURS = [
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<svg onload=ran()><a xlink:href='javascript:ran()'><text>x</text></a></svg>",
    "<a href='java&Tab;script:ran()'>x</a>",
    "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=ran()>'>",
    "<noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "<form><button formaction='javascript:ran()'>x</button></form>",
    "<details open ontoggle=ran()><summary>x</summary></details>",
    "<h2 id='\"><script>ran()</script>'>x</h2>",
    "<figure class=embed data-provider='x\" onmouseover=\"ran()' data-address='javascript:ran()'>",
    "<p style='background:url(javascript:ran())' onclick=ran()>x</p>",
    "<object data='data:text/html,<script>ran()</script>'></object><embed src='javascript:ran()'>",
    "[caption id='\"><script>ran()</script>']<img src=x onerror=ran()> x[/caption]",
]  # fmt: skip
DOORS = """
window.ran = () => { window.executed = true; };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = window.ran;
"""


def payloads():
    if not VECTORS.exists():
        return OURS
    return OURS + [vector["payload"] for vector in json.loads(VECTORS.read_text())]


@pytest.fixture
def bare_page(browser):
    """A page with no policy at all; every request it makes to anywhere is noted and refused."""
    context = browser.new_context()
    context.add_init_script(DOORS)
    page = context.new_page()
    page.asked = []

    def answer(route):
        if route.request.url == "http://bare.example/":
            route.fulfill(body=page.html, content_type="text/html; charset=utf-8")
        else:
            page.asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    yield page
    context.close()


def open_with(page, html):
    page.html = f"<!doctype html><html><body>{html}</body></html>"
    page.goto("http://bare.example/")
    # Everything a reader may do with it: point at it, press it, follow it.
    page.evaluate(
        """() => {
          for (const element of document.querySelectorAll("body *")) {
            for (const kind of ["mouseover", "focus", "toggle", "error", "load", "animationstart"])
              element.dispatchEvent(new Event(kind, { bubbles: true }));
            if (element.protocol === "javascript:") window.executed = true;
          }
        }"""
    )
    page.wait_for_timeout(20)
    return page.evaluate("window.executed === true")


def test_the_trap_itself_is_sharp(bare_page):
    assert open_with(bare_page, OURS[0])
    assert open_with(bare_page, OURS[1])


def test_no_payload_runs_or_fetches_anything(bare_page):
    ran = []
    for payload in payloads():
        if open_with(bare_page, sanitise(payload)):
            ran.append(payload)

    assert ran == []
    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}


@pytest.mark.django_db
def test_no_payload_runs_as_readers_get_it(bare_page):
    """All in one body, as an editor might paste it, through cleaning and rendering."""
    everything = "".join(f"<div>{payload}</div>" for payload in OURS)

    assert not open_with(bare_page, body.render(body.clean(everything), {}))
    for payload in payloads():
        assert not open_with(bare_page, body.render(body.clean(payload), {})), payload
    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}


@pytest.mark.django_db
@pytest.mark.parametrize("is_html", [False, True], ids=["of WordPress", "of Ghost"])
def test_no_payload_runs_that_comes_with_a_former_site(bare_page, is_html):
    around = {"base": "http://old.example/", "hosts": frozenset(["old.example"])}
    for payload in payloads():
        text, _found = convert(payload, Surroundings(**around, is_html=is_html))
        assert not open_with(bare_page, body.render(text.html, {})), payload

    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}
