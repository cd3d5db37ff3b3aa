"""The release gate: the same judge on every way to the readers, and who may pass it."""

from datetime import timedelta
from itertools import cycle

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles import gate
from articles.actions import editing, noting, publishing, releasing
from articles.models import Article, GateRule, Level, Rule
from tests.articles.writing_page import change, typed, written
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ImageFactory,
)

pytestmark = pytest.mark.django_db
Status = Article.Status
STORIES = reverse("admin:articles_article_changelist")


def figure(image) -> str:
    return f'<figure class="image" data-image-id="{image.pk}"></figure><p>Words.</p>'


def licensed(**fields):
    return ImageFactory(licence="own", **fields)


def in_days(number):
    return timezone.now() + timedelta(days=number)


def far_away():
    return in_days(40)


# rule: (fields of a story it finds something in, of one it passes, what the refusal says)
CASES = {
    Rule.LENGTH: (
        lambda: {"headline": "H" * 66},
        lambda: {"headline": "H" * 65},
        "Headline length: 66 characters, at most 65 are wanted. Shorten the headline.",
    ),
    Rule.BYLINE: (
        lambda: {"authors": []},
        lambda: {},
        "Byline: nobody signs the story. Add a byline.",
    ),
    Rule.ALT: (
        lambda: {"body": figure(licensed(alt="", caption="Boats"))},
        lambda: {"lead_image": licensed(alt="", decorative=True), "body": figure(licensed())},
        "Alternative text: “Boats” has no alternative text. Describe the picture, or mark it as"
        " decorative.",
    ),
    Rule.CREDIT: (
        lambda: {"lead_image": licensed(credit="", caption="Boats"), "lead_credit": ""},
        lambda: {"lead_image": licensed(credit=""), "lead_credit": "Photo: Inés"},
        "Credit: “Boats” has no credit. Say whose it is.",
    ),
    Rule.LICENCE: (
        lambda: {"body": figure(ImageFactory(licence="", caption="Boats"))},
        lambda: {"lead_image": licensed(), "body": figure(licensed())},
        "Licence: “Boats” has no licence. Say by what right it runs.",
    ),
    Rule.RIGHTS: (
        lambda: {"lead_image": licensed(caption="Boats", expires_at=in_days(-1))},
        lambda: {"lead_image": licensed(expires_at=in_days(1)), "body": figure(licensed())},
        "Rights of pictures: “Boats” has rights until Yesterday",
    ),
    Rule.ENDING: (
        lambda: {"body": figure(licensed(caption="Boats", expires_at=in_days(6)))},
        lambda: {"body": figure(licensed(expires_at=in_days(8)))},
        "only. From then on the story stands without it.",
    ),
    Rule.HEADINGS: (
        lambda: {"body": "<h2>Where</h2><h4>How far</h4><p>Near.</p>"},
        lambda: {"body": "<h2>Where</h2><h3>How far</h3><p>Near.</p>"},
        "Order of headings: the heading “How far” skips a level. Make it one step below the heading"
        " before it.",
    ),
    Rule.LINKS: (
        lambda: {"body": '<p>As <a href="/2020/01/02/nowhere/">told</a>.</p>'},
        lambda: {"body": '<p>As <a href="/popular/">told</a>.</p>'},
        "Links inside the paper: “/2020/01/02/nowhere/” leads nowhere. Correct the link or remove"
        " it.",
    ),
    Rule.NOTES: (
        lambda: {"noted": "open"},
        lambda: {"noted": "resolved"},
        "Open notes: 1 note is open. Answer and resolve what is open.",
    ),
    Rule.EMBARGO: (
        lambda: {"embargo_until": far_away()},
        lambda: {"embargo_until": timezone.now() - timedelta(minutes=1)},
        "Embargo: the story may not be read before",
    ),
    Rule.DUPLICATE: (
        lambda: {"headline": ArticleFactory(live=True, headline="Rain again").headline.upper()},
        lambda: {
            "headline": ArticleFactory(
                live=True,
                headline="Rain again",
                published_at=timezone.now() - timedelta(days=31),
            ).headline
        },
        "Same headline: another story has this headline: /",
    ),
    Rule.LEGAL: (
        lambda: {},
        lambda: {"signed": True},
        "Legal sign-off: nobody has signed off these words. Ask for the sign-off.",
    ),
}


def stored(editor, *, authors=None, signed=False, noted="", **fields) -> Article:
    fields = {"headline": "The harbour opens again", **fields}
    authors = [AuthorFactory()] if authors is None else authors
    story = editing.create(written(**fields), by=editor, authors=authors)
    if noted:
        note = noting.write(story, text="Is it?", quote=story.headline, by=editor)
        if noted == "resolved":
            noting.resolve(note, by=editor)
    if signed:
        releasing.sign_off(story, text=gate.digest(story), by=editor)
    return story


def rule_is(rule, level, section=None, limit=None) -> None:
    GateRule.objects.update_or_create(
        rule=rule, section=section, defaults={"level": level, "limit": limit}
    )


# The ways to the readers ---------------------------------------------------------------------
def sent(story, **fields) -> dict:
    """The whole form, with what only some of the rules look at."""
    fields |= {"lead_image": story.lead_image_id or "", "lead_credit": story.lead_credit}
    fields["label"] = story.label
    if story.embargo_until:
        until = timezone.localtime(story.embargo_until)
        fields |= {"embargo_until_0": f"{until:%Y-%m-%d}", "embargo_until_1": f"{until:%H:%M}"}
    return typed(story, **fields)


def by_button(client, story):
    return client.post(change(story), sent(story, _publish=""), follow=True).text


def by_schedule(client, story):
    at = timezone.localtime(timezone.now() + timedelta(hours=2))
    when = {"publish_at_0": f"{at:%Y-%m-%d}", "publish_at_1": f"{at:%H:%M}"}
    return client.post(change(story), sent(story, _schedule="", **when), follow=True).text


def in_bulk(client, story):
    chosen = {"action": "publish_chosen", "_selected_action": [story.pk]}
    return client.post(STORIES, chosen, follow=True).text


WAYS = [by_button, by_schedule, in_bulk]
# What holds a story back is tried on every way; that nothing else does, on each in turn.
IN_TURN = list(zip(CASES, cycle(WAYS), strict=False))


def plain(page: str) -> str:
    return page.replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", list(CASES))
def test_what_a_rule_blocks_is_kept_back_in_words(desk, editor, rule, way):
    failing, _passing, words = CASES[rule]
    rule_is(rule, Level.BLOCK)
    story = stored(editor, **failing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.DRAFT
    assert words in plain(page)


@pytest.mark.parametrize(("rule", "way"), IN_TURN)
def test_what_a_rule_does_not_find_goes_out(desk, editor, rule, way):
    _failing, passing, words = CASES[rule]
    rule_is(rule, Level.BLOCK)
    story = stored(editor, **passing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words not in plain(page)


@pytest.mark.parametrize(("rule", "way"), IN_TURN)
def test_what_a_rule_warns_of_goes_out_and_is_said(desk, editor, rule, way):
    failing, _passing, words = CASES[rule]
    rule_is(rule, Level.WARN)
    story = stored(editor, **failing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words in plain(page)


@pytest.mark.parametrize(("rule", "way"), IN_TURN)
def test_a_rule_that_is_off_says_nothing(desk, editor, rule, way):
    failing, _passing, words = CASES[rule]
    rule_is(rule, Level.OFF)
    story = stored(editor, **failing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words not in plain(page)


@pytest.mark.parametrize("way", WAYS)
def test_without_a_licence_no_picture_goes_out_unless_the_paper_decides_otherwise(
    desk, editor, way
):
    story = stored(editor, body=figure(ImageFactory(licence="")))

    way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.DRAFT


def test_rights_are_judged_for_the_hour_at_which_the_story_is_read(editor):
    story = stored(editor, lead_image=licensed(expires_at=timezone.now() + timedelta(hours=1)))

    with pytest.raises(ValidationError, match="has rights until"):
        publishing.publish(story, by=editor, at=timezone.now() + timedelta(hours=2))
    publishing.publish(story, by=editor, at=timezone.now() + timedelta(minutes=30))

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED


# A note is no part of what is saved: saving makes nothing of it worse.
@pytest.mark.parametrize("rule", [rule for rule in CASES if rule != Rule.NOTES])
def test_what_waits_for_its_time_cannot_be_made_worse_meanwhile(editor, rule):
    """Nothing runs when the clock makes it public, so it is judged whenever it is saved."""
    failing, passing, words = CASES[rule]
    rule_is(rule, Level.BLOCK)
    # The same headline is sought anew each time: here nothing has it before.
    story = stored(editor, **({} if rule == Rule.DUPLICATE else passing()))
    story = publishing.publish(story, by=editor, at=timezone.now() + timedelta(hours=1))
    worse = failing()
    authors = worse.pop("authors", None)
    for name, value in worse.items():
        setattr(story, name, value)
    if rule == Rule.LEGAL:
        story.body = "<p>Other words.</p>"

    with pytest.raises(ValidationError) as refused:
        editing.save(story, by=editor, base=story.version, authors=authors)

    assert words in " ".join(refused.value.messages)
    head = Article.objects.get(pk=story.pk)
    assert gate.judge(gate.stored(head, at=head.published_at)).blocking == []


def test_a_refused_save_of_a_live_story_keeps_what_was_typed(desk, editor):
    story = publishing.publish(stored(editor), by=editor)

    page = desk.post(change(story), typed(story, headline="Typed just now", authors=[]))

    story.refresh_from_db()
    assert story.headline == "The harbour opens again"
    assert story.bylines.exists()
    assert "Typed just now" in page.text
    assert page.context["refusals"] == ["Byline: nobody signs the story. Add a byline."]


def test_an_old_fault_of_a_live_story_stands_in_nobodys_way(editor):
    rule_is(Rule.LENGTH, Level.OFF)
    story = publishing.publish(stored(editor, headline="H" * 80), by=editor)
    rule_is(Rule.LENGTH, Level.BLOCK)
    story.standfirst = "A typing error put right."

    saved = editing.save(story, by=editor, base=story.version)

    assert saved.version == 2


def test_a_preview_is_never_refused(desk, editor):
    story = publishing.publish(stored(editor), by=editor)

    page = desk.post(
        reverse("admin:articles_article_preview"), typed(story, story=story.pk, authors=[])
    )

    assert page.status_code == 200
    assert story.bylines.exists()
