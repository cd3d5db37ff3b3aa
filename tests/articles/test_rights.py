"""Rights that end: until that moment a picture is shown everywhere, from then on nowhere."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.actions.media import make_renditions, set_end_of_rights, store_image
from articles.models import Article, Author, Image, Rendition
from newsletter.models import Issue, IssueStory
from newsletter.rendering import render
from newsroom.curation.front import compose
from newsroom.site.models import Page
from tests.articles.test_media import drawn, upload
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory
from tests.newsroom.test_only_public_stories import addresses, member_of, paper

__all__ = ["paper"]
pytestmark = pytest.mark.django_db

CAPTION = "Captionmarker"
# Where at least the picture is shown; the walk itself goes to every address there is.
SHOWING = [
    "/", "/news/", "/news/costa/", "/author/ines/", "/tag/rain/", "/search/?q=rain",
    "/newsletter/sunday/one/", "/feed/", "/feed/atom/", "/news/feed/", "/tag/rain/feed/atom/",
    "/news-sitemap.xml", "/about/",
]  # fmt: skip


def ends(image, *, seconds: float) -> Image:
    """The rights end so long from now, as if time had gone by: nothing else is done."""
    Image.objects.filter(pk=image.pk).update(expires_at=timezone.now() + timedelta(seconds=seconds))
    return Image.objects.get(pk=image.pk)


def asked(client, address) -> str:
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


def shown_at(paper, image, *readers) -> set[str]:
    """Every address of the site that names one of the picture's files, or its words."""
    found = set()
    for address in [*dict(addresses(paper)), "/about/"]:
        for reader in readers:
            text = asked(reader, address)
            if f"pictures/{image.pk}-" in text or CAPTION in text:
                found.add(address)
    return found


@pytest.fixture
def image(paper):
    """One picture as the lead and in the text of all stories, and wherever else one may stand."""
    made = ImageFactory(ready=True, caption=CAPTION, alt=CAPTION)
    figures = (
        f'<figure class="image" data-image-id="{made.pk}"></figure>'
        f'<figure class="gallery" data-image-ids="{made.pk}"><figcaption>a</figcaption></figure>'
    )
    for story in Article.objects.all():
        story.body_images.add(made)
        Article.objects.filter(pk=story.pk).update(
            lead_image=made, body=f"<p>Openmarker rain.</p>{figures}"
        )
    Author.objects.update(portrait=made)
    Page.objects.create(title="About", slug="about", body=f"<p>We.</p>{figures}")
    return made


def test_from_its_moment_on_a_picture_is_at_no_address_of_the_site(paper, image):
    story = paper["live"].path
    stranger, member = Client(), Client()
    member.force_login(member_of(paper))
    ends(image, seconds=100)

    before = shown_at(paper, image, stranger)

    month = {address for address in before if address.startswith("/sitemap-2")}
    assert before >= {*SHOWING, story, f"{story}?print=1"}
    assert month

    ends(image, seconds=-1)

    assert shown_at(paper, image, stranger, member) == set()


def test_machines_are_told_of_the_papers_own_sign_instead(paper, image, client):
    story = paper["live"].path
    shared = re.compile(r'property="og:image" content="[^"]*/(icons|media)/')
    assert shared.search(asked(client, story))[1] == "media"

    ends(image, seconds=-1)

    page = asked(client, story)
    assert shared.search(page)[1] == "icons"
    assert 'name="twitter:card" content="summary"' in page
    assert '"image":' not in page


def test_the_story_and_its_cards_stand_as_those_without_a_picture(paper, image, client):
    story = paper["live"].path
    assert 'class="hero bleed"' in asked(client, story)
    assert "card__picture" in asked(client, "/popular/?period=day")

    ends(image, seconds=-1)

    assert 'class="hero bleed"' not in asked(client, story)
    assert "<figure" not in asked(client, story)
    assert "card__picture" not in asked(client, "/popular/?period=day")
    assert 'class="portrait"' not in asked(client, "/author/ines/")


def test_a_gallery_keeps_those_that_may_still_run(client):
    stays, goes = ImageFactory(ready=True), ends(ImageFactory(ready=True), seconds=-1)
    gallery = f'<figure class="gallery" data-image-ids="{stays.pk},{goes.pk}"></figure>'
    story = ArticleFactory(live=True, body=f"<p>a</p>{gallery}")

    page = asked(client, story.path)

    assert f"pictures/{stays.pk}-" in page
    assert f"pictures/{goes.pk}-" not in page


def test_the_front_page_puts_stories_with_a_picture_where_one_is_shown():
    ended = ArticleFactory(live=True, lead_image=ends(ImageFactory(ready=True), seconds=-1))
    older = timezone.now() - timedelta(hours=5)
    shown = ArticleFactory(live=True, lead_image=ImageFactory(ready=True), published_at=older)

    front = compose()

    assert front.lead == shown
    assert ended in front.latest


def test_a_front_page_to_come_goes_by_the_rights_of_then():
    for_long = ArticleFactory(live=True, lead_image=ImageFactory(ready=True))
    Article.objects.filter(pk=for_long.pk).update(published_at=timezone.now() - timedelta(days=1))
    for_now = ArticleFactory(live=True, lead_image=ends(ImageFactory(ready=True), seconds=3600))

    assert compose().lead == for_now
    assert compose(timezone.now() + timedelta(hours=2)).lead == for_long


def test_a_letter_made_after_it_holds_no_picture(paper, image):
    issue = Issue.objects.get()
    stories = list(IssueStory.objects.filter(issue=issue).values_list("article", flat=True))
    ends(image, seconds=100)
    assert f"pictures/{image.pk}-" in render(issue, stories, counted=False).html

    ends(image, seconds=-1)

    assert f"pictures/{image.pk}-" not in render(issue, stories, counted=False).html


def test_who_has_a_page_or_a_feed_already_is_told_that_it_changed(paper, image, client):
    ends(image, seconds=100)
    marks = {path: client.get(path)["ETag"] for path in ("/", "/feed/", paper["live"].path)}
    for path, mark in marks.items():
        assert client.get(path, headers={"if-none-match": mark}).status_code == 304

    ends(image, seconds=-1)

    for path, mark in marks.items():
        assert client.get(path, headers={"if-none-match": mark}).status_code == 200


# The files -----------------------------------------------------------------------------------
@pytest.fixture
def photo(run_jobs) -> Image:
    image = store_image(upload(drawn((700, 500))), by=None)
    run_jobs()
    return image


def files(image) -> list[str]:
    return [row.file.url for row in Rendition.objects.filter(image=image)]


def test_the_files_of_a_picture_are_gone_from_its_moment_on(client, photo):
    ends(photo, seconds=50)
    for url in files(photo):
        response = client.get(url)
        assert b"".join(response)
        kept = response["Cache-Control"]
        assert "immutable" not in kept
        assert 0 < int(kept.partition("max-age=")[2]) <= 50

    ends(photo, seconds=-1)

    for url in files(photo):
        response = client.get(url)
        assert (response.status_code, response.content) == (410, b"")
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_the_original_is_kept_for_the_desk_alone(client, photo, reporter):
    ends(photo, seconds=-1)

    assert client.get(photo.file.url).status_code == 404
    url = reverse("admin:articles_image_original", args=[photo.pk])
    assert client.get(url).status_code == 302
    client.force_login(reporter)
    assert b"".join(client.get(url))


def test_files_whose_end_is_known_leave_the_folder_a_server_in_front_hands_out(
    photo, media, run_jobs
):
    public = media / "pictures"
    assert len(list(public.iterdir())) == len(files(photo))

    set_end_of_rights(photo, at=timezone.now() + timedelta(days=9))
    run_jobs()

    assert list(public.iterdir()) == []
    assert len(list((media / "dated").iterdir())) == len(files(photo))
    assert all(url.startswith("/media/dated/") for url in files(photo))

    set_end_of_rights(photo, at=None)
    run_jobs()

    assert len(list(public.iterdir())) == len(files(photo))
    assert list((media / "dated").iterdir()) == []


def test_making_sizes_twice_changes_nothing(photo):
    ends(photo, seconds=50)
    make_renditions(photo.pk)
    before = files(photo)

    make_renditions(photo.pk)

    assert files(photo) == before


def test_a_file_that_is_no_picture_of_the_desk_is_served_as_before(client, media):
    (media / "logo").mkdir(parents=True)
    (media / "logo" / "7-sign.png").write_bytes(ContentFile(b"png").read())
    ends(ImageFactory(pk=7), seconds=-1)

    response = client.get("/media/logo/7-sign.png")

    assert b"".join(response) == b"png"


# The desk ------------------------------------------------------------------------------------
def saved(client, image, **fields):
    sent = {
        "focal_point_x": 50, "focal_point_y": 50, "alt": image.alt, "credit": image.credit,
        "licence": "agency", **fields,
    }  # fmt: skip
    return client.post(reverse("admin:articles_image_change", args=[image.pk]), sent)


def test_the_desk_says_where_and_until_when_a_picture_runs(client, editor, run_jobs):
    image = ImageFactory()
    client.force_login(editor)

    saved(
        client, image, territory="Spain and Portugal",
        expires_at_0="2027-03-01", expires_at_1="12:30",
    )  # fmt: skip

    image.refresh_from_db()
    assert image.territory == "Spain and Portugal"
    assert timezone.localtime(image.expires_at).strftime("%Y-%m-%d %H:%M") == "2027-03-01 12:30"
    assert run_jobs() == ["articles.tasks.render_image"]


def test_the_desk_goes_on_seeing_a_picture_whose_rights_have_ended(client, editor):
    image = ends(ImageFactory(ready=True), seconds=-1)
    client.force_login(editor)
    original = reverse("admin:articles_image_original", args=[image.pk])

    assert original in client.get(reverse("admin:articles_image_changelist")).text
    assert original in client.get(reverse("admin:articles_image_change", args=[image.pk])).text


@pytest.mark.parametrize(("shelf", "found"), [("ending", {"Soon"}), ("ended", {"Past"})])
def test_shelves_hold_what_ends_and_what_has_ended(client, editor, shelf, found):
    for words, seconds in [("Soon", 3600), ("Past", -1), ("Later", 8 * 86400)]:
        ends(ImageFactory(caption=words), seconds=seconds)
    ImageFactory(caption="Never")
    client.force_login(editor)

    page = client.get(reverse("admin:articles_image_changelist"), {"shelf": shelf})

    assert {image.caption for image in page.context["cl"].result_list} == found


def test_the_page_of_a_picture_says_every_place_it_stands_in(client, editor):
    image = ImageFactory(ready=True)
    figure = f'<p>a</p><figure class="image" data-image-id="{image.pk}"></figure>'
    ArticleFactory(live=True, headline="Leads", lead_image=image)
    ArticleFactory(live=True, headline="Both", lead_image=image, body=figure, kind="opinion")
    ArticleFactory(headline="Within", body=figure)
    ArticleFactory(headline="Elsewhere", lead_image=ImageFactory())
    AuthorFactory(name="Ana Ruiz", portrait=image)
    client.force_login(editor)

    page = client.get(reverse("admin:articles_image_change", args=[image.pk])).text

    line = r'<li><a class="lnk"[^>]*>(.*?)</a><span>(.*?)</span><span.*?>(.*?)</span>'
    told = re.findall(line, page)
    assert sorted(told) == [
        ("Ana Ruiz", "Portrait", ""),
        ("Both", "Lead and text, on the front page", "Live"),
        ("Leads", "Lead picture, on the front page", "Live"),
        ("Within", "In the text", "Draft"),
    ]


# My day --------------------------------------------------------------------------------------
def day(client, person) -> str:
    client.force_login(person)
    return client.get("/admin/").text


def lines(page) -> list[str]:
    block = page.partition('id="h-rights"')[2].partition("</section>")[0]
    return re.findall(r'<li><a href="[^"]*">(.*?)</a>', block)


def test_my_day_tells_of_rights_that_end_soon_and_of_those_that_have_ended(client, editor):
    def lead(words, seconds, **story):
        image = ends(ImageFactory(caption=words), seconds=seconds)
        ArticleFactory(lead_image=image, **story)
        return image

    lead("In six days", 6 * 86400, live=True)
    lead("Tomorrow", 86400, scheduled=True)
    lead("In eight days", 8 * 86400, live=True)
    lead("Of a draft", 86400)
    lead("Of a withdrawn story", 86400, withdrawn=True)
    lead("Yesterday", -86400, live=True)
    within = ends(ImageFactory(caption="Just now"), seconds=-1)
    figure = f'<p>a</p><figure class="image" data-image-id="{within.pk}"></figure>'
    ArticleFactory(live=True, headline="Has it in the text", body=figure)
    ends(ImageFactory(caption="Nowhere"), seconds=86400)

    page = day(client, editor)

    assert lines(page) == ["Tomorrow", "In six days", "Just now", "Yesterday"]
    assert "Has it in the text" in page


def test_who_may_not_change_what_readers_see_is_not_asked_to(client, reporter, editor):
    ArticleFactory(live=True, lead_image=ends(ImageFactory(caption="Soon"), seconds=60))

    assert lines(day(client, reporter)) == []
    assert lines(day(client, editor)) == ["Soon"]
