"""Issues on the web: those that were sent, the same for everybody."""

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from newsletter.models import Issue, IssueStory, Newsletter, Subscriber, Subscription
from tests.factories import ArticleFactory
from tests.newsletter.frozen import freeze

LIST, PAGE = "/newsletter/sunday/", "/newsletter/sunday/2026-11-22/"


@pytest.fixture
def letter(db):
    return Newsletter.objects.create(name="The Sunday Letter", slug="sunday", promise="Weekly.")


def issue(letter, *stories, edition="2026-11-22", sent=True, **more):
    made = Issue.objects.create(
        newsletter=letter, edition=edition, **{"subject": "Keys", "intro": "<p>Hi.</p>", **more}
    )
    for place, story in enumerate(stories):
        IssueStory.objects.create(issue=made, article=story, position=place)
    if sent:
        freeze(made)
    return made


def get(path):
    return Client().get(path)


def test_a_sent_issue_has_a_page_with_its_stories_in_order(letter):
    first, second = ArticleFactory(live=True), ArticleFactory(live=True)
    made = issue(letter, second, first)
    IssueStory.objects.filter(issue=made, article=first).update(note="<p>Read this.</p>")

    page = get(PAGE)

    tree = lxml_html.document_fromstring(page.text)
    assert tree.xpath("//h1")[0].text_content() == "Keys"
    heads = [h.text_content() for h in tree.xpath("//article//h2")]
    assert heads == [second.headline, first.headline]
    assert "Read this." in page.text
    assert tree.xpath('//link[@rel="canonical"]')[0].get("href") == f"http://testserver{PAGE}"
    assert 'content="noindex"' not in page.text
    assert page["Cache-Control"].startswith("public")


def test_nothing_personal_is_on_it(letter):
    now = timezone.now()
    ana = Subscriber.objects.create(email="ana@example.com")
    Subscription.objects.create(subscriber=ana, newsletter=letter, asked_at=now, confirmed_at=now)
    issue(letter, ArticleFactory(live=True))

    for page in (get(PAGE), get(LIST)):
        assert ana.key not in page.text
        assert "ana@example.com" not in page.text
        assert "/newsletter/leave/" not in page.text
        assert "/newsletter/go/" not in page.text


def test_what_was_withdrawn_since_falls_out(letter):
    gone, kept = ArticleFactory(live=True), ArticleFactory(live=True)
    issue(letter, gone, kept, subject="")
    gone.status = "withdrawn"
    gone.save()

    page, listed = get(PAGE), get(LIST)

    assert gone.headline not in page.text + listed.text
    assert kept.headline in page.text
    assert kept.headline in listed.text


@pytest.mark.parametrize("state", ["draft", "scheduled", "freezing", "cancelled"])
def test_what_was_not_sent_has_no_page(letter, state):
    issue(letter, sent=False, state=state, scheduled_for=timezone.now())

    assert get(PAGE).status_code == 404
    assert "Keys" not in get(LIST).text


def test_an_issue_that_was_cancelled_on_the_way_has_none_either(letter):
    made = issue(letter, ArticleFactory(live=True))
    made.state = "cancelled"
    made.save()

    assert get(PAGE).status_code == 404


@pytest.mark.parametrize("off", [{"archived": False}, {"personal": True, "rhythm": "daily"}])
def test_a_newsletter_may_keep_its_issues_to_its_readers(letter, off):
    issue(letter, ArticleFactory(live=True))
    Newsletter.objects.update(**off)

    assert get(PAGE).status_code == 404
    assert get(LIST).status_code == 404


def test_search_engines_are_kept_out_where_the_newsroom_says_so(letter):
    issue(letter, ArticleFactory(live=True))
    Newsletter.objects.update(archive_indexed=False)

    assert '<meta name="robots" content="noindex">' in get(PAGE).text
    assert '<meta name="robots" content="noindex">' in get(LIST).text


def test_an_empty_archive_is_a_whole_page(letter):
    page = get(LIST)

    assert page.status_code == 200
    assert "No issue has been sent yet." in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_any_number(letter, count, django_assert_num_queries):
    for number in range(count):
        stories = [ArticleFactory(live=True) for _ in range(count)]
        issue(letter, *stories, edition=f"2026-11-2{number}")
    get(LIST)

    with django_assert_num_queries(4):
        assert get(LIST).text.count("lines__title") == count
    with django_assert_num_queries(6):
        assert get("/newsletter/sunday/2026-11-20/").status_code == 200


def test_the_sitemap_lists_what_search_engines_may_list(letter):
    issue(letter, ArticleFactory(live=True))

    listed = get("/sitemap-pages.xml").text
    Newsletter.objects.update(archive_indexed=False)
    hidden = get("/sitemap-pages.xml").text

    for path in (LIST, PAGE):
        assert f"<loc>http://testserver{path}</loc>" in listed
        assert f"<loc>http://testserver{path}</loc>" not in hidden


def test_the_page_of_newsletters_leads_to_those_with_something_to_read(letter):
    empty = Newsletter.objects.create(name="The Monday Letter", slug="monday")
    issue(letter, ArticleFactory(live=True))
    issue(empty, ArticleFactory(live=True), sent=False)

    page = get("/newsletter/").text

    assert f'href="{LIST}"' in page
    assert 'href="/newsletter/monday/"' not in page
