"""Stories that belong together: shared tags weigh most, then the section, then age."""

from django.db.models import Case, Count, F, FloatField, Q, Value, When
from django.db.models.functions import Extract, Now

from articles.models import Article

KEPT = 12
SHOWN = 5


def relate(article_id: int) -> None:
    """Store the ids of the closest stories, best first; run as a job, never in a request."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return  # deleted since the job was queued
    # An empty list would make Django leave the whole question unasked.
    tags = list(article.tags.values_list("pk", flat=True)) or [0]
    age_days = Extract(Now() - F("published_at"), "epoch") / 86400.0
    near = (
        Article.objects.published()
        .not_sensitive()
        .exclude(pk=article.pk)
        .annotate(
            shared=Count("tags", filter=Q(tags__in=tags), distinct=True),
            near=Case(
                When(section_id=article.section_id, then=Value(1.0)),
                default=Value(0.0),
                output_field=FloatField(),
            ),
            score=F("shared") * 2.0 + F("near") - age_days / 60.0,
        )
        .order_by("-score", "-pk")
        .values_list("pk", flat=True)[:KEPT]
    )
    Article.objects.filter(pk=article_id).update(related_ids=list(near))


def related_to(article: Article, *, besides: set[int], linked: set[str]) -> list[Article]:
    """Editor's picks, then the computed; none twice on the page, none linked in the text."""
    picks = list(article.related_picks.values_list("pk", flat=True))
    wanted = [pk for pk in dict.fromkeys([*picks, *article.related_ids]) if pk not in besides]
    found = Article.objects.published().not_sensitive().filter(pk__in=wanted).for_cards().in_bulk()
    stories = [found[pk] for pk in wanted if pk in found and pk != article.pk]
    return [story for story in stories if story.path not in linked][:SHOWN]
