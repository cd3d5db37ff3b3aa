"""The stories published just before and just after one, in its section."""

from django.db.models import Q

from articles.models import Article
from articles.related import paths


def neighbours(article: Article, *, besides: set[int], linked: set[str]) -> tuple:
    """(earlier, later), each None where there is none; one query.

    `besides` are stories that stand on the page already, `linked` the addresses in the text.
    """
    if not article.published_at:
        return None, None
    when = article.published_at
    line = (
        Article.objects.published()
        .filter(section=article.section_id)
        .exclude(pk__in={article.pk, *besides})
        .exclude(path__in=paths(linked))
        .only("headline", "front_title", "path", "language", "published_at")
    )
    before = line.filter(Q(published_at__lt=when) | Q(published_at=when, pk__lt=article.pk))
    after = line.filter(Q(published_at__gt=when) | Q(published_at=when, pk__gt=article.pk))
    nearest = after.order_by("published_at", "pk")[:1]
    # order_by() drops the model's own order, which a union of few columns cannot keep.
    found = before.newest_first()[:1].union(nearest).order_by()
    sides = {(a.published_at, a.pk) > (when, article.pk): a for a in found}
    return sides.get(False), sides.get(True)
