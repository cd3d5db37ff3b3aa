"""Hostile mark-up, sanitised, opened in a real browser without any content policy to help."""

import json
from html import escape
from itertools import batched
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


# Everything a reader may do with it: point at it, press it, follow it.
TOUCH = """() => {
  for (const { contentWindow } of document.querySelectorAll("body > iframe")) {
    for (const element of contentWindow.document.querySelectorAll("body *")) {
      for (const kind of ["mouseover", "focus", "toggle", "error", "load", "animationstart"])
        element.dispatchEvent(new contentWindow.Event(kind, { bubbles: true }));
      if (element.protocol === "javascript:") contentWindow.executed = true;
    }
  }
}"""
EXECUTED = """() => [...document.querySelectorAll("body > iframe")]
  .map(({ contentWindow }) => contentWindow.executed === true || window.executed === true)"""


def those_that_run(page, texts) -> list[str]:
    """Each in a document of its own, within one page for many."""
    ran = []
    for some in batched(texts, 40, strict=False):
        documents = (f"<!doctype html><html><body>{text}</body></html>" for text in some)
        page.html = "<!doctype html><html><body>" + "".join(
            f'<iframe srcdoc="{escape(document)}"></iframe>' for document in documents
        )
        page.goto("http://bare.example/")
        page.evaluate(TOUCH)
        page.wait_for_timeout(100)
        executed = page.evaluate(EXECUTED)
        assert len(executed) == len(some)
        ran += [text for text, runs in zip(some, executed, strict=True) if runs]
    return ran


def test_the_trap_itself_is_sharp(bare_page):
    sharp = [OURS[0], OURS[1], "<a href=javascript:ran()>x</a>", "<p onmouseover=ran()>x</p>"]

    assert those_that_run(bare_page, ["<p>x</p>", *sharp, "<p>y</p>"]) == sharp
    assert those_that_run(bare_page, ["<img src=x onerror=top.ran()>"])


def test_no_payload_runs_or_fetches_anything(bare_page):
    assert those_that_run(bare_page, map(sanitise, payloads())) == []
    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}


@pytest.mark.django_db
def test_no_payload_runs_as_readers_get_it(bare_page):
    """All in one body, as an editor might paste it, through cleaning and rendering."""
    everything = "".join(f"<div>{payload}</div>" for payload in OURS)

    shown = (body.render(body.clean(text), {}) for text in [everything, *payloads()])
    assert those_that_run(bare_page, shown) == []
    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}


@pytest.mark.django_db
@pytest.mark.parametrize("is_html", [False, True], ids=["of WordPress", "of Ghost"])
def test_no_payload_runs_that_comes_with_a_former_site(bare_page, is_html):
    around = {"base": "http://old.example/", "hosts": frozenset(["old.example"])}
    surroundings = Surroundings(**around, is_html=is_html)

    converted = (convert(payload, surroundings)[0] for payload in payloads())
    shown = [body.render(text.html, {}) for text in converted]

    assert those_that_run(bare_page, shown) == []
    assert set(bare_page.asked) <= {"http://bare.example/favicon.ico"}
