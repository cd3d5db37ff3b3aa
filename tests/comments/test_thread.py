"""The thread under a story: the same for every reader, and safe whatever was typed."""

import pytest
from django.template.loader import render_to_string

from articles.models import Article
from comments.actions.posting import post_comment
from comments.templatetags.comments import comment_thread, paragraphs
from newsroom.site.chrome import chrome
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def story(db):
    return ArticleFactory(live=True)


def thread(story) -> str:
    return render_to_string("comments/thread.html", comment_thread(story))


def test_oldest_first_and_the_count_is_of_what_is_seen(story):
    CommentFactory(article=story, text="First")
    CommentFactory(article=story, text="Hidden", status="held")
    CommentFactory(article=story, text="Second")

    html = thread(story)

    assert html.index("First") < html.index("Second")
    assert "Hidden" not in html
    assert ">2 comments" in html


@pytest.mark.parametrize(
    ("number", "heading"), [(0, "Comments"), (1, "1 comment"), (3, "3 comments")]
)
def test_the_heading_counts(story, number, heading):
    CommentFactory.create_batch(number, article=story)

    assert f'id="comments-title">{heading}\n' in thread(story)


@pytest.mark.parametrize("number", [1, 3])
def test_a_thread_costs_the_same_however_long_it_is(story, number, django_assert_num_queries):
    for first in CommentFactory.create_batch(number, article=story):
        post_comment(story, by=UserFactory(), text="Indeed so", to=first)
    story = Article.objects.for_cards().get(pk=story.pk)
    chrome()  # what stands around the text was asked for by the page already

    with django_assert_num_queries(4):  # the story's choice, the rules, the number, the page
        thread(story)


@pytest.mark.parametrize(
    ("state", "number", "words"),
    [
        ("open", 0, "No comments yet. You must be signed in to post the first."),
        ("open", 1, "You must be signed in to post a comment."),
        ("premoderated", 1, "Each comment is read before it appears."),
        ("closed", 1, "Comments on this story are closed."),
        ("closed", 0, "This story takes no comments."),
    ],
)
def test_each_state_has_its_sentence(story, state, number, words):
    story.comments = state
    CommentFactory.create_batch(number, article=story)

    html = thread(story)

    assert words in html
    assert ('data-personal="respond"' in html) is (state != "closed")


def test_there_is_a_way_on_for_everyone(story):
    html = thread(story)
    back = f"{story.path}#respond".replace("/", "%2F").replace("#", "%23")

    assert f'href="/accounts/login/?next={back}"' in html
    assert f'href="/accounts/signup/?next={back}"' in html
    assert f'<a href="/comments/{story.pk}/">' in html.split("<noscript>")[1]
    assert "csrf" not in html


def test_the_newsroom_wears_a_badge_and_members_do_not(story, editor):
    CommentFactory(article=story, author=editor)
    CommentFactory(article=story, author=UserFactory(display_name="Newsroom?"))

    assert thread(story).count('class="cm__staff"') == 1


def test_who_has_left_keeps_the_comment_without_the_name(story, member):
    CommentFactory(article=story, author=member, text="Still here")
    member.delete()

    html = thread(story)

    assert "Still here" in html
    assert "Former member" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        'http://a.example/" onmouseover="alert(1)',
        "http://a.example/'onclick='alert(1)",
        "</article></section><h1>Big</h1>",
        "https://a.example/<script>alert(1)</script>",
        "data:text/html,<script>alert(1)</script>",
    ],
)
def test_what_people_type_is_text(story, text):
    html = paragraphs(CommentFactory(article=story, text=text))

    tags = {part.split(">")[0].split()[0].strip("/") for part in html.split("<")[1:]}
    assert tags <= {"p", "a", "br"}
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    for part in html.split("<a ")[1:]:
        names = {a.split("=")[0] for a in part.split(">")[0].split('" ')}
        assert names == {"href", "rel"}


def test_links_are_the_readers_own(story):
    html = paragraphs(CommentFactory(article=story, text="See https://a.example/x?a=1&b=2 there"))

    assert '<a href="https://a.example/x?a=1&amp;b=2" rel="ugc nofollow noopener">' in html


def test_paragraphs_and_lines_are_kept(story):
    comment = CommentFactory(article=story, text="One\ntwo\n\nThree")

    assert paragraphs(comment) == "<p>One<br>two</p>\n\n<p>Three</p>"


def test_the_page_is_the_same_for_a_member_and_a_stranger(client, story, member):
    CommentFactory(article=story)
    strangers = client.get(story.path)
    client.force_login(member)
    members = client.get(story.path)

    assert strangers.content == members.content
    assert members["Cache-Control"] == "public, max-age=0, must-revalidate"
