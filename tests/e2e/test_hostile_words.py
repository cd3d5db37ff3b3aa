"""Hostile text in every field a member has, opened as reader and as moderator: nothing runs.

The browser is told to ignore our content policy, so that what is shown is safe by itself.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.html import escape

from comments.actions.moderation import remove
from comments.actions.people import appeal
from comments.actions.posting import edit_comment, post_comment
from comments.actions.responding import report
from comments.models import Comment, Rule, RuleSet
from newsroom.site.models import ContactMessage
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHARED = Path(__file__).resolve().parents[3] / "shared/data/malicious/html/xss_vectors.json"
QUEUE = "/admin/comments/comment/"
OWN = [
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "</textarea></title></script><svg onload=ran()>",
    "\"><input autofocus onfocus=ran() x=\"",
    "' autofocus onfocus=ran() x='",
    "javascript:ran()",
    "See https://a.example/\"onmouseover=\"ran() and javascript:ran()",
    "https://a.example/<script>ran()</script>",
    "{{ 7|add:7 }}{% now 'Y' %}${7*7}<%= 7*7 %>",
    "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "<a href=\"javascript:ran()\">press</a><details open ontoggle=ran()>",
    "\\u003cscript\\u003eran()\\u003c/script\\u003e</script><script>ran()</script>",
]  # fmt: skip
DOORS = """
window.executed = 0;
window.ran = () => { window.executed += 1; };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = window.ran;
"""
# Points at everything and presses what is a link of a member's; then says what there is too much.
FOUND = """() => {
  for (const element of document.querySelectorAll("main *, #content *")) {
    for (const kind of ["mouseover", "focus", "toggle", "error", "load"])
      element.dispatchEvent(new Event(kind));
  }
  const all = [...document.querySelectorAll("*")];
  const acts = (e) => [...e.attributes].some((a) => a.name.startsWith("on"));
  const scripts = all.filter((e) => e.matches("script:not([src], [type*=json])"));
  const links = all.filter((e) => /^\\s*(java|vb)script:|^\\s*data:/i.test(e.getAttribute("href") ?? ""));
  return [window.executed, all.filter(acts).length, scripts.length, links.length,
    document.querySelectorAll("iframe, object, embed, :is(.cm, .que) :is(svg:not(.icon), img)").length];
}"""  # noqa: E501 one expression


@dataclass
class Said:
    story: object
    writer: object
    last: Comment
    removed: Comment


@pytest.fixture
def nobody_first(db):
    rules = RuleSet.objects.create(name="Of this test", status="live")
    Rule.objects.create(rules=rules, kind="words", words="nothing of this kind")


def say_everywhere(payloads: list[str]) -> Said:
    """One writer who says all of it, and for each a member who is called that."""
    story, writer = ArticleFactory(live=True), UserFactory(display_name=payloads[0][:80])
    editor = UserFactory(role="Editor", display_name=payloads[1][:80])
    for text in payloads:
        named = UserFactory(display_name=text[:80])
        comment = post_comment(story, by=writer, text=text)
        post_comment(story, by=named, text=f"A reply, {text}", to=comment)
        report(comment, by=named, reason="other", note=text[:500])
        changed = post_comment(story, by=named, text="As it was")
        edit_comment(changed, by=named, text=f"Changed {text}")
        gone = remove(CommentFactory(article=story, author=writer, text=text), by=editor)
        appeal(by=writer, text=text[:1000], about=gone)
    return Said(story, writer, comment, gone)


def write_what_else_a_member_can(payloads: list[str], writer) -> list[str]:
    """Names of passkeys, an address that is valid, messages to the paper; where they are shown."""
    odd = '"<svg/onload=ran()>"@a.example'
    EmailAddress.objects.create(user=writer, email=odd)
    for text in payloads:
        Authenticator.objects.create(user=writer, type="webauthn", data={"name": text[:100]})
        ContactMessage.objects.create(name=text[:120], email=odd, subject=text[:160], text=text)
    keys = "/accounts/second-factor/"
    return ["/accounts/email/", keys, f"{keys}passkeys/", "/accounts/newsletters/"]


def pages_of_readers(said: Said, number: int) -> list[str]:
    last = said.last
    threads = [f"{said.story.path}comments/?page={n}" for n in range(1, number * 3 // 20 + 2)]
    own = [f"/comments/?page={n}" for n in range(1, number * 2 // 20 + 2)]
    news = [f"/accounts/notifications/?page={n}" for n in range(1, number * 2 // 30 + 2)]
    single = ["report/", "recommend/", "edit/", "withdraw/", "yours/"]
    return [
        said.story.path,
        *threads,
        *own,
        *news,
        "/accounts/",
        "/me/",
        f"/comments/{said.story.pk}/?to={last.pk}",
        *(f"/comments/c/{last.pk}/{page}" for page in single),
        f"/comments/c/{said.removed.pk}/yours/",
    ]


def pages_of_the_desk(said: Said, number: int) -> list[str]:
    def queue(name: str) -> list[str]:
        pages, after = [f"{QUEUE}?queue={name}"], f"{QUEUE}?queue={name}&"
        lines = Comment.objects.order_by("posted_at", "pk").values_list("posted_at", "pk")
        return pages + [
            f"{after}{urlencode({'after': f'{at.isoformat()}_{pk}'})}" for at, pk in lines[::25]
        ]

    return [
        *queue("reported"),
        *queue("visible"),
        *queue("removed"),
        f"{QUEUE}?queue=appeals",
        f"{QUEUE}member/{said.writer.pk}/",
        f"{QUEUE}{said.last.pk}/side/",
        f"{QUEUE}all/?queue=reported&reject=",
        f"{QUEUE}all/?queue=reported&approve=&like={said.last.pk}",
        *(f"/admin/accounts/user/?p={n}" for n in range(1, number // 50 + 2)),
        f"/admin/accounts/user/{said.writer.pk}/change/",
        f"/admin/comments/storycomments/?q={said.writer.pk}",
        "/admin/",
    ]


def open_all(page, addresses: list[str]) -> None:
    page.add_init_script(DOORS)
    for address in addresses:
        page.goto(address)

        assert page.evaluate(FOUND) == [0, 0, 0, 0, 0], address


def watched(window, sign_in, person):
    return sign_in(window(1280, 900, bypass_csp=True), person)


def test_no_words_of_ours_run_anywhere(window, sign_in, nobody_first):
    said = say_everywhere(OWN)
    moderator = UserFactory(role="Administrator")

    more = write_what_else_a_member_can(OWN, said.writer)
    open_all(watched(window, sign_in, said.writer), [*pages_of_readers(said, len(OWN)), *more])
    searches = [f"{QUEUE}?{urlencode({'queue': 'visible', 'q': text})}" for text in OWN]
    searches += [f"/search/?{urlencode({'q': text})}" for text in OWN[:4]]
    desk = pages_of_the_desk(said, len(OWN))
    messages = "/admin/site/contactmessage/"
    desk += [messages, f"{messages}{ContactMessage.objects.latest('pk').pk}/change/"]
    open_all(watched(window, sign_in, moderator), [*desk, *searches])


def test_none_of_the_collected_vectors_runs_anywhere(window, sign_in, nobody_first):
    if not SHARED.exists():
        pytest.skip("no collection of hostile text beside the project")
    vectors = [vector["payload"].replace("\x00", "") for vector in json.loads(SHARED.read_text())]
    payloads = [text[:2900] for text in vectors if text.strip()]
    # They are slow: each day another quarter of them.
    payloads = payloads[date.today().toordinal() % 4 :: 4]
    said = say_everywhere(payloads)

    open_all(watched(window, sign_in, said.writer), pages_of_readers(said, len(payloads)))
    moderator = UserFactory(role="Administrator")
    open_all(watched(window, sign_in, moderator), pages_of_the_desk(said, len(payloads)))


def test_what_a_refused_form_shows_again_is_text(window, sign_in, nobody_first, live_server):
    """It comes through the member's own door, and is put into the form it came from."""
    story, other = ArticleFactory(live=True), CommentFactory()
    client, member = Client(), UserFactory()
    client.force_login(member)
    page, answers = watched(window, sign_in, member), {}
    page.add_init_script(DOORS)
    page.route("**/refused/*", lambda route: route.fulfill(body=answers[route.request.url]))

    for number, text in enumerate(OWN):
        refused = [
            client.post(f"/comments/{story.pk}/", {"text": text + "x" * 3000}),
            client.post(f"/comments/c/{other.pk}/report/", {"note": text}),
            client.post("/accounts/", {"display_name": text[:80], "username": text}),
        ]
        for form, answer in enumerate(refused):
            address = f"{live_server.url}/refused/{number}-{form}"
            answers[address] = answer.text
            page.goto(address)
            assert page.evaluate(FOUND)[:2] == [0, 0], address
            assert escape(text[:20]) in answer.text, address
