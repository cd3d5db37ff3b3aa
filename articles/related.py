"""Stories that belong together: the editor's picks, then what is computed off-request.

Shared tags weigh most, then the section, then words in common; age takes away from it.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Extract, Least, Now

from articles import body
from articles.models import Article, RelatedPick
from articles.search import alike, likeness

# More than are shown, because some will stand elsewhere on the page.
KEPT = 16
SHOWN = 5
# From how many of the newest that share a tag, the section, words or nothing they are chosen.
CONSIDERED = 120
# At most as many older stories of each kind are computed anew when one changes.
TOUCHED = 60


def relate(article_id: int) -> None:
    """Store the ids of the closest stories, best first; run as a job, never in a request."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return  # deleted since the job was queued
    # An empty list would make Django leave the whole question unasked.
    tags = list(article.tags.values_list("pk", flat=True)) or [0]
    words = alike(f"{article.headline} {article.standfirst}")
    age_days = Extract(Now() - F("published_at"), "epoch") / 86400.0
    closest = (
        Article.objects.filter(pk__in=_considered(article, tags, words))
        .annotate(
            shared=Count("tags", filter=Q(tags__in=tags), distinct=True),
            near=Case(
                When(section_id=article.section_id, then=Value(1.0)),
                default=Value(0.0),
                output_field=FloatField(),
            ),
            score=F("shared") * 2.0
            + F("near")
            + likeness(words)
            - Least(age_days / 60.0, Value(4.0)),
        )
        .order_by("-score", "-pk")
        .values_list("pk", flat=True)[:KEPT]
    )
    Article.objects.filter(pk=article_id).update(related_ids=list(closest))


def _considered(article: Article, tags: list[int], words) -> set[int]:
    """A bounded number of ids, however large the archive is."""
    linked = paths(body.links(article.body))
    may = (
        _may_stand()
        .exclude(pk=article.pk)
        .exclude(path__in=linked)
        .exclude(former_addresses__old_path__in=linked)
    )
    kinds = [may.filter(tags__in=tags), may.filter(section_id=article.section_id), may]
    if words is not None:
        kinds.append(may.filter(search=words))
    return {pk for kind in kinds for pk in _newest(kind, CONSIDERED)}


def touched_by(article_id: int) -> list[int]:
    """Stories whose list may change with this one: they hold it, or share a tag or the section."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return []
    others = Article.objects.published().exclude(pk=article.pk)
    kinds = [
        others.filter(related_ids__contains=[article.pk]),
        others.filter(tags__in=list(article.tags.values_list("pk", flat=True)) or [0]),
        others.filter(section_id=article.section_id),
    ]
    return list(dict.fromkeys(pk for kind in kinds for pk in _newest(kind, TOUCHED)))


def recent(limit: int) -> list[int]:
    return _newest(Article.objects.published(), limit)


def _newest(stories: QuerySet[Article], limit: int) -> list[int]:
    return list(stories.newest_first().values_list("pk", flat=True).distinct()[:limit])


def _may_stand() -> QuerySet[Article]:
    return Article.objects.published().not_sensitive()


def picks(article: Article) -> list[int]:
    """Ids of the stories an editor chose, in the editor's order."""
    chosen = RelatedPick.objects.filter(article=article)
    return list(chosen.values_list("story_id", flat=True))


def related_to(
    article: Article, *, besides: set[int], linked: set[str], chosen: list[int] | None = None
) -> list[int]:
    """Ids: editor's picks, then the computed; none twice on the page, none linked in the text.

    `besides` are stories that stand on the page already, `linked` the addresses in the text,
    `chosen` the picks where the caller has read them before.
    """
    chosen = picks(article) if chosen is None else chosen
    wanted = [pk for pk in dict.fromkeys([*chosen, *article.related_ids]) if pk not in besides]
    found = dict(_may_stand().filter(pk__in=wanted).values_list("pk", "path"))
    known = {article.path, *paths(linked)}
    return [pk for pk in wanted if pk in found and found[pk] not in known][:SHOWN]


def paths(links: Iterable[str]) -> set[str]:
    """Addresses on this site as bare paths, whatever stood before or after them."""
    own = (link.removeprefix(settings.SITE_URL) for link in links)
    return {link.partition("#")[0].partition("?")[0] for link in own}
