"""What an issue looks like in a mail: HTML, text, and what must never be in either."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from newsletter.models import Content, Issue, IssueStory, Newsletter
from newsletter.rendering import (
    COPY_KEY,
    LARGEST,
    READER_KEY,
    counted_target,
    filled,
    render,
)
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=ZoneInfo("Europe/Madrid"))


@pytest.fixture
def letter(db):
    return Newsletter.objects.create(name="The morning", slug="morning", promise="Every day.")


@pytest.fixture
def issue(letter):
    return Issue.objects.create(
        newsletter=letter, edition="2026-11-28", subject="What happened", scheduled_for=SATURDAY
    )


def stories(issue, *articles, notes=()):
    for position, article in enumerate(articles):
        note = notes[position] if position < len(notes) else ""
        IssueStory.objects.create(issue=issue, article=article, position=position, note=note)
    return [article.pk for article in articles]


def made(issue, *articles, counted=False, notes=()):
    return render(issue, stories(issue, *articles, notes=notes), counted=counted)


def page(rendered):
    return lxml_html.document_fromstring(rendered.html)


def test_stories_stand_in_their_order_with_what_a_reader_needs_to_choose(issue):
    first = ArticleFactory(
        live=True,
        headline="Rain at last",
        standfirst="The reservoirs fill.",
        authors=[AuthorFactory(name="Ana Ruiz"), AuthorFactory(name="Tom & Sons")],
        section=SectionFactory(name="Weather"),
        published_at=SATURDAY,
    )
    second = ArticleFactory(live=True, headline="The bridge opens")

    rendered = made(issue, second, first)

    assert rendered.subject == "What happened"
    heads = [h.text_content() for h in page(rendered).xpath("//h2")]
    assert heads == ["The bridge opens", "Rain at last"]
    words = page(rendered).text_content()
    assert "Weather" in words
    assert "The reservoirs fill." in words
    assert "Ana Ruiz and Tom & Sons, 28 November 2026" in words
    assert "Ana Ruiz and Tom & Sons, 28 November 2026" in rendered.text
    assert page(rendered).xpath(f'//a[@href="http://testserver{first.path}"]')
    assert f"http://testserver{first.path}\n" in rendered.text


@pytest.mark.parametrize("state", ["withdrawn", "scheduled", "sensitive", "draft"])
def test_what_readers_may_not_see_or_must_not_be_sent_is_left_out(issue, state):
    trait = {"sensitive": {"live": True, "sensitive": True}, "draft": {}}.get(state, {state: True})
    hidden = ArticleFactory(headline="Not for mail", **trait)
    seen = ArticleFactory(live=True, headline="For mail")

    rendered = made(issue, hidden, seen)

    assert "Not for mail" not in rendered.html + rendered.text
    assert "For mail" in rendered.html
    assert "For mail" in rendered.text


def test_nothing_withheld_by_the_wall_is_in_a_mail(issue):
    SiteSettings.objects.create(pk=1, wall=True)
    story = ArticleFactory(live=True, access="members", body="<p>The secret of the house.</p>")

    rendered = made(issue, story)

    assert story.standfirst in rendered.html
    assert "secret" not in rendered.html + rendered.text


def test_links_of_one_reader_are_placeholders_as_long_as_what_replaces_them(issue, letter):
    rendered = made(issue, ArticleFactory(live=True))

    assert len(READER_KEY) == len(COPY_KEY) == 32
    assert READER_KEY.isascii()
    assert READER_KEY.isalpha()
    assert COPY_KEY.isalpha()
    leave = f"http://testserver/newsletter/leave/{READER_KEY}/morning/"
    assert leave in rendered.text
    assert leave in rendered.html
    copy = filled(rendered.html, reader_key="k" * 32, copy_key="c" * 32)
    assert len(copy) == len(rendered.html)
    assert READER_KEY not in copy


def test_nothing_counts_readers_who_did_not_agree(issue):
    rendered = made(issue, ArticleFactory(live=True))

    assert COPY_KEY not in rendered.html + rendered.text
    assert "/newsletter/go/" not in rendered.html
    assert "/newsletter/seen/" not in rendered.html


def test_counted_links_keep_the_number_a_story_has_in_its_content(issue):
    gone = ArticleFactory(withdrawn=True)
    story = ArticleFactory(live=True)

    rendered = made(issue, gone, story, counted=True)

    ways = set(re.findall(rf"http://testserver/newsletter/go/{COPY_KEY}/(\d+)/", rendered.html))
    assert ways == {"2"}
    assert f"http://testserver/newsletter/seen/{COPY_KEY}.gif" in rendered.html
    content = Content(issue=issue, stories=[gone.pk, story.pk])
    assert counted_target(content, 2) == f"http://testserver{story.path}"
    assert counted_target(content, 3) is None
    assert counted_target(content, 0) is None


def test_pictures_have_whole_addresses_their_size_and_words(issue):
    first = ArticleFactory(live=True, lead_image=ImageFactory(ready=True, alt="A full reservoir"))
    decorative = ImageFactory(ready=True, alt="", decorative=True)
    second = ArticleFactory(live=True, headline="The bridge", lead_image=decorative)

    pictures = page(made(issue, first, second)).xpath("//img")

    for picture in pictures:
        assert picture.get("src").startswith("http://testserver/")
        assert picture.get("src").endswith((".jpeg", ".png"))
        assert int(picture.get("width")) > 0
        assert int(picture.get("height")) > 0
        assert picture.get("alt") is not None
    assert [p.get("alt") for p in pictures] == ["", "A full reservoir", "The bridge"]
    assert (pictures[1].get("width"), pictures[1].get("height")) == ("600", "338")


def test_words_of_the_newsroom_are_cleaned_once_more_and_their_links_made_whole(issue):
    issue.intro = (
        '<p>Good <strong>morning</strong>, <a href="/popular/">see</a>.</p><script>x()</script>'
        "<h2>Head</h2><table><tr><td>a</td><td>b</td></tr></table>"
    )

    rendered = made(issue, ArticleFactory(live=True), notes=["<p>Read <em>this</em> first.</p>"])

    assert 'href="http://testserver/popular/"' in rendered.html
    assert "<em>this</em>" in rendered.html
    assert not re.search(r"<script|onerror|x\(\)", rendered.html)
    assert "Good morning, see (http://testserver/popular/)." in rendered.text
    assert "\nHead\n\na\n\nb\n" in rendered.text
    assert "Read this first." in rendered.text
    assert "What the story says in a sentence." not in rendered.text


def test_the_text_part_is_folded_and_breaks_no_address(issue):
    issue.intro = f"<p>{'word ' * 60}</p><ul><li>{'item ' * 40}</li></ul>"
    story = ArticleFactory(live=True, standfirst="sentence " * 40, headline="long " * 30)

    text = made(issue, story).text

    assert all(len(line) <= 72 or line.startswith("http") for line in text.splitlines())
    assert "\n- item" in text
    assert "\n  item" in text


def test_the_largest_issue_stays_below_what_mail_programs_cut_off(letter, issue):
    image = ImageFactory(ready=True, alt="What is to be seen. " * 10)
    many = [
        ArticleFactory(live=True, headline=f"{n} {'Headline ' * 20}", standfirst="Says. " * 66,
                       lead_image=image)
        for n in range(30)
    ]  # fmt: skip

    rendered = made(issue, *many, notes=["<p>" + "Why it matters. " * 100 + "</p>"] * 30)

    assert len(rendered.html.encode()) < LARGEST
    assert len(page(rendered).xpath("//h2")) == 30
    assert f"/newsletter/leave/{READER_KEY}/" in rendered.html


def test_without_words_of_its_own_an_issue_speaks_with_its_stories(letter):
    issue = Issue.objects.create(newsletter=letter, edition="2026-11-28")
    first = ArticleFactory(live=True, headline="Rain", email_title="Rain, at last")
    second = ArticleFactory(live=True, headline="The bridge opens")

    rendered = made(issue, first, second)

    assert rendered.subject == "Rain, at last"
    hidden = page(rendered).xpath('//*[contains(@class, "preheader")]')[0]
    assert "The bridge opens" in hidden.text_content()
    assert "display: none" in hidden.get("style")


def test_the_mail_speaks_the_readers_language(issue):
    SiteSettings.objects.create(pk=1, language="es")

    rendered = made(issue, ArticleFactory(live=True, published_at=SATURDAY))

    assert page(rendered).get("lang") == "es"
    assert "28 de noviembre de 2026" in rendered.html
    assert "Dejar este boletín" in rendered.html
    assert "Dejar este boletín:" in rendered.text


def test_a_personal_issue_has_no_page_and_says_what_it_is_filled_from(db):
    own = Newsletter.objects.create(name="Yours", slug="yours", personal=True, rhythm="daily")
    issue = Issue.objects.create(newsletter=own, edition="2026-11-28")

    rendered = made(issue, ArticleFactory(live=True))

    assert "/newsletter/yours/2026-11-28/" not in rendered.html
    assert "authors and topics you follow" in rendered.html


@pytest.mark.parametrize("count", [1, 3])
def test_a_content_costs_the_same_for_any_number_of_stories(
    issue, count, django_assert_num_queries
):
    articles = [
        ArticleFactory(live=True, lead_image=ImageFactory(ready=True)) for _ in range(count)
    ]
    keys = stories(issue, *articles)
    render(issue, keys, counted=False)

    with django_assert_num_queries(5):
        render(issue, keys, counted=False)
