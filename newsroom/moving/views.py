from django.views.decorators.http import require_safe

from articles.views.article import gone
from newsroom.public import public_page


@require_safe
@public_page
def gone_from_former_site(request):
    """410 for what stood at a former site and was not brought along."""
    return gone(request)
