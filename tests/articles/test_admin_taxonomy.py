"""Sections, tags, authors and redirects in the desk."""

import pytest
from django.urls import reverse

from articles import search
from articles.models import Redirect, Section, Tag, TagFormerSlug
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def found(words):
    return [story.headline for story in search.find(search.Question(words=words))]


def change(client, thing, data):
    url = reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])
    return client.post(url, data)


def section_form(section, **changes):
    fields = {
        "name": section.name, "slug": section.slug, "parent": section.parent_id or "",
        "description": "", "colour": "accent", "order": 0, "in_navigation": "on",
    }  # fmt: skip
    return {**fields, **changes}


def test_a_section_under_another_slug_keeps_leading_readers_from_the_old_one(client, editor):
    section = SectionFactory(name="Wellbeing", slug="wellbeing")
    ArticleFactory(live=True, section=section)
    client.force_login(editor)

    change(client, section, section_form(section, slug="health"))

    assert client.get("/wellbeing/")["Location"] == "/health/"
    page = client.get(reverse("admin:articles_section_change", args=[section.pk]))
    assert "/wellbeing/" in page.text


def test_a_section_cannot_take_an_address_of_the_site(client, editor):
    client.force_login(editor)

    response = client.post(
        reverse("admin:articles_section_add"), section_form(Section(name="Desk"), slug="admin")
    )

    assert response.status_code == 200
    assert "is an address the site itself uses" in response.text
    assert not Section.objects.exists()


def test_sections_stand_in_the_order_of_the_menu_with_their_parts(client, editor):
    news, opinion = SectionFactory(name="News", order=2), SectionFactory(name="Opinion", order=1)
    SectionFactory(name="Crime", parent=news)
    SectionFactory(name="Letters", parent=opinion, order=9)
    client.force_login(editor)

    lines = client.get(reverse("admin:articles_section_changelist")).context["cl"].result_list

    assert [section.name for section in lines] == ["Opinion", "Letters", "News", "Crime"]


@pytest.mark.parametrize("count", [1, 3])
def test_registers_cost_the_same_for_any_number_of_rows(
    client, editor, count, django_assert_max_num_queries
):
    for _n in range(count):
        section = SectionFactory(parent=SectionFactory())
        ArticleFactory(section=section, tags=[f"Tag {_n}"])
    client.force_login(editor)

    for name in ("section", "tag", "author", "redirect"):
        url = reverse(f"admin:articles_{name}_changelist")
        client.get(url)
        with django_assert_max_num_queries(8):
            client.get(url)


def test_a_renamed_tag_keeps_its_old_address_and_is_found_by_its_new_name(client, editor, run_jobs):
    ArticleFactory(live=True, headline="Dry fields", tags=["Rain"])
    tag = Tag.objects.get(name="Rain")
    client.force_login(editor)

    change(client, tag, {"name": "Drought", "slug": "drought"})
    run_jobs()

    assert client.get("/tag/rain/")["Location"] == "/tag/drought/"
    assert (found("drought"), found("rain")) == (["Dry fields"], [])


def test_a_tag_may_go_back_to_a_former_address(client, editor):
    tag = Tag.objects.create(name="Rain", slug="rain")
    client.force_login(editor)

    change(client, tag, {"name": "Rain", "slug": "rainfall"})
    change(client, tag, {"name": "Rain", "slug": "rain"})

    assert list(TagFormerSlug.objects.values_list("slug", flat=True)) == ["rainfall"]
    assert Tag.objects.get().slug == "rain"


def test_two_tags_cannot_have_one_name(client, editor):
    Tag.objects.create(name="Rain", slug="rain")
    tag = Tag.objects.create(name="Drought", slug="drought")
    client.force_login(editor)

    response = change(client, tag, {"name": "rain", "slug": "drought"})

    assert response.status_code == 200
    assert Tag.objects.filter(name="Drought").exists()


def test_merged_tags_are_one_with_both_addresses(client, editor, run_jobs):
    both = ArticleFactory(live=True, headline="Both", tags=["Rain", "Rainfall"])
    one = ArticleFactory(live=True, headline="One", tags=["Rainfall"])
    tag, into = Tag.objects.get(name="Rainfall"), Tag.objects.get(name="Rain")
    client.force_login(editor)

    client.post(reverse("admin:articles_tag_merge", args=[tag.pk]), {"into": into.pk})
    run_jobs()

    assert [list(story.tags.names()) for story in (both, one)] == [["Rain"], ["Rain"]]
    assert client.get("/tag/rainfall/")["Location"] == "/tag/rain/"
    assert found("rainfall") == []


def test_reporters_neither_rename_nor_merge_tags(client, reporter):
    tag = Tag.objects.create(name="Rain", slug="rain")
    other = Tag.objects.create(name="Sun", slug="sun")
    client.force_login(reporter)

    renamed = change(client, tag, {"name": "Drought", "slug": "drought"})
    merged = client.post(reverse("admin:articles_tag_merge", args=[tag.pk]), {"into": other.pk})

    assert (renamed.status_code, merged.status_code) == (403, 403)
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"old_path": "old"}, "slash at both ends"),
        ({"old_path": "/old/"}, "Choose a story"),
        ({"old_path": "/old/", "new_path": "https://evil.example/"}, "a path of this site"),
        ({"old_path": "/old/", "new_path": "//evil.example/"}, "a path of this site"),
        ({"old_path": "/old/", "new_path": "/old/"}, "This is the old path"),
        ({"old_path": "/old/", "new_path": "/new/", "gone": "on"}, "Choose a story"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_refused_in_words(client, editor, data, words):
    client.force_login(editor)

    response = client.post(reverse("admin:articles_redirect_add"), data)

    assert words in response.text
    assert not Redirect.objects.exists()


def test_a_redirect_leads_readers_to_the_new_path(client, editor):
    client.force_login(editor)

    client.post(
        reverse("admin:articles_redirect_add"), {"old_path": "/old/", "new_path": "/popular/"}
    )

    assert client.get("/old/")["Location"] == "/popular/"
