"""Tags under other names: old addresses keep leading somewhere, search learns the new words."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import tasks
from articles.models import Article, Tag, TagFormerSlug, TaggedArticle
from newsroom.kit.slugs import slugify

BATCH = 200


@transaction.atomic
def rename_tag(tag: Tag, *, name: str, slug: str = "") -> Tag:
    """Give a tag another name and address; the old address leads to the new one for good."""
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    former_name, former_slug = tag.name, tag.slug
    tag.name, tag.slug = name.strip(), slug or slugify(name) or former_slug
    check_tag(tag)
    tag.save()
    if tag.slug != former_slug:
        TagFormerSlug.objects.filter(slug=tag.slug, tag=tag).delete()  # back to a former one
        TagFormerSlug.objects.update_or_create(slug=former_slug, defaults={"tag": tag})
    if tag.name != former_name:
        reindex(Article.objects.tagged(tag))
    return tag


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag) -> Tag:
    """Make the stories of `tag` stories of `into`; the address of `tag` leads there."""
    if tag.pk == into.pk:
        raise ValidationError(_("A tag cannot be merged into itself."))
    moved = list(Article.objects.tagged(tag).values_list("pk", flat=True))
    has_it = TaggedArticle.objects.filter(tag=into).values("content_object")
    TaggedArticle.objects.filter(tag=tag).exclude(content_object__in=has_it).update(tag=into)
    former = tag.slug
    TagFormerSlug.objects.filter(tag=tag).update(tag=into)
    tag.delete()
    TagFormerSlug.objects.update_or_create(slug=former, defaults={"tag": into})
    reindex(Article.objects.filter(pk__in=moved))
    _relate(Article.objects.filter(pk__in=moved))
    return into


@transaction.atomic
def delete_tag(tag: Tag) -> None:
    """Take a tag away; its stories are no longer found by it."""
    stories = list(Article.objects.tagged(tag).values_list("pk", flat=True))
    tag.delete()
    reindex(Article.objects.filter(pk__in=stories))
    _relate(Article.objects.filter(pk__in=stories))


def check_tag(tag: Tag) -> None:
    """Raise ValidationError in words when another tag has the name or the address."""
    others = Tag.objects.exclude(pk=tag.pk)
    if others.filter(name__iexact=tag.name).exists():
        raise ValidationError({"name": _("Another tag has this name. Merge the two instead.")})
    taken = others.filter(slug=tag.slug).exists()
    if taken or TagFormerSlug.objects.exclude(tag=tag.pk).filter(slug=tag.slug).exists():
        raise ValidationError({"slug": _("Another tag has this address, or had it.")})


def reindex(stories) -> None:
    """Queue the search rows of these stories, a few hundred a job."""
    ids = list(stories.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        tasks.reindex_stories.defer(article_ids=ids[start : start + BATCH])


def _relate(stories) -> None:
    """Queue the company of the newest of these anew; the older have theirs for good."""
    ids = list(stories.published().newest_first().values_list("pk", flat=True)[:BATCH])
    if ids:
        tasks.relate_stories.defer(article_ids=ids)
