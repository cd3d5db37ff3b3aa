"""Readers with narrow screens, large letters and keyboards get all of every page."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from newsletter.models import Newsletter
from newsroom.site import chrome
from newsroom.site.models import Menu, MenuItem, Page, SiteSettings, SocialLink, TakenPath
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
COMPOUND = "José-María Fernández-Villaverde y Rodríguez de Sanmiguel-Bustamante de la Cordillera"
USUAL = ["Health", "News", "Life in Spain", "Travel", "Property", "Business", "Opinion", "Politics"]
BODY = f"""<p>{LONG} {LONG}</p><h2 id="one">{LONG}</h2><ul><li>{LONG}</li></ul>
<h2 id="two">Two</h2><table><caption>{LONG}</caption><tbody><tr><th scope="row">{LONG}</th>
<td>{LONG}</td></tr></tbody></table><h2 id="three">Three</h2>
<blockquote><p>{LONG}</p><footer>{COMPOUND}</footer></blockquote>
<blockquote class="pull"><p>{LONG}</p></blockquote>
<aside class="factbox"><h3>{LONG}</h3><p>{LONG}</p></aside><pre><code>{LONG} {LONG}</code></pre>"""

TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return [];
  const clips = (e) => getComputedStyle(e).overflowX !== "visible";
  const scrolls = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (clips(p)) return true;
    return false;
  };
  return [`${wide} px`, ...[...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e))
    .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`).slice(0, 6)];
}"""
# Without transitions a colour is the final one; what is not on the screen cannot be reached.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })
    && e.getClientRects().length && !(e.type === "radio" && !e.checked))
  .map((e, i) => (e.dataset.stop = i, `${i} ${e.tagName} ${e.textContent.trim().slice(0, 40)}`))"""
FOCUSED = """() => {
  const e = document.activeElement, ring = getComputedStyle(e);
  const ringed = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
  const around = e.closest("label, .card, .field") ?? e;
  const box = e.getBoundingClientRect();
  return {
    stop: e.dataset.stop ?? null,
    name: `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`,
    ring: ringed(ring) || ringed(getComputedStyle(around))
      || parseFloat(ring.borderTopWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.fixture
def paper(settings):
    settings.DEBUG = False
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"name": "Internationaltageszeitungsverlagsgesellschaft", "language": "es"}
    )
    sections = [SectionFactory(name=f"{LONG[:50]} {n}", slug=f"long-{n}") for n in range(40)]
    SectionFactory(name=LONG[:60], slug="part", parent=sections[0])
    author = AuthorFactory(name=COMPOUND, slug="jose", bio=f"<p>{LONG}</p>")
    whole = {"section": sections[0], "body": BODY, "tags": [LONG[:60]], "authors": [author]}
    stories = [
        ArticleFactory(
            live=True, headline=f"{LONG} {n}", standfirst=f"{LONG} y {COMPOUND}", **whole
        )
        for n in range(30)
    ]
    for place in Menu.Key.values:
        menu, _new = Menu.objects.get_or_create(key=place)
        targets = TakenPath.objects.filter(owner_kind="section").order_by("pk")
        for order, target in enumerate(targets):
            MenuItem.objects.create(menu=menu, target=target, order=order)
    for network in ("facebook", "x", "youtube"):
        SocialLink.objects.create(network=network, url=f"https://{network}.com/eye")
    Page.objects.create(title=LONG[:100], slug="about", body=f"<h2>{LONG}</h2><p>{LONG}</p>")
    Page.objects.create(title="Contacto", slug="contact", kind="contact", body="<p>Hola</p>")
    Newsletter.objects.create(name=LONG[:60], slug="morning", promise=LONG)
    chrome.forget()
    gone = ArticleFactory(withdrawn=True, section=sections[0])
    return {
        "home": "/",
        "section": "/long-0/",
        "section, second page": "/long-0/?page=2",
        "story": stories[0].path,
        "author": "/author/jose/",
        "tag": stories[0].tags.get().get_absolute_url(),
        "popular": "/popular/",
        "search": f"/search/?q={LONG}",
        "search without result": f"/search/?q={LONG * 2}",
        "notifications": "/notifications/",
        "page": "/about/",
        "contact": "/contact/",
        "newsletters": "/newsletter/",
        "404": f"/{LONG}/",
        "410": gone.path,
        "sign in": "/accounts/login/",
        "sign up": "/accounts/signup/",
        "lost password": "/accounts/password/reset/",
    }


def open_page(page, address):
    """Errors come as if they were none, or the browser would report them as failures."""
    page.unroute_all()
    page.route(page_of(address), lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(address, wait_until="networkidle", timeout=40_000)
    page.locator("h1").first.wait_for()
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):  # the bell is put in late
        page.locator("[data-personal=bell] > button").wait_for(state="attached")


def page_of(address):
    return lambda url: unquote(url).split("/", 3)[3] == address[1:]


def test_nothing_is_wider_than_the_narrowest_screen(window, paper):
    page = window(320, 640)
    found = {}
    for name, address in paper.items():
        open_page(page, address)
        if wide := page.evaluate(TOO_WIDE):
            found[name] = wide

    assert found == {}


def test_letters_twice_as_large_fit_too(window, paper):
    page = window(640, 800)
    page.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => document.documentElement.style.setProperty('font-size', '200%'))"
    )
    found = {}
    for name, address in paper.items():
        open_page(page, address)
        if wide := page.evaluate(TOO_WIDE):
            found[name] = wide

    assert found == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_is_reached_by_tab_and_shows_it(window, paper, width):
    page = window(width, 800, reduced_motion="reduce")
    lost, ringless = {}, {}
    for name in ("home", "section", "story", "search", "contact", "newsletters", "404", "sign in"):
        open_page(page, paper[name])
        stops = page.evaluate(REACHABLE)
        reached, bare = walk(page, len(stops))
        if missing := [s for i, s in enumerate(stops) if str(i) not in reached]:
            lost[name] = missing[:6]
        if bare:
            ringless[name] = bare[:6]

    assert lost == {}
    assert ringless == {}


def walk(page, stops: int) -> tuple[set[str], list[str]]:
    """Press Tab until the page is left; who was reached, and who showed nothing."""
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    reached, bare = set(), []
    for _step in range(stops + 60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["stop"] in reached and at["stop"] == "0":
            break
        if at["stop"] is not None:
            reached.add(at["stop"])
        if at["name"].startswith("BODY"):
            break
        if not (at["ring"] and at["seen"]):
            bare.append(at["name"])
    return reached, bare


def test_the_skip_link_comes_first_and_leads_to_the_news(window, paper):
    page = window(1280, 800)
    open_page(page, paper["home"])

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Saltar a las noticias"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_on_phones_opens_by_key_and_gives_the_focus_back(window, paper):
    page = window(390, 800)
    open_page(page, paper["home"])
    opener = page.get_by_role("button", name="Menú")

    opener.focus()
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Todas las secciones").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    assert not page.get_by_role("navigation", name="Todas las secciones").is_visible()
    assert opener.evaluate("(e) => e === document.activeElement")


def test_parts_and_more_open_by_key_without_script(window, paper, live_server):
    page = window(1280, 800, java_script_enabled=False)
    open_page(page, paper["home"])

    more = page.get_by_role("button", name="Más", exact=True)
    more.focus()
    page.keyboard.press("Enter")

    last = page.get_by_role("link", name=f"{LONG[:50]} 39").first
    last.wait_for()
    assert page.locator("#nav-more").is_visible()


def test_colours_that_are_forced_keep_every_sign(window, paper):
    page = window(1280, 800, forced_colors="active")
    open_page(page, paper["section"])

    current = page.locator(".nav a[aria-current]").first
    other = page.locator(".nav > ul > li > a:not([aria-current])").first
    border = "(e) => getComputedStyle(e).borderBottomColor"
    assert current.evaluate(border) != other.evaluate(border)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["ring"]


def test_with_reduced_motion_nothing_moves_by_itself(window, paper):
    page = window(1280, 800, reduced_motion="reduce")
    for name in ("home", "story"):
        open_page(page, paper[name])

        moving = page.evaluate(
            "() => document.getAnimations().filter((a) => a.timeline instanceof DocumentTimeline"
            " && a.playState === 'running').length"
        )

        assert moving == 0


def test_a_long_name_takes_no_more_of_the_head_than_signing_in(window, sign_in):
    menu, _new = Menu.objects.get_or_create(key="header")
    for order, name in enumerate(USUAL):
        ArticleFactory(section=SectionFactory(name=name, slug=f"part-{order}"), live=True)
        target = TakenPath.objects.get(path=f"part-{order}")
        MenuItem.objects.create(menu=menu, target=target, order=order)
    chrome.forget()
    page = window(1280, 800)
    page.goto("/part-0/")
    head, link = page.get_by_role("banner"), page.get_by_role("link", name="Politics").first
    expect(link).to_be_visible()
    before = head.bounding_box()["height"]

    sign_in(page, UserFactory(display_name=COMPOUND[:80])).reload()

    account = head.get_by_role("button", name=f"Your account, {COMPOUND[:80]}")
    expect(account).to_be_visible()
    assert head.bounding_box()["height"] == before
    account.click()
    expect(page.get_by_role("navigation", name="Your account")).to_contain_text(COMPOUND[:80])
