"""The issues of a newsletter, for everybody: the same for all, nothing of any reader in them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.views.pages import page_of
from newsletter import archive
from newsletter.models import Issue, Newsletter
from newsletter.rendering import subject_of
from newsroom.public import public_page

ISSUES_PER_PAGE = 25


@require_safe
@public_page
def issues(request, slug):
    newsletter = get_object_or_404(Newsletter, slug=slug, archived=True, personal=False)
    page = page_of(request, archive.issues(newsletter), ISSUES_PER_PAGE)
    context = {
        "newsletter": newsletter,
        "page": page,
        "entries": archive.entries(page.object_list),
        "noindex": not newsletter.archive_indexed or not page.paginator.count,
    }
    return render(request, "newsletter/issue/list.html", context)


@require_safe
@public_page
def issue(request, slug, edition):
    found = archive.issues(get_object_or_404(Newsletter, slug=slug))
    shown: Issue | None = found.filter(edition=edition).first()
    if shown is None:
        raise Http404
    told = archive.contents(shown)
    stories = [part.story for part in told]
    title = subject_of(shown, stories)
    context = {
        "issue": shown,
        "newsletter": shown.newsletter,
        "title": title,
        "intro": archive.rich(shown.intro),
        "ending": archive.rich(shown.ending),
        "told": told,
        "lead": stories[0] if stories else None,
        "noindex": not shown.newsletter.archive_indexed or not stories,
    }
    return render(request, "newsletter/issue/page.html", context)
