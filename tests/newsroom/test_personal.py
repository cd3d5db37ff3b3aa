"""The personal fragment: never kept, cheap, and empty of what is not this reader's."""

import re

import pytest

from tests.factories import ArticleFactory, UserFactory


def test_a_stranger_gets_the_bell_and_nothing_else(client, db):
    story = ArticleFactory(headline="Rain in Jerez", live=True)

    answer = client.get("/me/", {"article": story.pk})

    assert 'data-for="bell"' in answer.text
    assert "Rain in Jerez" in answer.text
    assert 'data-for="account"' not in answer.text
    assert 'data-for="respond"' not in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_a_member_gets_name_bell_and_the_comment_form_with_its_token(client, member):
    story = ArticleFactory(live=True)
    client.force_login(member)

    answer = client.get("/me/", {"article": story.pk})

    assert member.display_name in answer.text
    assert f'action="/comments/{story.pk}/"' in answer.text
    # The comment form, the button to save, and sign out in the masthead and in the menu; the
    # rest are recommending and reporting.
    assert answer.text.count("csrfmiddlewaretoken") == 5
    assert "/admin/" not in answer.text
    assert answer["Cache-Control"] == "private, no-store"


def test_a_journalist_gets_the_way_to_the_desk(client, reporter):
    client.force_login(reporter)

    assert 'href="/admin/"' in client.get("/me/").text


def test_a_name_cannot_be_markup(client, db):
    client.force_login(UserFactory(display_name="<img src=x onerror=alert(1)>"))

    assert "<img src=x" not in client.get("/me/").text


def test_the_bell_holds_the_newest_six_that_readers_may_see(client, db):
    for number in range(8):
        ArticleFactory(headline=f"Seen {number}", live=True)
    ArticleFactory(headline="Not yet", scheduled=True)
    ArticleFactory(headline="A draft")
    ArticleFactory(headline="Taken away", withdrawn=True)

    page = client.get("/me/").text

    assert page.count("<li data-at") == 6
    assert "Seen 7" in page
    assert "Seen 1<" not in page
    assert not [words for words in ("Not yet", "A draft", "Taken away") if words in page]
    assert 'href="/notifications/"' in page


def test_a_members_own_is_behind_each_entry_and_the_general_list_is_reachable_from_there(
    client, member
):
    client.force_login(member)
    more = re.search(r'class="pop__more" href="([^"]*)"', client.get("/me/").text)[1]

    assert more == "/accounts/notifications/"
    assert 'href="/notifications/"' in client.get(more).text
    assert 'href="/accounts/newsletters/"' in client.get("/me/").text
    assert 'href="/newsletter/"' in client.get("/accounts/newsletters/").text


@pytest.mark.parametrize("stories", [1, 3])
def test_it_costs_one_query_for_strangers_and_the_same_for_members_at_any_number(
    client, member, stories, django_assert_num_queries
):
    made = ArticleFactory.create_batch(stories, live=True)
    client.get("/me/")  # the paper's settings are read once

    with django_assert_num_queries(1):
        client.get("/me/", {"article": made[0].pk})

    client.force_login(member)
    # Session, person, story, news and its number, saved, rules, stories, own words, recommended.
    with django_assert_num_queries(11):
        client.get("/me/", {"article": made[0].pk})


@pytest.mark.parametrize(
    "article", ["", "x", "-1", "0", "99999999999999999999999", "1;DROP", "٣", "1.0"]
)
def test_a_number_that_is_none_is_no_story(client, member, article):
    client.force_login(member)

    answer = client.get("/me/", {"article": article})

    assert answer.status_code == 200
    assert 'data-for="respond"' not in answer.text


@pytest.mark.parametrize("state", [{"live": True, "comments": "closed"}, {"scheduled": True}, {}])
def test_there_is_no_form_where_nothing_can_be_said(client, member, state):
    story = ArticleFactory(**state)
    client.force_login(member)

    assert 'data-for="respond"' not in client.get("/me/", {"article": story.pk}).text


def test_it_only_reads(client, db):
    assert client.post("/me/").status_code == 405
