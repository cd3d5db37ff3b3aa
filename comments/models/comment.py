"""What members say under a story."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article

LONGEST_COMMENT = 3000
# Replies are indented this many steps; deeper ones stand flat and say whom they answer.
DEEPEST = 3


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What every reader sees."""
        return self.filter(status=Comment.Status.VISIBLE)

    def with_stubs(self):
        """The visible, and what stands empty in a thread because visible replies hang on it."""
        replies = Comment.objects.visible().filter(root=OuterRef("root"))
        itself = Func(OuterRef("pk"), template="ARRAY[%(expressions)s]")
        replies = replies.filter(Q(ancestors__contains=itself) | Q(parent=OuterRef("pk")))
        return self.filter(Q(status=Comment.Status.VISIBLE) | Q(Exists(replies), answered=True))

    def knowing_their_story(self):
        """With `story_is_there`: the headline of one that was withdrawn is told to nobody."""
        here = Article.objects.published().filter(pk=OuterRef("article"))
        return self.select_related("article").annotate(story_is_there=Exists(here))

    def waiting(self):
        return self.filter(status=Comment.Status.HELD)

    def oldest_first(self):
        return self.order_by("root", "path")

    def newest_first(self):
        """Threads from the newest; within one, as it was said."""
        return self.order_by("-root", "path")

    def most_recommended_first(self):
        first = Comment.objects.filter(pk=OuterRef("root")).values("recommended")
        return self.order_by(Subquery(first).desc(), "root", "path")


class Comment(models.Model):
    class Status(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HELD = "held", _("waits to be read")
        REMOVED = "removed", _("removed")
        WITHDRAWN = "withdrawn", _("withdrawn by the writer")

    class Lane(models.TextChoices):
        """Where it waits: beside those of other newcomers, or with what a rule found wrong."""

        HELD = "held", _("held")
        NEW = "new", _("new members")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="thread")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="comments"
    )
    # Whoever said it at a site that moved in: they have no account here.
    signature = models.CharField(max_length=120, blank=True, default="", db_default="")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    # The comments it stands under, outermost first. From the deepest step on a reply stands beside
    # the comment it answers, so the last of these need not be `parent`.
    ancestors = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    root = models.GeneratedField(
        expression=Coalesce(F("ancestors__0"), F("id")),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    path = models.GeneratedField(
        expression=Func(F("ancestors"), F("id"), function="array_append"),
        output_field=ArrayField(models.BigIntegerField()),
        db_persist=True,
    )
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.VISIBLE)
    posted_at = models.DateTimeField(_("posted"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    # Set with the first reply and never taken back: only such a comment can need a stub.
    answered = models.BooleanField(default=False, db_default=False, editable=False)
    recommended = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    featured = models.BooleanField(
        _("highlighted by the newsroom"), default=False, db_default=False, editable=False
    )
    # Grows with every decision, so that nobody decides about what another has decided meanwhile.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    lane = models.CharField(
        max_length=4, choices=Lane, default=Lane.HELD, db_default="held", editable=False
    )
    open_reports = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # What the rules looked at when it was posted, for rehearsals; and what it is like.
    facts = models.JSONField(default=dict, db_default={}, editable=False)
    shape = ArrayField(models.IntegerField(), default=list, db_default=[], editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-posted_at"]
        permissions = [("moderate_comment", _("Can approve and remove comments"))]
        indexes = [
            models.Index(fields=["article", "posted_at"], name="comments_of_story"),
            models.Index(
                fields=["article", "root", "path"],
                name="comments_of_thread",
                condition=Q(status="visible") | Q(answered=True),
            ),
            models.Index(fields=["root"], name="comments_of_root"),
            models.Index(fields=["author", "posted_at"], name="comments_of_person"),
            models.Index(
                fields=["lane", "posted_at", "id"],
                name="comments_waiting",
                condition=Q(status="held"),
            ),
            models.Index(
                fields=["posted_at", "id"],
                name="comments_reported",
                condition=Q(open_reports__gt=0),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        """Leads to the page on which the comment stands today."""
        return reverse("comments:comment", args=[self.pk])

    @property
    def own_address(self) -> str:
        """Where its writer sees what became of it."""
        return reverse("comments:yours", args=[self.pk])

    @property
    def author_name(self):
        if self.author:
            return self.author.display_name
        return self.signature or _("Former member")

    @property
    def depth(self) -> int:
        return len(self.ancestors)

    @property
    def stands_flat(self) -> bool:
        """Whether it answers another comment than the one it stands under."""
        return self.parent_id is not None and self.parent_id not in self.ancestors[-1:]
