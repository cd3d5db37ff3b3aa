"""An item as a story of ours: what of it becomes which field, and what had to give way."""

from datetime import datetime

from django.conf import settings

from articles.models import Article
from newsroom.moving.actions.asking import Moving
from newsroom.moving.bodies.surroundings import Attached, Findings, Surroundings, file_key
from newsroom.moving.dates import moment
from newsroom.moving.items import Item
from newsroom.moving.kinds import why_not_public
from newsroom.moving.models import Origin
from newsroom.moving.texts import cut, for_search, headline, inline

LONGEST_HEADLINE, LONGEST_STANDFIRST = 200, 400
LONGEST_SEO_TITLE, LONGEST_SEO_WORDS = 120, 200
KEPT_EXAMPLES = 20
_SEO_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title",
               "_genesis_title")  # fmt: skip
_SEO_WORDS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description",
              "_aioseop_description", "_genesis_description")  # fmt: skip


def as_story(
    moving: Moving, item: Item, origin: Origin, html: str, around: Surroundings, section: int
) -> Article:
    """Not stored yet. What was not public there is a draft here, without an address."""
    title = headline(item.title, item.body, origin.foreign_id)
    lead = lead_of(item, around)
    story = Article(
        headline=cut(title, LONGEST_HEADLINE),
        standfirst=cut(inline(item.excerpt), LONGEST_STANDFIRST),
        body=html,
        section_id=section,
        lead_image_id=lead.image if lead else None,
        lead_caption=cut(inline(item.meta.get("lead_caption", "")), LONGEST_STANDFIRST),
        seo_title=cut(_first(item, _SEO_TITLES, title), LONGEST_SEO_TITLE),
        seo_description=cut(_first(item, _SEO_WORDS, title), LONGEST_SEO_WORDS),
        comments=Article.Comments.OPEN if item.comments_open else Article.Comments.CLOSED,
        language=_language(moving),
        slug=origin.path.strip("/").rpartition("/")[2],
        status=Article.Status.DRAFT,
    )
    if origin.public:
        story.status = Article.Status.PUBLISHED
        story.published_at = moment(item.date, item.date_gmt, moving.zone)
        story.path = origin.path
    elif item.status == "pending":
        story.status = Article.Status.REVIEW
    return story


def lead_of(item: Item, around: Surroundings) -> Attached | None:
    """By its number, or by its address where the old site had no numbers."""
    if found := around.by_id.get(item.meta.get("_thumbnail_id", "")):
        return found
    address = item.meta.get("lead_url", "")
    found = around.by_key.get(file_key(address)) if address else None
    if found and found.image and (alt := inline(item.meta.get("lead_alt", ""))):
        around.findings.alts.setdefault(found.image, alt)
    return found


def _first(item: Item, keys: tuple, title: str) -> str:
    return next((words for key in keys if (words := for_search(item.meta.get(key, ""), title))), "")


def _language(moving: Moving) -> str:
    """Empty where it is the paper's own."""
    spoken = moving.site.language.partition("-")[0].lower()[:10]
    own = settings.LANGUAGE_CODE.partition("-")[0]
    return spoken if spoken.isalpha() and spoken != own else ""


def notes_of(
    item: Item, origin: Origin, made, findings: Findings, moving: Moving, now: datetime
) -> dict:
    """What the receipt says of it."""
    title = headline(item.title, item.body, origin.foreign_id)
    notes: dict = {"title": title[:200], "link": item.link[:600]}
    if not origin.public:
        notes["held_back"] = why_not_public(
            item, moment(item.date, item.date_gmt, moving.zone), now
        )
    if len(title) > LONGEST_HEADLINE or len(inline(item.excerpt)) > LONGEST_STANDFIRST:
        notes["shortened"] = True
    if not inline(item.title):
        notes["untitled"] = True
    if isinstance(made, Article):
        categories = {term.slug for term in item.terms if term.taxonomy == "category"}
        if len(categories) > 1:
            notes["sections"] = len(categories)
        if not made.standfirst:
            notes["no_standfirst"] = True
        if not item.creator and not any(term.taxonomy == "author" for term in item.terms):
            notes["unsigned"] = True
        lead = item.meta.get("lead_url") or item.meta.get("_thumbnail_id", "")
        if lead and not made.lead_image_id:
            findings.pictures_missing.insert(0, lead if "/" in lead else f"attachment {lead}")
    elif item.meta.get("_thumbnail_id") or item.meta.get("lead_url"):
        notes["no_lead_on_pages"] = True
    for name, found in (("shortcodes", findings.shortcodes), ("blocks", findings.blocks)):
        if found:
            notes[name] = dict(found.most_common(KEPT_EXAMPLES))
    if findings.examples:
        notes["examples"] = dict(list(findings.examples.items())[:KEPT_EXAMPLES])
    if findings.length:
        notes["length"] = findings.length
    for name in ("pictures_missing", "documents_missing", "links_lost"):
        if found := list(dict.fromkeys(getattr(findings, name))):
            notes[name] = [len(found), found[:KEPT_EXAMPLES]]
    return notes
