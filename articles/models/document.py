"""Files a story hands to its readers: reports, tables, recordings."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from articles.document_kinds import BY_MEDIA_TYPE, Group, ending_of

KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another
KEY_LENGTH = 12  # 60 bits


def new_key() -> str:
    return get_random_string(KEY_LENGTH, KEY_LETTERS)


class Document(models.Model):
    """An upload, judged by its content. Its address stays when the file is replaced."""

    file = models.FileField(_("file"), upload_to="documents/%Y/%m/", editable=False)
    title = models.CharField(_("title"), max_length=200)
    # In its address, which nobody finds by counting: what is linked only behind the wall is for
    # those who may read there.
    key = models.CharField(max_length=16, default=new_key, editable=False)
    # The last part of its address, which never changes.
    name = models.CharField(max_length=120, editable=False)
    original_name = models.CharField(
        _("name of the file"), max_length=200, blank=True, editable=False
    )
    media_type = models.CharField(max_length=100, editable=False, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False)
    digest = models.CharField(max_length=64, editable=False)
    open = models.BooleanField(
        _("open"),
        default=False,
        help_text=_(
            "Whoever has its address gets it. Otherwise only while a story or page that readers "
            "see links to it."
        ),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("change_public_document", _("Can change documents that readers see"))]
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        return reverse("articles:document", args=[self.pk, self.key, self.name])

    @property
    def kind(self) -> str:
        """As it is written behind its name: PDF."""
        return ending_of(self.name).upper()

    @property
    def group(self) -> str:
        found = BY_MEDIA_TYPE.get(self.media_type)
        return found.group if found else Group.ARCHIVE
