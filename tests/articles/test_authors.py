"""Authors: how stories are signed, and what happens to a name that changes."""

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.urls import reverse

from articles.actions import editing
from articles.actions.authors import merge_authors
from articles.bylines import check_wording
from articles.models import Article, Author, AuthorFormerSlug, AuthorLink
from articles.search import Question, find
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(words):
    return [story.headline for story in find(Question(words=words))]


def form(author, **changes):
    fields = {
        "name": author.name, "slug": author.slug, "kind": author.kind, "role": "", "bio": "",
        "email": "", "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0,
    }  # fmt: skip
    return {**fields, **changes}


def change(client, author, **changes):
    address = reverse("admin:articles_author_change", args=[author.pk])
    return client.post(address, form(author, **changes))


class TestTheWording:
    def signed(self, names, text=""):
        authors = [AuthorFactory(name=name, slug=name.lower()) for name in names]
        story = ArticleFactory(authors=authors, byline_text=text)
        return Template("{% load bylines %}{% signed story %}").render(Context({"story": story}))

    def test_names_stand_in_the_words_of_the_desk_with_their_links(self):
        shown = self.signed(["Ana", "Bea"], "Reported by {2}, translated by {1} & friends")

        assert shown == (
            'Reported by <a href="/author/bea/" rel="author">Bea</a>, translated by '
            '<a href="/author/ana/" rel="author">Ana</a> &amp; friends'
        )

    def test_without_a_wording_the_names_stand_alone(self):
        assert self.signed(["Ana", "Bea"]).count("<a") == 2
        assert "</a> and <a" in self.signed(["Cleo", "Dora"])

    def test_a_wording_that_lost_a_name_is_not_said(self):
        assert self.signed(["Ana"], "{1} and {2}") == (
            '<a href="/author/ana/" rel="author">Ana</a>'
        )

    @pytest.mark.parametrize(
        ("text", "names", "words"),
        [
            ("By {1}", 2, "{2} is missing"),
            ("By {1} and {1}", 1, "stands there twice"),
            ("By {2}", 1, "the story has one byline"),
            ("By {0}", 1, "stands for no name"),
            ("By {name}", 1, "a number in braces"),
            ("By {1", 1, "a number in braces"),
            ("By nobody", 1, "{1} is missing"),
        ],
    )
    def test_a_wording_that_cannot_be_is_refused_in_words(self, text, names, words):
        with pytest.raises(ValidationError) as refused:
            check_wording(text, names)

        assert words in refused.value.messages[0]

    @pytest.mark.parametrize("text", ["", "Reported by {1}, translated by {2}", "{2}, {1}"])
    def test_a_wording_with_each_name_once_is_good(self, text):
        check_wording(text, 2)

    def test_an_older_version_whose_author_has_gone_loses_its_wording(self):
        ana, bea = AuthorFactory(), AuthorFactory()
        story = editing.create(
            Article(headline="Rain", section=SectionFactory(), byline_text="{1} with {2}"),
            by=None,
            authors=[ana, bea],
        )
        story.byline_text = ""
        editing.save(story, by=None, base=1, authors=[bea])
        ana.delete()

        editing.restore(story, story.revisions.get(number=1), by=None, base=2)

        story.refresh_from_db()
        assert (story.byline_text, story.byline_authors) == ("", [bea])


def test_an_author_is_found_by_a_new_name_and_the_old_address_leads_there(client, editor, run_jobs):
    author = AuthorFactory(name="Ana Ruiz", slug="ana-ruiz")
    ArticleFactory(live=True, headline="By Ana", authors=[author])
    client.force_login(editor)

    link = {"links-TOTAL_FORMS": 1, "links-0-label": "Blog", "links-0-order": 0}
    link["links-0-url"] = "https://example.com/"
    change(client, author, name="Ana Robledo", slug="ana-robledo", **link)
    run_jobs()

    assert found("Robledo") == ["By Ana"]
    assert AuthorLink.objects.get().label == "Blog"
    answer = client.get("/author/ana-ruiz/")
    assert (answer.status_code, answer["Location"]) == (301, "/author/ana-robledo/")


def test_an_author_may_go_back_to_a_former_address(client, editor):
    author = AuthorFactory(slug="ana-ruiz")
    client.force_login(editor)

    change(client, author, slug="ana-robledo")
    change(client, author, slug="ana-ruiz")

    assert list(AuthorFormerSlug.objects.values_list("slug", flat=True)) == ["ana-robledo"]


def test_an_address_somebody_else_had_is_refused(client, editor):
    AuthorFormerSlug.objects.create(slug="ana-ruiz", author=AuthorFactory())
    author = AuthorFactory(slug="bea")
    client.force_login(editor)

    answer = change(client, author, slug="ana-ruiz")

    assert "Another author has this address, or had it." in answer.text
    assert Author.objects.filter(slug="bea").exists()


def test_merged_authors_are_one_with_both_addresses(client, editor, run_jobs):
    double, ana = AuthorFactory(name="A. Ruiz", slug="a-ruiz"), AuthorFactory(slug="ana-ruiz")
    AuthorFormerSlug.objects.create(slug="older", author=double)
    both = ArticleFactory(live=True, headline="Both", authors=[double, ana])
    Article.objects.filter(pk=both.pk).update(byline_text="{1} with {2}")
    one = ArticleFactory(live=True, headline="One", authors=[double])
    client.force_login(editor)

    client.post(reverse("admin:articles_author_merge", args=[double.pk]), {"into": ana.pk})
    run_jobs()

    assert [list(story.bylines.values_list("author", flat=True)) for story in (both, one)] == (
        [[ana.pk], [ana.pk]]
    )
    assert Article.objects.get(pk=both.pk).byline_text == ""
    assert client.get("/author/a-ruiz/")["Location"] == "/author/ana-ruiz/"
    assert client.get("/author/older/")["Location"] == "/author/ana-ruiz/"
    assert client.get(one.path).text.count('href="/author/ana-ruiz/"') == 1


def test_who_stays_takes_over_what_was_missing_and_keeps_what_was_there():
    person = UserFactory()
    double = AuthorFactory(bio="A life.", role="Reporter", account=person)
    double.beats.add(SectionFactory(name="Costa"))
    ana = AuthorFactory(role="Editor")

    ana = merge_authors(double, into=ana)

    assert (ana.bio, ana.role, ana.account) == ("A life.", "Editor", person)
    assert [beat.name for beat in ana.beats.all()] == ["Costa"]


def test_reporters_merge_no_authors(client, reporter):
    double, ana = AuthorFactory(), AuthorFactory()
    client.force_login(reporter)

    answer = client.post(reverse("admin:articles_author_merge", args=[double.pk]), {"into": ana.pk})

    assert answer.status_code == 403
    assert Author.objects.count() == 2
