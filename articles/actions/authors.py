"""Authors under other names: old addresses keep leading somewhere, search learns the new words."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.actions.taxonomy import reindex
from articles.models import Article, Author, AuthorFormerSlug, Byline

# What the author that stays takes over where it has nothing of its own.
TAKEN_OVER = ("role", "bio", "email", "portrait_id")


@transaction.atomic
def rename_author(author: Author) -> Author:
    """Store an author under another name or address; the former address leads to the new one."""
    check_author(author)
    before = Author.objects.select_for_update().get(pk=author.pk)
    author.save()
    if author.slug != before.slug:
        AuthorFormerSlug.objects.filter(slug=author.slug, author=author).delete()  # a former one
        AuthorFormerSlug.objects.update_or_create(slug=before.slug, defaults={"author": author})
    if author.name != before.name:
        reindex(Article.objects.by_author(author))
    return author


@transaction.atomic
def merge_authors(author: Author, *, into: Author) -> Author:
    """Sign the stories of `author` with `into`; the address of `author` leads there."""
    if author.pk == into.pk:
        raise ValidationError(_("An author cannot be merged into itself."))
    author, into = (Author.objects.select_for_update().get(pk=one.pk) for one in (author, into))
    moved = list(Article.objects.by_author(author).values_list("pk", flat=True))
    _sign_with(author, into)
    _take_over(author, into)
    former = author.slug
    AuthorFormerSlug.objects.filter(author=author).update(author=into)
    author.delete()
    AuthorFormerSlug.objects.update_or_create(slug=former, defaults={"author": into})
    reindex(Article.objects.filter(pk__in=moved))
    return into


def check_author(author: Author) -> None:
    """Raise ValidationError in words when another author has the address, or had it."""
    taken = Author.objects.exclude(pk=author.pk).filter(slug=author.slug).exists()
    formers = AuthorFormerSlug.objects.exclude(author=author.pk)
    if taken or formers.filter(slug=author.slug).exists():
        raise ValidationError({"slug": _("Another author has this address, or had it.")})


def _sign_with(author: Author, into: Author) -> None:
    both = Article.objects.by_author(author).by_author(into)
    ids = list(both.values_list("pk", flat=True))
    # Their wording names one person twice now: the names alone are said instead.
    Article.objects.filter(pk__in=ids).exclude(byline_text="").update(byline_text="")
    Byline.objects.filter(author=author, article__in=ids).delete()
    Byline.objects.filter(author=author).update(author=into)


def _take_over(author: Author, into: Author) -> None:
    for name in TAKEN_OVER:
        if not getattr(into, name):
            setattr(into, name, getattr(author, name))
    if author.account_id and not into.account_id:
        into.account_id, author.account = author.account_id, None
        author.save(update_fields=["account"])
    into.save()
    into.beats.add(*author.beats.all())
    author.links.update(author=into)
