"""What the pages that list stories share."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

STORIES_PER_PAGE = 15


def page_of(request: HttpRequest, stories, per_page: int = STORIES_PER_PAGE) -> Page:
    """The page the address asks for; a page that does not exist is a 404, not another page."""
    paginator = Paginator(stories, per_page)
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404(_("There is no such page."))
    if not 1 <= int(number) <= paginator.num_pages:
        raise Http404(_("There is no such page."))
    return paginator.page(int(number))
