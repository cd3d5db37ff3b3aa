"""Stories, pages, pictures and comments as WordPress' own importer reads them (WXR 1.2).

Read in one snapshot and written as it is read, in an order that does not change. What WordPress
has no place for (versions, corrections, members, subscribers) stays in the other export.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import batched, groupby

from django.conf import settings
from django.db.models import Count, Prefetch
from django.utils import timezone

from articles import cards
from articles.metadata import absolute
from articles.models import Article, Author, Byline, Document, Image, Rendition, Section, Tag
from articles.renditions import largest
from comments.models import Comment
from newsroom.moving.actions.moving_out import copied, one_moment
from newsroom.moving.bodies.leaving import Shown, for_wordpress
from newsroom.moving.portable.places import Place
from newsroom.moving.wxr import room
from newsroom.moving.wxr.elements import FOOT, HEAD, dates, element, feed_date, holder, meta
from newsroom.moving.wxr.room import html
from newsroom.site.models import Page, SiteSettings

AT_ONCE = 100
FILE, UPLOADS = "wordpress.xml", "uploads"
# Stories, pages, pictures and documents share one row of numbers there; its first are those of the
# posts that come with a new WordPress.
STORY, PAGE, PICTURE, DOCUMENT = range(100, 104)
STATES = {
    Comment.Status.VISIBLE: "1",
    Comment.Status.HELD: "0",
    Comment.Status.REMOVED: "trash",
    Comment.Status.WITHDRAWN: "trash",
}

type Step = Callable[[int, int], None]


def write_for_wordpress(place: Place, *, step: Step = lambda done, of: None) -> None:
    """wordpress.xml, and the pictures beside it in uploads/."""
    with one_moment():
        files = Image.objects.count() + Document.objects.count()
        of = Article.objects.count() + 2 * files + Page.objects.count()
        with place.file(FILE) as out:
            for done, part in enumerate(_parts()):
                out.write(part.encode())
                if done % AT_ONCE == 0:
                    step(min(done, of), of)
        for kept in (Image, Document):
            for name in kept.objects.order_by("pk").values_list("file", flat=True).iterator():
                copied(place, name, f"{UPLOADS}/{_below(name)}")


def number(kind: int, pk: int) -> int:
    return 4 * pk + kind


def _parts() -> Iterator[str]:
    yield HEAD
    yield from _channel()
    nicenames, moments = _nicenames(), room.Moments()
    yield from _terms(nicenames)
    for image in _images().iterator(chunk_size=AT_ONCE):
        yield _attachment(image, moments)
    for document in Document.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        yield _attached_document(document, moments)
    for page in Page.objects.order_by("pk").prefetch_related("versions").iterator(chunk_size=50):
        yield _page(page, moments)
    yield from _stories(nicenames, moments)
    yield FOOT


def _channel() -> Iterator[str]:
    site = SiteSettings.objects.first() or SiteSettings()
    yield element("title", site.name)
    yield element("link", settings.SITE_URL)
    yield element("description", site.tagline)
    yield element("language", settings.LANGUAGE_CODE)
    yield element("wp:wxr_version", "1.2")
    yield element("wp:base_site_url", settings.SITE_URL)
    yield element("wp:base_blog_url", settings.SITE_URL)
    for author in Author.objects.order_by("pk").iterator():
        yield holder(
            "wp:author",
            element("wp:author_id", author.pk),
            element("wp:author_login", _login(author)),
            element("wp:author_email", room.email(author.email)),
            element("wp:author_display_name", html(author.name)),
        )


def _login(author: Author) -> str:
    return room.login(author.slug, author.pk)


# Sections and tags ------------------------------------------------------------------------------
def _nicenames() -> dict[int, str]:
    """A part may be called as another one is elsewhere; there each name stands once."""
    sections = list(Section.objects.order_by("pk"))
    slugs = [section.slug for section in sections]
    names: dict[int, str] = {}
    for section in sections:
        name = section.slug
        if slugs.count(name) > 1:
            name = section.path.replace("/", "-")
            if name in slugs and section.parent_id:
                name = f"{name}-{section.pk}"
        names[section.pk] = name
    return names


def _terms(nicenames: dict[int, str]) -> Iterator[str]:
    """Sections above before their parts, as WordPress looks for what is above."""
    sections = sorted(Section.objects.all(), key=lambda s: (s.parent_id is not None, s.pk))
    for section in sections:
        yield holder(
            "wp:category",
            element("wp:term_id", section.pk),
            element("wp:category_nicename", nicenames[section.pk]),
            element("wp:category_parent", nicenames.get(section.parent_id, "")),
            element("wp:cat_name", html(section.name)),
            element("wp:category_description", html(section.description)),
        )
    above = max((section.pk for section in sections), default=0)  # one row of numbers there
    for tag in Tag.objects.order_by("pk").iterator():
        yield holder(
            "wp:tag",
            element("wp:term_id", above + tag.pk),
            element("wp:tag_slug", tag.slug),
            element("wp:tag_name", html(tag.name)),
        )


# Pictures ---------------------------------------------------------------------------------------
def _images():
    full = Rendition.objects.filter(ratio="full", format="jpeg")
    return Image.objects.order_by("pk").prefetch_related(Prefetch("renditions", full))


def _below(name: str) -> str:
    """2026/11/….jpg, where WordPress keeps files too."""
    return name.removeprefix("originals/").removeprefix("documents/")


def _shown(image: Image) -> Shown:
    """At the address where it can be fetched; originals have none."""
    file = largest(image, "full")
    url = (
        absolute(file.file.url)
        if file
        else f"{settings.SITE_URL}/uploads/{_below(image.file.name)}"
    )
    pk = number(PICTURE, image.pk)
    return Shown(pk, url, image.alt_text, image.caption, image.credit)


def _attachment(image: Image, moments: room.Moments) -> str:
    shown = _shown(image)
    return _file(
        shown.number, image, image.original_name or image.alt or f"#{image.pk}", shown.url,
        f"picture-{image.pk}", "inherit", moments, image.credit, image.caption,
        meta("_wp_attachment_image_alt", _attribute(image.alt_text)),
    )  # fmt: skip


def _attached_document(document: Document, moments: room.Moments) -> str:
    """Under its own address, where the links of texts lead to it."""
    return _file(
        number(DOCUMENT, document.pk), document, document.title,
        absolute(document.get_absolute_url()), f"document-{document.pk}",
        "inherit" if document.open else "private", moments,
    )  # fmt: skip


def _file(pk: int, kept, title, url, slug, status, moments, said="", caption="", *metas) -> str:
    return holder(
        "item",
        element("title", html(title)),
        element("link", f"{settings.SITE_URL}/?attachment_id={pk}"),
        element("pubDate", feed_date(kept.created_at)),
        element("guid", url, isPermaLink="false"),
        element("content:encoded", html(said)),
        element("excerpt:encoded", html(caption)),
        element("wp:post_id", pk),
        dates("wp:post_date", moments.of("attachment", title, kept.created_at)),
        element("wp:comment_status", "closed"),
        element("wp:ping_status", "closed"),
        element("wp:post_name", slug),
        element("wp:status", status),
        element("wp:post_parent", "0"),
        element("wp:menu_order", "0"),
        element("wp:post_type", "attachment"),
        element("wp:post_password"),
        element("wp:is_sticky", "0"),
        element("wp:attachment_url", url),
        meta("_wp_attached_file", _below(kept.file.name)),
        *metas,
    )


def _attribute(text: str) -> str:
    """Plain there; but what looks like a tag is taken out of it, there and here."""
    return html(text) if "<" in text else text


# Pages and stories --------------------------------------------------------------------------------
def _page(page: Page, moments: room.Moments) -> str:
    versions = list(page.versions.all())
    begun = moments.of("page", page.title, versions[-1].since if versions else page.updated_at)
    return _post(
        number(PAGE, page.pk), "page", page.title, page.get_absolute_url(), page.slug, "publish",
        begun, page.updated_at, for_wordpress(page.body, {}), html(page.description), "closed",
    )  # fmt: skip


def _stories(nicenames: dict[int, str], moments: room.Moments) -> Iterator[str]:
    threads, shared = _Threads(), _shared_slugs()
    rows = (
        Article.objects.order_by("pk")
        .defer("search", "related_ids")
        .select_related("section")
        .prefetch_related(
            "further_sections",
            Prefetch("bylines", Byline.objects.select_related("author")),
            "tags",
            "former_addresses",
        )
    )
    for stories in batched(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        pictures = _pictures_of(stories)
        told = cards.within(*(story.body for story in stories))
        for story in stories:
            at = story.published_at or story.created_at
            at = moments.of("post", story.headline, at)
            yield _story(story, at, nicenames, (pictures, told), story.slug in shared)
            yield from threads.of(story.pk)
            yield "</item>\n"


def _shared_slugs() -> set[str]:
    slugs = Article.objects.exclude(slug="").order_by("slug").values_list("slug")
    return {slug for slug, count in slugs.annotate(Count("pk")) if count > 1}


def _pictures_of(stories) -> dict[int, Shown]:
    shown = Article.body_images.through.objects.filter(article__in=stories)
    wanted = set(shown.values_list("image", flat=True))
    wanted |= {story.lead_image_id for story in stories} - {None}
    return {image.pk: _shown(image) for image in _images().filter(pk__in=wanted)}


def _story(
    story: Article, at: datetime, nicenames: dict[int, str], within: tuple, is_shared: bool
) -> str:
    pictures, told = within
    authors = [byline.author for byline in story.bylines.all()]
    sections = dict.fromkeys([story.section, *story.further_sections.all()])
    terms = [
        element("category", html(s.name), domain="category", nicename=nicenames[s.pk])
        for s in sections
    ]
    tags = sorted(story.tags.all(), key=lambda tag: tag.pk)
    terms += [element("category", html(t.name), domain="post_tag", nicename=t.slug) for t in tags]
    if len(authors) > 1:  # read where WordPress was taught that stories may have several
        terms += [
            element("category", html(a.name), domain="author", nicename=f"cap-{_login(a)}")
            for a in authors
        ]
    lead = pictures.get(story.lead_image_id)
    former = [row.old_path for row in story.former_addresses.all()]
    paths = [story.path, *former] if story.path else former
    metas = [
        meta("_thumbnail_id", lead.number if lead else ""),
        meta("_yoast_wpseo_title", story.seo_title),
        meta("_yoast_wpseo_metadesc", story.seo_description),
        room.former_addresses(paths, story.slug, at, is_shared=is_shared),
    ]
    pk, status = number(STORY, story.pk), _status(story)
    post = _post(
        pk, "post", story.headline, story.path or f"/?p={pk}", story.slug, status,
        at, story.updated_at or story.saved_at,
        for_wordpress(story.body, pictures, told), html(story.standfirst),
        "closed" if story.comments == Article.Comments.CLOSED else "open",
        creator=_login(authors[0]) if authors else "",
    )  # fmt: skip
    return post.removesuffix("</item>\n") + "".join([*terms, *metas])


def _status(story: Article) -> str:
    """Withdrawn is kept from readers, and not in the bin, which WordPress empties by itself."""
    if story.status == Article.Status.PUBLISHED:
        return "publish" if story.published_at <= timezone.now() else "future"
    others = {Article.Status.REVIEW: "pending", Article.Status.WITHDRAWN: "private"}
    return others.get(story.status, "draft")


def _post(
    pk, kind, title, path, slug, status, begun, changed, text, excerpt, comments, creator=""
) -> str:
    is_draft = status in ("draft", "pending")
    return holder(
        "item",
        element("title", html(title)),
        element("link", absolute(path)),
        element("pubDate", feed_date(begun)),
        element("dc:creator", creator),
        element("guid", f"{settings.SITE_URL}/?p={pk}", isPermaLink="false"),
        element("description"),
        element("content:encoded", text),
        element("excerpt:encoded", excerpt),
        element("wp:post_id", pk),
        dates("wp:post_date", begun, is_draft=is_draft),
        dates("wp:post_modified", changed),
        element("wp:comment_status", comments),
        element("wp:ping_status", "closed"),
        element("wp:post_name", slug),
        element("wp:status", status),
        element("wp:post_parent", "0"),
        element("wp:menu_order", "0"),
        element("wp:post_type", kind),
        element("wp:post_password"),
        element("wp:is_sticky", "0"),
    )


# Comments -----------------------------------------------------------------------------------------
class _Threads:
    """All comments in one walk beside the stories, so that no thread is in memory whole."""

    def __init__(self):
        rows = Comment.objects.order_by("article_id", "pk").select_related("author")
        groups = groupby(rows.iterator(chunk_size=500), key=lambda row: row.article_id)
        self._groups, self._next = groups, None

    def of(self, article_id: int) -> Iterator[str]:
        if self._next is None:
            self._next = next(self._groups, (0, ()))
        if self._next[0] == article_id:
            for comment in self._next[1]:
                yield _comment(comment)
            self._next = None


def _comment(comment: Comment) -> str:
    """Under the name it was signed with; addresses of members stay here."""
    return holder(
        "wp:comment",
        element("wp:comment_id", comment.pk),
        element("wp:comment_author", room.signature(comment.author_name)),
        element("wp:comment_author_email"),
        element("wp:comment_author_url"),
        element("wp:comment_author_IP"),
        dates("wp:comment_date", comment.posted_at),
        element("wp:comment_content", html(comment.text)),
        element("wp:comment_approved", STATES[comment.status]),
        element("wp:comment_type", "comment"),
        element("wp:comment_parent", comment.parent_id or 0),
        element("wp:comment_user_id", "0"),
    )
