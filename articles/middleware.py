"""Old addresses: asked only when nothing answers at one."""

from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import redirect

from articles.models import Article, Redirect
from articles.views.article import gone
from newsroom.public import public_page

# A story that is still to come, or a draft again, has no address to tell.
READERS_MAY_KNOW = (
    Q(article=None)
    | Q(gone=True)
    | Q(article__status=Article.Status.WITHDRAWN)
    | Q(article__status=Article.Status.PUBLISHED, article__published_at__lte=Now())
)


class RedirectMiddleware:
    """Turns a 404 into the way to the present address (301), or into 410 where it is gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        known = Redirect.objects.select_related("article").filter(READERS_MAY_KNOW)
        found = known.filter(old_path=request.path).first()
        return answer(request, found) if found else response


@public_page
def answer(request, found: Redirect):
    story = found.article
    if found.gone or (story and story.status == Article.Status.WITHDRAWN):
        return gone(request)
    return redirect(story.get_absolute_url() if story else found.new_path, permanent=True)
