"""Pages of a former site that its readers could see, as pages of this one."""

from newsroom.moving.actions.asking import Moving
from newsroom.moving.items import Item
from newsroom.moving.models import Origin
from newsroom.moving.texts import cut, headline, inline
from newsroom.site.models import Page


def make_page(item: Item, origin: Origin, html: str) -> Page:
    page = Page(slug=origin.path.strip("/"))
    return _write(page, item, origin, html)


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
