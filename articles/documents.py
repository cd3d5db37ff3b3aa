"""Documents and what links to them: which readers may have, and which a text names.

A link in a text is an ordinary one, to the document's own address. Stories keep a list of what
theirs lead to; pages are few, and their texts are asked.
"""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from articles.document_links import DOCUMENTS, document_ids
from articles.models import Article, Document, PlannedChange
from newsroom.site.models import Page


def public() -> QuerySet[Document]:
    """Those readers may have now: open, or linked from a story they see or from a page.

    Nothing runs when a story's time comes or when it is withdrawn: this asks each time.
    """
    told = Article.objects.published().filter(body_documents=OuterRef("pk"))
    pages = Page.objects.filter(_names(Cast(OuterRef("pk"), TextField())))
    return Document.objects.filter(Q(open=True) | Exists(told) | Exists(pages))


def within(*texts: str) -> dict[int, Document]:
    """By number, those the texts link to; one question, and none where there is no such link."""
    wanted = {number for html in texts for number in document_ids(html)}
    return Document.objects.in_bulk(wanted) if wanted else {}


def before_readers(document: Document) -> bool:
    """Also where the story's time is still to come."""
    live = document.in_bodies.filter(status=Article.Status.PUBLISHED)
    return document.open or live.exists() or linking_pages(document).exists()


def linking_pages(document: Document) -> QuerySet[Page]:
    return Page.objects.filter(_names(_text(str(document.pk))))


def linking_changes(document: Document) -> list[PlannedChange]:
    """Texts that are to appear; the story as it is now may not link to it yet. They are few."""
    waiting = PlannedChange.objects.filter(state__in=PlannedChange.OPEN)
    return [
        change
        for change in waiting.select_related("article", "revision")
        if document.pk in document_ids(change.revision.snapshot.get("body") or "")
    ]


def is_linked(document: Document) -> bool:
    return (
        document.in_bodies.exists()
        or linking_pages(document).exists()
        or bool(linking_changes(document))
    )


def _names(number) -> Q:
    """That a text links to the document of this number, by its path or by its whole address."""
    path, whole = (
        Q(body__contains=Concat(_text(f'href="{start}{DOCUMENTS}'), number, _text("/")))
        for start in ("", settings.SITE_URL)
    )
    return path | whole


def _text(words: str) -> Value:
    return Value(words, output_field=TextField())
