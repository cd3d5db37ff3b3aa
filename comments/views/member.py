"""All that a member said on one page, for those who want such a page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Page
from articles import metadata
from articles.views.pages import page_of
from comments.members import members_with_page, said_by
from comments.threads import COMMENTS_PER_PAGE
from newsroom.public import public_page


@require_safe
@public_page
def member(request, key):
    """One who wants no page and one who does not exist are the same to whoever asks."""
    person = get_object_or_404(members_with_page(), page_key=key)
    page = page_of(request, said_by(person), COMMENTS_PER_PAGE)
    number = f"?page={page.number}" if page.number > 1 else ""
    listed = person.page == Page.LISTED and not person.is_stopped and page.paginator.count > 0
    context = {
        "person": person,
        "page": page,
        "listed": listed,
        "canonical": metadata.absolute(f"{request.path}{number}"),
    }
    return render(request, "comments/member.html", context)
