"""The release gate: the same judge on every way to the readers, and who may pass it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles import gate, links
from articles.actions import editing, publishing, releasing
from articles.models import Article, DeskLog, GateRule, Level, Redirect, Rule
from tests.articles.writing_page import change, typed, written
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ImageFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Status = Article.Status
STORIES = reverse("admin:articles_article_changelist")


def figure(image) -> str:
    return f'<figure class="image" data-image-id="{image.pk}"></figure><p>Words.</p>'


def licensed(**fields):
    return ImageFactory(licence="own", **fields)


def far_away():
    return timezone.now() + timedelta(days=40)


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
        lambda: {"lead_image": ImageFactory(credit="", caption="Boats"), "lead_credit": ""},
        lambda: {"lead_image": licensed(credit=""), "lead_credit": "Photo: Inés"},
        "Credit and licence: “Boats”: no credit, no licence. Say whose it is and by what right it"
        " runs.",
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


def stored(editor, *, authors=None, signed=False, **fields) -> Article:
    fields = {"headline": "The harbour opens again", **fields}
    authors = [AuthorFactory()] if authors is None else authors
    story = editing.create(written(**fields), by=editor, authors=authors)
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


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


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


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", list(CASES))
def test_what_a_rule_does_not_find_goes_out(desk, editor, rule, way):
    _failing, passing, words = CASES[rule]
    rule_is(rule, Level.BLOCK)
    story = stored(editor, **passing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words not in plain(page)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", list(CASES))
def test_what_a_rule_warns_of_goes_out_and_is_said(desk, editor, rule, way):
    failing, _passing, words = CASES[rule]
    rule_is(rule, Level.WARN)
    story = stored(editor, **failing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words in plain(page)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", list(CASES))
def test_a_rule_that_is_off_says_nothing(desk, editor, rule, way):
    failing, _passing, words = CASES[rule]
    rule_is(rule, Level.OFF)
    story = stored(editor, **failing())

    page = way(desk, story)

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert words not in plain(page)


@pytest.mark.parametrize("rule", list(CASES))
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


# Where the rules come from -------------------------------------------------------------------
def test_a_part_of_a_section_goes_by_its_own_word_then_the_sections_then_the_papers():
    court = SectionFactory(parent=SectionFactory())
    rule_is(Rule.LEGAL, Level.WARN)
    assert gate.rules_for(court)[Rule.LEGAL] == (Level.WARN, None)

    rule_is(Rule.LEGAL, Level.BLOCK, section=court.parent)
    assert gate.rules_for(court)[Rule.LEGAL] == (Level.BLOCK, None)

    rule_is(Rule.LEGAL, Level.OFF, section=court)
    assert gate.rules_for(court)[Rule.LEGAL] == (Level.OFF, None)
    assert gate.rules_for(SectionFactory())[Rule.LEGAL] == (Level.WARN, None)


def test_a_section_sets_its_own_length_of_headlines(editor):
    story = stored(editor, headline="H" * 50)
    rule_is(Rule.LENGTH, Level.BLOCK, section=story.section, limit=49)

    with pytest.raises(ValidationError, match="50 characters, at most 49"):
        publishing.publish(story, by=editor)


@pytest.mark.parametrize("count", [1, 3])
def test_judging_costs_the_same_for_any_number_of_pictures_and_links(
    editor, count, django_assert_num_queries
):
    text = "".join(figure(licensed()) for _ in range(count))
    text += "".join(f'<p><a href="/author/{n}/">a</a></p>' for n in range(count))
    story = Article.objects.select_related("section").get(pk=stored(editor, body=text).pk)

    with django_assert_num_queries(8):
        gate.judge(gate.stored(story, at=timezone.now()))


@pytest.mark.parametrize(
    ("address", "dead"),
    [
        ("/popular/", False),
        ("/popular", False),
        ("/popular/?period=day#top", False),
        ("/nowhere/", True),
        ("/news-desk/", False),
        ("/former-desk/", False),
        ("/hidden-desk/", True),
        ("/author/ines/", False),
        ("/author/nobody/", True),
        ("/tag/rain/", False),
        ("/tag/rain/feed/", False),
        ("/tag/nothing/", True),
        ("#where", False),
        ("#elsewhere", True),
        ("https://example.org/nowhere/", False),
        ("mailto:a@example.org", False),
        ("{live}", False),
        ("{former}", False),
        ("{draft}", True),
        ("{soon}", False),
        ("{late}", True),
        ("{site}{live}", False),
        ("{site}/nowhere/", True),
    ],
)
def test_links_inside_the_paper_are_followed_as_a_reader_would(address, dead, settings):
    now = timezone.now()
    section = SectionFactory(slug="former-desk")
    section.slug = "news-desk"
    section.save()
    SectionFactory(slug="hidden-desk", hidden=True)
    AuthorFactory(slug="ines")
    live = ArticleFactory(live=True, tags=["Rain"])
    Redirect.objects.create(old_path="/2020/01/02/former/", article=live)
    soon, late = ArticleFactory(scheduled=True), ArticleFactory(scheduled=True)
    Article.objects.filter(pk=late.pk).update(published_at=now + timedelta(hours=5))
    address = address.format(
        live=live.path,
        former="/2020/01/02/former/",
        draft="/2026/01/02/draft/",
        soon=soon.path,
        late=late.path,
        site=settings.SITE_URL,
    )

    found = links.dead(
        f'<h2 id="where">Where</h2><p><a href="{address}">a</a></p>', at=now + timedelta(hours=2)
    )

    assert found == ([address] if dead else [])


# Passing over it ----------------------------------------------------------------------------
def test_an_editor_passes_over_a_rule_with_a_reason_that_is_kept(desk, editor):
    story = stored(editor, authors=[])

    desk.post(change(story), typed(story, _publish="", override="Agreed with the writer"))

    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    entry = story.log.get(event=DeskLog.Event.OVERRIDE)
    assert (entry.person, entry.note) == (editor, "Byline: Agreed with the writer")


def test_who_may_not_pass_over_a_rule_does_not_by_giving_a_reason(editor):
    story = stored(editor, authors=[])
    stranger = UserFactory()

    with pytest.raises(ValidationError, match="You may not pass over"):
        publishing.publish(story, by=stranger, override="Because")
    with pytest.raises(ValidationError, match="You may not pass over"):
        publishing.publish(story, by=None, override="Because")

    assert Article.objects.get(pk=story.pk).status == Status.DRAFT


def test_nobody_passes_over_what_every_story_needs(editor):
    story = stored(editor, standfirst="")

    with pytest.raises(ValidationError, match="Write a standfirst"):
        publishing.publish(story, by=editor, override="Because")

    assert not story.log.filter(event=DeskLog.Event.OVERRIDE).exists()


def test_a_reason_where_nothing_blocks_leaves_no_entry(editor):
    story = stored(editor)

    publishing.publish(story, by=editor, override="Just in case")

    assert not story.log.filter(event=DeskLog.Event.OVERRIDE).exists()


# Signing off for the law --------------------------------------------------------------------
@pytest.fixture
def lawyer(db):
    return UserFactory(role="Legal", display_name="Lola Lawyer")


def test_a_lawyer_reads_and_signs_and_other_words_are_not_signed(client, editor, lawyer):
    rule_is(Rule.LEGAL, Level.BLOCK)
    story = stored(editor)
    client.force_login(lawyer)
    page = client.get(change(story))

    client.post(
        reverse("admin:articles_article_legal", args=[story.pk]),
        {"text": page.context["digest"], "note": "Read twice"},
    )

    entry = story.log.get(event=DeskLog.Event.LEGAL)
    assert (entry.person, entry.note) == (lawyer, "Read twice")
    story.body = "<p>He did it.</p>"
    story = editing.save(story, by=editor, base=story.version)
    with pytest.raises(ValidationError, match="nobody has signed off"):
        publishing.publish(story, by=editor)


def test_what_was_changed_while_it_was_read_is_not_signed(client, editor, lawyer):
    story = stored(editor)
    read = gate.digest(story)
    story.body = "<p>He did it.</p>"
    editing.save(story, by=editor, base=story.version)
    client.force_login(lawyer)

    page = client.post(
        reverse("admin:articles_article_legal", args=[story.pk]), {"text": read}, follow=True
    )

    assert "The story was changed since you opened it. Read it again." in page.text
    assert not story.legal_sign_offs.exists()


def test_only_who_may_signs(desk, editor):
    story = stored(editor)

    page = desk.post(
        reverse("admin:articles_article_legal", args=[story.pk]), {"text": gate.digest(story)}
    )

    assert page.status_code == 403
    assert not story.legal_sign_offs.exists()


# The margin ----------------------------------------------------------------------------------
def test_the_margin_says_of_what_is_typed_what_the_button_will_say(desk, editor):
    story = stored(editor)
    check = reverse("admin:articles_article_check")

    page = desk.post(check, typed(story, story=story.pk, authors=[], headline="H" * 70))

    assert "Byline: nobody signs the story. Add a byline." in page.text
    assert "Headline length: 70 characters" in page.text
    assert page.text.index("Byline:") < page.text.index("Headline length:")
    assert story.bylines.exists()


def test_the_margin_stands_in_the_page_before_any_script(desk, editor):
    story = stored(editor, authors=[])

    assert "Byline: nobody signs the story." in desk.get(change(story)).text


def test_the_margin_tells_nobody_of_the_stories_of_others(client, editor, reporter):
    story = stored(editor)
    client.force_login(reporter)

    page = client.post(reverse("admin:articles_article_check"), typed(story, story=story.pk))

    assert page.status_code == 403


# The rules in the desk ------------------------------------------------------------------------
def test_the_desk_shows_every_rule_from_the_start_and_editors_only_read(desk, client):
    page = desk.get(reverse("admin:articles_gaterule_changelist"))

    assert page.status_code == 200
    assert set(GateRule.objects.values_list("rule", flat=True)) == set(Rule.values)
    assert desk.get(reverse("admin:articles_gaterule_add")).status_code == 403


def test_an_administrator_adds_an_exception_and_takes_it_back(client):
    section = SectionFactory()
    client.force_login(UserFactory(role="Administrator"))
    client.get(reverse("admin:articles_gaterule_changelist"))

    client.post(
        reverse("admin:articles_gaterule_add"),
        {"rule": "legal", "section": section.pk, "level": "block", "limit": ""},
    )
    assert gate.rules_for(section)[Rule.LEGAL] == (Level.BLOCK, None)

    row = GateRule.objects.get(section=section)
    client.post(reverse("admin:articles_gaterule_delete", args=[row.pk]), {"post": "yes"})
    assert gate.rules_for(section)[Rule.LEGAL] == (Level.OFF, None)


def test_a_rule_without_a_limit_takes_none(client):
    client.force_login(UserFactory(role="Administrator"))

    page = client.post(
        reverse("admin:articles_gaterule_add"),
        {"rule": "alt", "section": SectionFactory().pk, "level": "warn", "limit": "3"},
    )

    assert "This rule has no limit." in page.text
