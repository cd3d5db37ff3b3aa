"""What is typed and not saved is kept; who else is there is said, and nobody is kept out."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import tasks
from articles.models import Article, OpenPage, Revision
from tests.articles.writing_page import change, saved, typed, written
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KEEP = reverse("admin:articles_article_keep")
ADD = reverse("admin:articles_article_add")
PAGE, OTHER_PAGE = "a" * 32, "b" * 32
TEXT = [["headline", "The harbour opens at last"], ["body", "<p>More.</p>"]]


@pytest.fixture
def marta(db):
    return UserFactory(display_name="Marta Ruiz", role="Editor")


def say(client, story=None, page=PAGE, **fields):
    """A message of an open page, as its script sends it."""
    if (text := fields.pop("text", None)) is not None:
        fields |= {"typed": json.dumps(text) if text else "", "number": fields.get("number", 1)}
    person = client.session["_auth_user_id"]
    sent = {"page": page, "person": person, "story": story.pk if story else ""} | fields
    return client.post(KEEP, sent)


def offered(client, address) -> list[dict]:
    return client.get(address).context["desk"]["typed"]["kept"]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


# What is typed ------------------------------------------------------------------------------
def test_what_is_typed_is_kept_and_the_story_and_its_versions_stay_as_they_are(desk, draft):
    before = Article.objects.values().get()

    answer = say(desk, draft, text=TEXT, base=1)

    assert answer.json()["kept"] == timezone.localtime().strftime("%H:%M")
    assert OpenPage.objects.get().typed == TEXT
    assert Article.objects.values().get() == before
    assert draft.revisions.count() == draft.log.count() == 1


def test_it_is_offered_when_the_story_is_opened_again_with_the_version_it_was_written_from(
    desk, draft
):
    say(desk, draft, text=TEXT, base=1, number=7)

    [kept] = offered(desk, change(draft))

    assert json.loads(kept["values"]) == TEXT
    assert (kept["page"], kept["number"], kept["version"]) == (PAGE, 7, 1)


def test_of_a_story_not_saved_yet_every_page_keeps_its_own(desk):
    say(desk, text=[["headline", "One"]])
    say(desk, text=[["headline", "Two"]], page=OTHER_PAGE)

    kept = offered(desk, ADD)

    assert [json.loads(row["values"])[0][1] for row in kept] == ["Two", "One"]


def test_it_is_nobody_elses(desk, draft, marta):
    say(desk, draft, text=TEXT)
    say(desk, text=TEXT, page=OTHER_PAGE)

    other = signed_in(marta)

    assert offered(other, change(draft)) == offered(other, ADD) == []
    assert "at last" not in other.get(change(draft)).text


def test_a_message_overtaken_on_its_way_is_not_believed(desk, draft):
    say(desk, draft, text=[["headline", "Newer"]], number=3)

    say(desk, draft, text=[["headline", "Older"]], number=2)

    assert OpenPage.objects.get().typed == [["headline", "Newer"]]


def test_what_goes_back_to_what_is_saved_is_kept_no_more(desk, draft):
    say(desk, draft, text=TEXT, number=1)

    answer = say(desk, draft, text=[], number=2)

    assert answer.json()["kept"] == ""
    assert offered(desk, change(draft)) == []


def test_a_real_save_clears_it_and_a_message_that_comes_after_does_not_bring_it_back(desk, draft):
    say(desk, draft, text=TEXT, number=1)

    desk.post(change(draft), typed(draft, headline="Saved", page=PAGE, page_number=3))
    say(desk, draft, text=TEXT, number=2)

    assert offered(desk, change(draft)) == []
    assert desk.get(change(draft)).context["desk"]["typed"]["settled"] == {PAGE: 3}


def test_what_was_typed_while_a_save_was_on_its_way_stays(desk, draft):
    say(desk, draft, text=TEXT, number=4)

    desk.post(change(draft), typed(draft, headline="Saved", page=PAGE, page_number=3))

    assert OpenPage.objects.get().typed == TEXT


def test_a_refused_save_clears_nothing_and_goes_on_under_the_same_key(desk, draft):
    say(desk, draft, text=TEXT, number=1)

    page = desk.post(change(draft), typed(draft, headline="", page=PAGE, page_number=2))

    assert f'value="{PAGE}"' in page.text
    assert OpenPage.objects.get().typed == TEXT


def test_a_late_save_kept_as_a_version_is_kept_there_alone(desk, draft, editor):
    say(desk, draft, text=TEXT, number=1)
    desk.post(change(draft), typed(draft, headline="Between"))

    desk.post(change(draft), typed(draft, headline="Late", page=PAGE, page_number=2))

    assert draft.revisions.get(kind=Revision.Kind.UNSAVED).snapshot["headline"] == "Late"
    assert OpenPage.objects.get().typed is None


def test_a_text_taken_into_another_page_is_not_kept_twice(desk, draft):
    say(desk, draft, text=TEXT)

    say(desk, draft, text=TEXT, page=OTHER_PAGE, in_place_of=PAGE)

    assert OpenPage.objects.get().page == OTHER_PAGE


def test_a_new_story_whose_answer_was_lost_is_not_begun_twice(desk, draft):
    sent = typed(headline="Once", section=draft.section_id, page=PAGE, page_number=1)
    desk.post(ADD, sent)

    answer = desk.post(
        ADD, {**sent, "headline": "Once more", "page_number": 2}, headers={"X-Desk-Save": "1"}
    )

    story = Article.objects.exclude(pk=draft.pk).get()
    assert (story.headline, story.version) == ("Once more", 2)
    assert answer.json()["address"] == change(story)


def test_what_is_discarded_is_offered_no_more(desk, draft):
    say(desk, draft, text=TEXT)

    say(desk, draft, act="drop")

    assert offered(desk, change(draft)) == []


@pytest.mark.parametrize(
    "text", ["[", '{"a": 1}', '[["a"]]', "[[1, 2]]", json.dumps([["a", "b"]] * 501)]
)
def test_what_is_no_form_is_refused(desk, draft, text):
    assert say(desk, draft, typed=text, number=1).status_code == 400
    assert not OpenPage.objects.exists()


@pytest.mark.parametrize("wrong", [{"page": "x"}, {"number": "x"}, {"base": "-1"}])
def test_a_message_without_its_marks_is_refused(desk, draft, wrong):
    assert say(desk, draft, **{"text": TEXT, **wrong}).status_code == 400


def test_characters_a_database_cannot_hold_are_let_go(desk, draft):
    desk.post(
        KEEP,
        {
            "page": PAGE, "person": desk.session["_auth_user_id"], "story": draft.pk,
            "typed": r'[["headline", "a\u0000b\ud800c"]]', "number": 1,
        },
    )  # fmt: skip

    assert OpenPage.objects.get().typed == [["headline", "ab?c"]]


# Who may ------------------------------------------------------------------------------------
def test_who_may_not_change_the_story_is_told_in_words(draft, reporter):
    answer = say(signed_in(reporter), draft, text=TEXT)

    assert answer.status_code == 403
    assert answer.json() == {"refused": "You may not change this story any more."}
    assert not OpenPage.objects.exists()


def test_a_page_of_one_person_keeps_nothing_under_the_name_of_another(desk, draft, marta):
    answer = say(signed_in(marta), draft, text=TEXT, person=draft.created_by_id)

    assert answer.status_code == 403
    assert answer.json()["refused"] == "You are signed in as Marta Ruiz in this browser now."
    assert not OpenPage.objects.exists()


def test_whoever_signs_in_anew_gets_a_token_for_the_page_that_was_open(editor, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    fields = {"page": PAGE, "person": editor.pk, "story": draft.pk}
    assert client.post(KEEP, fields).status_code == 403

    token = client.get(KEEP).json()["token"]

    assert client.post(KEEP, fields, headers={"X-CSRFToken": token}).status_code == 200


def test_who_is_signed_out_is_led_to_the_sign_in(client, draft):
    assert client.post(KEEP, {"page": PAGE}).status_code == 302


# What differs -------------------------------------------------------------------------------
def test_what_was_typed_is_seen_beside_the_story_and_nothing_is_changed(desk, draft):
    text = [["headline", "The harbour opens at last"], ["standfirst", ""], ["body", "<p>Hi.</p>"]]

    page = desk.post(
        reverse("admin:articles_article_typed"), {"story": draft.pk, "typed": json.dumps(text)}
    )

    assert "<ins>at last</ins>" in page.text.replace(" </ins>", "</ins>").replace("<ins> ", "<ins>")
    assert "<del>" in page.text
    draft.refresh_from_db()
    assert (draft.headline, draft.version) == ("The harbour opens again", 1)


def test_of_a_story_never_saved_all_is_new(desk):
    fields = typed(headline="", body="<p>Hi.<script></p>", authors="")
    text = [[name, str(value)] for name, value in fields.items() if value != ""]

    page = desk.post(
        reverse("admin:articles_article_typed"), {"story": "", "typed": json.dumps(text)}
    )

    assert page.status_code == 200
    assert "<ins>Hi.</ins>" in page.text
    assert "<del>" not in page.text


def test_the_texts_of_others_stories_are_not_shown_to_reporters(reporter, draft):
    answer = signed_in(reporter).post(
        reverse("admin:articles_article_typed"), {"story": draft.pk, "typed": "[]"}
    )

    assert answer.status_code == 403


# Who is there -------------------------------------------------------------------------------
def test_the_others_and_their_last_change_are_named(desk, draft, marta):
    say(signed_in(marta), draft, page=OTHER_PAGE, text=TEXT)
    OpenPage.objects.update(changed_at=timezone.now() - timedelta(minutes=2))

    here = say(desk, draft).json()["here"]

    assert here["short"] == "Marta Ruiz is writing"
    assert here["sentences"] == ["Marta Ruiz is writing here, last change 2 min ago."]
    assert "Marta Ruiz is writing" in desk.get(change(draft)).text
    assert say(signed_in(marta), draft).json()["here"]["sentences"] == [
        "Eva Editor has this page open and has changed nothing."
    ]


def test_who_leaves_or_falls_silent_is_named_no_more(desk, draft, marta, reporter):
    say(signed_in(marta), draft, text=TEXT)
    say(signed_in(marta), draft, act="close")
    lost = UserFactory(display_name="Lost", role="Editor")
    say(signed_in(lost), draft, page=OTHER_PAGE)
    long_ago = timezone.now() - OpenPage.SHOWN_FOR - timedelta(seconds=1)
    OpenPage.objects.filter(page=OTHER_PAGE).update(seen_at=long_ago)

    assert say(desk, draft).json()["here"] == {"short": "", "sentences": [], "key": ""}


def test_who_takes_over_is_named_to_the_other_who_may_go_on(desk, draft, marta, editor):
    other = signed_in(marta)
    say(other, draft, page=OTHER_PAGE, text=TEXT)

    answer = say(desk, draft, act="take")
    told = say(other, draft, page=OTHER_PAGE).json()["taken"]

    assert answer.json()["here"]["sentences"][0].startswith("Marta Ruiz was told at")
    assert told.startswith("Eva Editor took over this story at")
    assert say(other, draft, page=OTHER_PAGE, text=[["headline", "On"]], number=2).json()["kept"]
    other.post(change(draft), typed(draft, headline="Saved all the same", page=OTHER_PAGE))
    draft.refresh_from_db()
    assert draft.headline == "Saved all the same"


def test_it_can_be_taken_back(desk, draft, marta):
    other = signed_in(marta)
    say(desk, draft)
    say(other, draft, page=OTHER_PAGE, act="take")

    assert say(desk, draft, act="take").json()["taken"] == ""
    assert say(other, draft, page=OTHER_PAGE).json()["taken"].startswith("Eva Editor took over")


@pytest.mark.parametrize("count", [1, 3])
def test_a_message_costs_the_same_for_any_number_of_people(
    desk, draft, count, django_assert_num_queries
):
    for number in range(count):
        say(signed_in(UserFactory(role="Editor")), draft, page=f"{number:032}", text=TEXT)
    say(desk, draft, text=TEXT)

    with django_assert_num_queries(12):
        say(desk, draft, text=TEXT, number=2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_my_day_say_who_is_writing_at_one_price(
    desk, editor, marta, count, django_assert_num_queries
):
    for number in range(count):
        story = saved(written(headline=f"Story {number}"), editor)
        say(signed_in(marta), story, page=f"{number:032}", text=TEXT)
    addresses = [reverse("admin:articles_article_changelist"), reverse("admin:index")]

    pages = [desk.get(address).text for address in addresses]

    assert [page.count("Marta Ruiz is writing") for page in pages] == [count, count]


# How long -----------------------------------------------------------------------------------
def test_a_text_nobody_came_back_for_is_thrown_away_after_a_month(desk, draft):
    say(desk, draft, text=TEXT)
    say(desk, draft, page=OTHER_PAGE)
    day, month = OpenPage.EMPTY_FOR, OpenPage.KEPT_FOR
    OpenPage.objects.update(seen_at=timezone.now() - day - timedelta(minutes=1))

    tasks.forget_open_pages.func(timestamp=0)
    left = [page.page for page in OpenPage.objects.all()]
    OpenPage.objects.update(seen_at=timezone.now() - month - timedelta(minutes=1))
    tasks.forget_open_pages.func(timestamp=0)

    assert left == [PAGE]
    assert not OpenPage.objects.exists()
