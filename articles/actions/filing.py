"""Documents in: judged, stored under a name nobody can guess; replaced, and thrown away."""

import hashlib
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from articles import documents
from articles.document_kinds import KINDS, judged
from articles.models import Document
from newsroom.kit.slugs import slugify

OF_A_FILE = ["file", "original_name", "media_type", "size", "digest"]
LONGEST_NAME = 80


def store_document(upload, *, by: User | None, title: str = "", is_open: bool = False) -> Document:
    """Store an uploaded file. Without a title it is called as the file is.

    Raises ValidationError in words when the file is of no kind we hand to readers.
    """
    document = Document(open=is_open, uploaded_by=by)
    ending = _take_in(document, upload)
    stem = PurePath(document.original_name).stem
    document.title = (title.strip() or " ".join(stem.replace("_", " ").split()))[:200]
    document.title = document.title or ending.upper()
    slug = slugify(stem, max_length=LONGEST_NAME) or slugify(title, max_length=LONGEST_NAME)
    document.name = f"{slug or 'document'}.{ending}"
    document.save()
    return document


def replace_document(document: Document, upload, *, by: User) -> Document:
    """Another file under the same address: title and links stay. The former file goes.

    Raises ValidationError in words, also when the file is of another kind than the address says.
    """
    former = document.file.name
    _take_in(document, upload, kept=PurePath(document.name).suffix.removeprefix("."))
    with transaction.atomic():
        document.save(update_fields=OF_A_FILE)
        transaction.on_commit(lambda: document.file.storage.delete(former))
    return document


def throw_away(document: Document, *, by: User) -> None:
    """Raises ValidationError while anything links to it."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        if documents.is_linked(document):
            raise ValidationError(_("Something links to this document. Take the links out first."))
        former, storage = document.file.name, document.file.storage
        document.delete()
        transaction.on_commit(lambda: storage.delete(former))


def _take_in(document: Document, upload, kept: str = "") -> str:
    """Store the file beside those that are there, and what is known of it on the row."""
    _check_size(upload.size)
    name = "".join(filter(str.isprintable, getattr(upload, "name", "") or ""))
    name = PurePath(name.replace("\\", "/")).name[-200:]
    ending = judged(upload, name)
    if kept and KINDS[kept].media_type != KINDS[ending].media_type:
        words = _("The address of this document ends in .%(kept)s, and the file is .%(other)s. "
                  "Add it as a document of its own.")  # fmt: skip
        raise ValidationError(words % {"kept": kept, "other": ending})
    document.original_name = name
    document.media_type = KINDS[ending].media_type
    document.size = upload.size
    document.digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    document.file.save(f"{uuid.uuid4().hex}.{ending}", File(upload), save=False)
    return ending


def _check_size(size: int) -> None:
    if size > settings.LARGEST_DOCUMENT:
        largest = filesizeformat(settings.LARGEST_DOCUMENT)
        raise ValidationError(_("The file is larger than %s. Make it smaller.") % largest)
    if not size:
        raise ValidationError(_("The file is empty. Choose another."))
