"""What came from which site, so that nothing comes twice and every address leads on."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A site that moved in. Its ids and addresses are its own: two sites never meet."""

    class Program(models.TextChoices):
        WORDPRESS = "wordpress", "WordPress"
        GHOST = "ghost", "Ghost"

    # Host and path without scheme, `www.` and last slash: harbour.example, harbour.example/blog.
    key = models.CharField(max_length=200, unique=True)
    program = models.CharField(max_length=10, choices=Program)
    title = models.CharField(max_length=200, blank=True)
    base = models.URLField(max_length=300, help_text=_("The site's own address."))
    # Every name the site answered under, in small letters, without `www.`
    hosts = ArrayField(models.CharField(max_length=253), default=list)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("former site")
        verbose_name_plural = _("former sites")
        indexes = [GinIndex(fields=["hosts"], name="sources_by_host")]

    def __str__(self):
        return self.title or self.key


class Move(models.Model):
    """One import: what was asked, how far it is, and what came of it.

    One that was asked for in the desk keeps its file until it is over.
    """

    class State(models.TextChoices):
        TRYING = "trying", _("being tried")
        TRIED = "tried", _("tried, nothing taken in yet")
        RUNNING = "running", _("being taken in")
        DONE = "done", _("taken in")
        STOPPED = "stopped", _("stopped")

    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="moves")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    file = models.FileField(_("file"), upload_to="moving/", blank=True)
    file_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    program = models.CharField(max_length=10, choices=Source.Program, blank=True)
    site = models.CharField(_("address of the old site"), max_length=200, blank=True)
    fetch = models.BooleanField(_("fetch the pictures"), default=False)
    items = models.PositiveIntegerField(_("items"), default=0)
    items_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["-begun_at", "-pk"]
        permissions = [("move_sites", "Can move sites in")]

    def __str__(self):
        return str(self.source or self.site or self.file_name)


class Origin(models.Model):
    """One thing of a former site, and what became of it here.

    `version` is our story's version when it was last written from there: a story with another
    one was changed by an editor since. Rows of things that were left out say why.
    """

    class Outcome(models.TextChoices):
        PLANNED = "planned", _("to be taken in")
        STORY = "story", _("a story")
        PAGE = "page", _("a page")
        PICTURE = "picture", _("a picture")
        DOCUMENT = "document", _("a document")
        SECTION = "section", _("a section")
        TAG = "tag", _("a tag")
        AUTHOR = "author", _("an author")
        COMMENT = "comment", _("a comment")
        SKIPPED = "skipped", _("left out")

    source = models.ForeignKey(Source, models.CASCADE, related_name="origins")
    kind = models.CharField(max_length=20)  # as the old site calls it: post, page, attachment…
    foreign_id = models.CharField(max_length=190)
    # Exports hold different things under one id: the first is 0.
    twin = models.PositiveIntegerField(default=0)
    # What it is, apart from its text: another with the same is the same thing once more.
    identity = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=40, blank=True)  # of all that was read of it
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PLANNED)
    reason = models.CharField(max_length=30, blank=True)
    object_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    parent = models.CharField(max_length=190, blank=True)  # the id of what it hung on there
    # What readers of the old site could see; only that has old addresses.
    public = models.BooleanField(default=False)
    path = models.CharField(max_length=300, blank=True)  # its place here
    file_key = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    # The last import that saw it, and where in its files.
    move = models.ForeignKey(Move, models.SET_NULL, null=True, related_name="origins")
    position = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("thing of a former site")
        verbose_name_plural = _("things of former sites")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "foreign_id", "twin"], name="one_origin_a_thing"
            )
        ]
        indexes = [
            models.Index(fields=["move", "position"], name="origins_of_move"),
            models.Index(
                fields=["source", "file_key"], name="origins_by_file", condition=~Q(file_key="")
            ),
            models.Index(
                fields=["source", "parent"], name="origins_by_parent", condition=~Q(parent="")
            ),
            models.Index(fields=["path"], name="origins_by_path", condition=~Q(path="")),
            models.Index(fields=["outcome", "object_id"], name="origins_by_object"),
        ]

    def __str__(self):
        return f"{self.source_id} {self.kind} {self.foreign_id}"


class OldAddress(models.Model):
    """A path of a former site, below its own host, and what stood there."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="addresses")
    # Without the last slash, percent signs and capitals resolved.
    path = models.CharField(max_length=600)
    origin = models.ForeignKey(Origin, models.CASCADE, related_name="addresses")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.UniqueConstraint(fields=["source", "path"], name="one_thing_an_old_address")
        ]

    def __str__(self):
        return self.path


class Departure(models.Model):
    """One export that was asked for in the desk. Its file is kept for a day, under a name nobody
    can guess and where no address leads; whoever may is handed it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being written")
        READY = "ready", _("ready")
        STOPPED = "stopped", _("stopped")
        GONE = "gone", _("thrown away")

    class Form(models.TextChoices):
        WHOLE = "whole", _("everything, to stand up again elsewhere")
        WORDPRESS = "wordpress", _("stories, pages and comments for WordPress")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.CharField(_("what"), max_length=10, choices=Form, default=Form.WHOLE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    file = models.FileField(_("file"), upload_to="leaving/", blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    why = models.CharField(_("why not"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("moving out")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        permissions = [("take_all_out", "Can take everything out, with all that is personal")]

    def __str__(self):
        return str(self.get_form_display())
