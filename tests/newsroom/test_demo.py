"""The demo paper: its files say what they should, and loading them is safe to repeat."""

import re
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from lxml import html as lxml_html

from accounts.models import User
from articles import body, documents
from articles.actions.media import unfinished
from articles.models import Article, HourlyViews, Image, Section
from comments import queues
from comments.models import Comment, Sanction
from newsletter.models import Content, Issue
from newsroom.demo.documents import DOCUMENTS
from newsroom.demo.ledger import Ledger
from newsroom.demo.load import load, was_loaded
from newsroom.demo.read import FOLDER, BadContent, dated, read_paper
from newsroom.site.models import MenuItem, Page, SiteSettings

TABLES = (
    "accounts_user", "account_emailaddress", "articles_article", "articles_author",
    "articles_byline", "articles_desklog", "articles_hourlyviews", "articles_image",
    "articles_revision", "articles_section", "articles_taggedarticle", "comments_comment",
    "demo_loaded", "newsletter_newsletter", "procrastinate_jobs", "site_menuitem", "site_page",
    "site_sitesettings", "site_sociallink", "site_takenpath",
)  # fmt: skip


@pytest.fixture(scope="module")
def paper():
    return read_paper()


@pytest.fixture
def small(tmp_path):
    """The same paper with three stories and the comments on them."""
    shutil.copytree(FOLDER / "content", tmp_path / "content")
    (tmp_path / "stories").mkdir()
    for name in ("06-opinion-siesta", "44-metro-silence", "54-draft-night-market"):
        shutil.copy(FOLDER / f"stories/{name}.html", tmp_path / "stories")
    comments = tmp_path / "content/comments.toml"
    members, *said = comments.read_text().split("[[comments]]")
    kept = [entry for entry in said if 'story = "leave-the-long-lunch-alone"' in entry]
    comments.write_text("[[comments]]".join([members, *kept]))
    conversation = tmp_path / "content/conversation.toml"
    beginning, *said = conversation.read_text().split("[[said]]")
    said[-1], sanctions = said[-1].split("[[sanctions]]", 1)
    kept = [entry for entry in said if 'story = "leave-the-long-lunch-alone"' in entry]
    talk = "[[said]]".join([beginning, *kept])
    conversation.write_text(f"{talk}[[sanctions]]{sanctions}")
    pictures = tmp_path / "content/pictures.toml"
    pictures.write_text(pictures.read_text().split("[balcony]")[0])
    return tmp_path


def published(paper):
    return [story for story in paper.stories if story.state == "published"]


def row_by_row() -> dict[str, list[str]]:
    """Everything a load writes, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608
            found[table] = [row[0] for row in cursor.fetchall()]
        return found


def test_there_is_enough_of_everything(paper):
    stories = published(paper)

    assert len(stories) >= 46
    assert len(paper.authors) == 8
    assert len(paper.comments) == 60
    assert len(paper.members) >= 12
    assert len([s for s in stories if s.kind == "opinion"]) >= 4
    assert len([s for s in stories if s.event]) >= 5
    assert len([s for s in stories if s.hours_ago <= 12]) >= 8
    assert {s.state for s in paper.stories} == {"published", "draft", "review", "scheduled"}


def test_every_section_has_stories_and_every_author_writes(paper):
    where = {path for s in published(paper) for path in (s.section, *s.further_sections)}
    who = {slug for s in published(paper) for slug in s.authors}

    assert where | {path.split("/")[0] for path in where} == set(paper.section_paths())
    assert who == {author["slug"] for author in paper.authors}


def test_no_picture_leads_two_stories_and_about_a_third_of_the_reports_have_none(paper):
    stories = published(paper)
    leads = [s.picture for s in stories if s.picture]
    within = [name for s in stories for name in s.pictures()]

    assert len(leads) == len(set(leads))
    assert not set(leads) & set(within)
    assert (
        {*leads, *within}
        == set(paper.pictures)
        == {path.stem for path in (FOLDER / "pictures").glob("*.jpg")}
    )
    # Opinion runs without pictures.
    reports = [s for s in stories if s.kind != "opinion"]
    assert 0.3 <= 1 - len(leads) / len(reports) <= 0.4


def test_pictures_are_described_and_small_enough_to_keep(paper):
    for name, entry in paper.pictures.items():
        assert 40 <= len(entry["alt"]) <= 300, name
        assert all(0 <= share <= 100 for share in entry["focal"]), name
        assert paper.picture_file(name).stat().st_size <= 300_000, name


def test_cleaning_changes_no_body_but_for_the_ids_of_headings(paper):
    ids = {name: number for number, name in enumerate(paper.pictures, 1)}
    paths = {story.slug: f"/{story.slug}/" for story in paper.stories}
    files = {name: f"/documents/1/k3/{made.file}" for name, made in DOCUMENTS.items()}
    for story in paper.stories:
        written = story.written(ids, paths, files, timezone.now())

        assert _plain(body.clean(written)) == _plain(written), story.slug
        assert "story:" not in written, story.slug
        assert "document:" not in written, story.slug


def _plain(html: str) -> str:
    bare = re.sub(r'(<h[234]) id="[^"]*"', r"\1", html)
    tree = lxml_html.fragment_fromstring(bare, create_parent="div")
    return re.sub(r">\s+<", "><", lxml_html.tostring(tree, encoding="unicode"))


def test_a_link_to_a_story_that_does_not_exist_is_refused(small):
    story = small / "stories/44-metro-silence.html"
    story.write_text(story.read_text() + '<p><a href="story:nowhere">There</a></p>')

    with pytest.raises(BadContent, match="nowhere"):
        read_paper(small)


def test_counted_days_are_written_as_days():
    day = timezone.datetime(2025, 11, 27)

    assert dated("{day:+1}, {date:+4}", day) == "Friday, 1 December"


@pytest.mark.django_db
def test_loading_twice_changes_nothing(small):
    load(small, renditions=False, say=lambda line: None)
    first = row_by_row()
    assert all(first[table] for table in TABLES if table != "procrastinate_jobs")

    load(small, renditions=False, say=lambda line: None)

    assert row_by_row() == first


def test_a_reply_to_nobody_is_refused(small):
    talk = small / "content/conversation.toml"
    talk.write_text(talk.read_text().replace("[[said]]", '[[said]]\nto = "nobody"', 1))

    with pytest.raises(BadContent, match="nobody"):
        read_paper(small)


@pytest.mark.django_db
def test_what_an_editor_changed_or_removed_stays_so(small):
    load(small, renditions=False, say=lambda line: None)
    Article.objects.get(slug="night-market-torre-del-mar").delete()
    Article.objects.filter(slug="madrid-metro-quiet-carriage").update(headline="Mine")
    SiteSettings.objects.update(name="The Other Eye")
    Comment.objects.all().delete()
    Page.objects.get(slug="imprint").delete()
    MenuItem.objects.filter(menu__key="header").delete()
    Section.objects.filter(path="business").update(name="Money")
    Image.objects.all().delete()
    before = row_by_row()

    load(small, renditions=False, say=lambda line: None)

    assert row_by_row() == before


@pytest.mark.django_db
def test_a_load_that_was_cut_short_goes_on(small):
    story = small / "stories/44-metro-silence.html"
    later = story.read_text()
    story.unlink()
    load(small, renditions=False, say=lambda line: None)
    story.write_text(later)

    load(small, renditions=False, say=lambda line: None)

    assert Article.objects.published().count() == 2
    assert Article.objects.count() == 3


@pytest.mark.django_db
def test_once_does_nothing_when_it_was_loaded_before(small):
    load(small, renditions=False, say=lambda line: None)
    before = row_by_row()

    call_command("load_demo", "--once")

    assert was_loaded()
    assert row_by_row() == before


@pytest.mark.django_db
def test_production_refuses_in_a_sentence(settings):
    settings.MODE = "production"

    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("load_demo")

    assert not User.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_the_whole_paper_loads_and_its_stories_lead_to_each_other(paper, client):
    load(renditions=False, say=lambda line: None)

    live = Article.objects.published()
    paths = set(live.values_list("path", flat=True))
    paths |= {document.get_absolute_url() for document in documents.public()}
    assert live.count() == len(published(paper))
    assert Article.objects.scheduled().count() == 1
    assert {s: Article.objects.filter(status=s).count() for s in ("draft", "review")} == {
        "draft": 2,
        "review": 1,
    }
    for story in live:
        links = {link for link in body.links(story.body) if link.startswith("/")}
        assert links <= paths, story.slug
        assert story.related_ids, story.slug
        assert story.pk not in story.related_ids, story.slug
        assert story.search
        assert story.path.startswith(timezone.localtime(story.published_at).strftime("/%Y/%m/%d/"))
    assert Comment.objects.visible().count() == 69
    assert queues.counts() == {"held": 6, "new": 2, "reported": 1, "appeals": 1}
    assert Sanction.objects.in_force().get().person.display_name == "Loud Larry"
    assert not Comment.objects.filter(posted_at__gt=timezone.now()).exists()
    assert not HourlyViews.objects.filter(hour__gt=timezone.now()).exists()
    for section in Section.objects.all():
        assert live.in_section(section).exists(), section.path
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert cursor.fetchone() == (0,)
    assert len(unfinished(Image.objects.all())) == 33
    seed = live.get(slug="madrid-car-t-child-autoimmune-recovery")
    assert client.get(seed.path).status_code == 200
    assert Ledger().id_of("story:madrid-car-t-child-autoimmune-recovery") == seed.pk
    states = sorted(Issue.objects.values_list("state", flat=True))
    assert states == ["draft", "scheduled", "sending", "sending"]
    for content in Content.objects.select_related("issue__newsletter"):
        assert len(content.html.encode()) < 100_000
        edition, slug = content.issue.edition, content.issue.newsletter.slug
        assert client.get(f"/newsletter/{slug}/{edition}/").status_code == 200


@pytest.mark.django_db
def test_demo_people_have_their_roles_and_their_own_drafts(small, settings):
    load(small, renditions=False, say=lambda line: None)

    desk = ("editor", "reporter", "administrator")
    editor, reporter, administrator = (User.objects.get(username=name) for name in desk)
    member = User.objects.get(username="member")
    assert editor.has_perm("articles.publish_article")
    assert reporter.has_perm("articles.add_article")
    assert not reporter.has_perm("articles.publish_article")
    assert administrator.has_perm("accounts.change_user")
    assert not editor.has_perm("accounts.change_user")
    assert not member.is_staff
    for person in (editor, reporter, administrator, member):
        assert person.check_password(settings.DEMO_PASSWORD)
        assert person.emailaddress_set.get().verified
    assert Article.objects.get(status="draft").created_by == reporter
    others = User.objects.exclude(username__in=[*desk, "member"])
    assert not any(person.has_usable_password() for person in others)
