"""Where the rules of the release gate come from, who passes over them, who signs, what is said."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles import gate, links
from articles.actions import editing, publishing
from articles.models import Article, DeskLog, GateRule, Level, Redirect, Rule
from tests.articles.test_gate import figure, licensed, rule_is, stored
from tests.articles.writing_page import change, typed
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Article.Status


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

    with django_assert_num_queries(9):
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


def test_an_old_story_may_link_to_one_that_came_out_after_it(editor):
    rule_is(Rule.LINKS, Level.BLOCK)
    story = publishing.publish(stored(editor), by=editor)
    long_ago = timezone.now() - timedelta(days=30)
    Article.objects.filter(pk=story.pk).update(published_at=long_ago)
    story.body = f'<p>As <a href="{ArticleFactory(live=True).path}">told</a>.</p>'

    assert editing.save(story, by=editor, base=story.version).version == 2


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
