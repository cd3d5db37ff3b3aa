"""Pages of a former site that its readers could see, as pages of this one."""

from newsroom.kit.slugs import unique_slug
from newsroom.moving.actions.asking import Moving
from newsroom.moving.items import Item
from newsroom.moving.models import Origin
from newsroom.moving.texts import cut, headline, inline
from newsroom.site.models import Page, TakenPath


def make_page(item: Item, origin: Origin, html: str) -> Page:
    """At its planned address, or beside it where somebody took that meanwhile."""
    slug = unique_slug(origin.path.strip("/"), _is_taken, max_length=80, fallback="page")
    origin.path = f"/{slug}/"
    return _write(Page(slug=slug), item, origin, html)


def _is_taken(slug: str) -> bool:
    return TakenPath.objects.filter(path=slug).exists()


def renew_page(moving: Moving, item: Item, origin: Origin, html: str) -> tuple[str, Page | None]:
    """What became of it in a word, and the page when it was written anew."""
    page = Page.objects.select_for_update().filter(pk=origin.object_id).first()
    if page is None:
        return "gone here", None
    newest = page.versions.first()
    if newest and newest.number != origin.version and not moving.wishes.overwrite:
        return "edited here", None
    return "changed", _write(page, item, origin, html)


def _write(page: Page, item: Item, origin: Origin, html: str) -> Page:
    page.title = cut(headline(item.title, item.body, origin.foreign_id), 120)
    page.description = cut(inline(item.excerpt), 200)
    page.body = html
    page.save()
    return page
