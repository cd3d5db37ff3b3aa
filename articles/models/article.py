"""The story, and the one rule that says who may see it."""

import math
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.author import Byline
from articles.models.image import Image, Rendition, cleared
from articles.models.section import Access
from articles.models.tag import TaggedArticle
from articles.models.words import PublicWords

WORDS_A_MINUTE = 230
LONG_READ_WORDS = 900


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """What a reader may see now, or at another moment. A future published_at means scheduled.

        The clock is the database's, so it is one clock for every process.
        """
        return self.filter(status=Article.Status.PUBLISHED, published_at__lte=at or Now())

    def unfinished(self):
        """Still being written or read; nobody decided yet that readers get it."""
        return self.filter(status__in=Article.UNFINISHED)

    def claimable(self):
        """Unfinished, and nobody has it."""
        return self.unfinished().filter(assignee=None)

    def overdue(self):
        return self.unfinished().filter(due_at__lt=Now())

    def scheduled(self):
        return self.filter(status=Article.Status.PUBLISHED, published_at__gt=Now())

    def not_sensitive(self):
        """Stories that may stand in Popular, in Related and beside advertising."""
        return self.filter(sensitive=False)

    def pictured(self, at=None):
        """Those whose lead picture readers are shown."""
        return self.filter(cleared(at, "lead_image__"), lead_image__isnull=False)

    def saying_if_pictured(self, at=None):
        """Each with `has_picture`: whether readers are shown its lead picture."""
        shown = Image.objects.cleared(at).filter(pk=models.OuterRef("lead_image"))
        return self.annotate(has_picture=models.Exists(shown))

    def in_section(self, section):
        """Stories of a section and its parts, by primary or further section."""
        within = Q(section=section) | Q(section__parent=section)
        further = Article.further_sections.through.objects.filter(
            Q(section=section) | Q(section__parent=section), article=models.OuterRef("pk")
        )
        return self.filter(within | models.Exists(further))

    def by_author(self, author):
        return self.filter(
            models.Exists(Byline.objects.filter(article=models.OuterRef("pk"), author=author))
        )

    def tagged(self, tag):
        return self.filter(
            models.Exists(
                TaggedArticle.objects.filter(content_object=models.OuterRef("pk"), tag=tag)
            )
        )

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def for_cards(self):
        """All that a teaser touches, in a number of queries that does not grow."""
        sizes = Prefetch("lead_image__renditions", Rendition.objects.of_cards())
        return self._with_company(sizes).defer("body", "search")

    def for_reading(self):
        """All that the story's own page touches, its text and every size of its picture too."""
        return self._with_company("lead_image__renditions").defer("search")

    def _with_company(self, sizes):
        return self.select_related("section__parent", "lead_image").prefetch_related(
            sizes,
            "further_sections__parent",
            Prefetch("bylines", Byline.objects.select_related("author")),
        )


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        READY = "ready", _("Ready")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # What writers still change, and what is not yet on its way to readers.
    WITH_WRITERS = (Status.DRAFT, Status.REVIEW)
    UNFINISHED = (*WITH_WRITERS, Status.READY)

    class Kind(models.TextChoices):
        STORY = "story", _("story")
        OPINION = "opinion", _("opinion")
        EXPLAINER = "explainer", _("explainer")
        LIVE = "live", _("live")

    class Comments(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        PREMODERATED = "premoderated", _("open, each comment is read first")

    class Contents(models.TextChoices):
        AUTO = "auto", _("when there are three headings or more")
        ON = "on", _("always")
        OFF = "off", _("never")

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STORY)
    headline = models.CharField(_("headline"), max_length=200)
    standfirst = models.TextField(_("standfirst"), max_length=400, blank=True)
    slug = models.SlugField(_("slug"), max_length=100, blank=True)
    label = models.CharField(_("label"), max_length=40, blank=True)
    body = models.TextField(_("text"), blank=True)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    contents = models.CharField(
        _("contents box"), max_length=4, choices=Contents, default=Contents.AUTO
    )

    lead_image = models.ForeignKey(
        "articles.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lead_of",
        verbose_name=_("lead picture"),
    )
    lead_caption = models.CharField(_("caption"), max_length=400, blank=True)
    lead_credit = models.CharField(_("credit"), max_length=160, blank=True)
    body_images = models.ManyToManyField("articles.Image", related_name="in_bodies", editable=False)
    body_documents = models.ManyToManyField(
        "articles.Document", related_name="in_bodies", editable=False
    )

    section = models.ForeignKey(
        "articles.Section", models.PROTECT, related_name="stories", verbose_name=_("section")
    )
    further_sections = models.ManyToManyField(
        "articles.Section",
        blank=True,
        related_name="further_stories",
        verbose_name=_("further sections"),
    )
    authors = models.ManyToManyField(
        "articles.Author", through="articles.Byline", related_name="stories"
    )
    tags = TaggableManager(_("tags"), blank=True, through=TaggedArticle)
    byline_text = models.CharField(
        _("wording of the byline"),
        max_length=200,
        blank=True,
        help_text=_("{1} is the first name, {2} the second: Reported by {1}, translated by {2}"),
    )
    related_picks = models.ManyToManyField(
        "self",
        through="articles.RelatedPick",
        through_fields=("article", "story"),
        blank=True,
        symmetrical=False,
        verbose_name=_("related stories"),
    )
    related_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    front_title = models.CharField(_("title on the front page"), max_length=120, blank=True)
    seo_title = models.CharField(_("title for search"), max_length=120, blank=True)
    seo_description = models.CharField(_("description for search"), max_length=200, blank=True)
    social_title = models.CharField(_("title when shared"), max_length=120, blank=True)
    email_title = models.CharField(_("subject in email"), max_length=120, blank=True)

    comments = models.CharField(
        _("comments"), max_length=12, choices=Comments, default=Comments.OPEN
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Keeps the story out of Popular and Related, and advertising away from it."),
    )
    advertising = models.BooleanField(
        _("advertising"),
        default=True,
        help_text=_("Off, no advertisement stands on the story's page."),
    )
    access = models.CharField(
        _("who may read on"),
        max_length=8,
        choices=Access,
        blank=True,
        help_text=_("Empty: as the section says. Counts while the wall is up."),
    )
    public_safety = models.BooleanField(
        _("public safety"),
        default=False,
        help_text=_("Open to everybody to its end, whatever the wall says."),
    )
    # Breaking news is open to everybody for as long as it is breaking.
    open_from = models.DateTimeField(null=True, editable=False)
    open_until = models.DateTimeField(null=True, editable=False)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("The rules let the story go out at this time, not before."),
    )
    event_date = models.DateField(_("day of the event"), null=True, blank=True)
    event_place = models.CharField(_("place of the event"), max_length=120, blank=True)

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("last updated"), null=True, blank=True, editable=False)
    path = models.CharField(max_length=160, unique=True, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False
    )
    # Who has it now and until when; written by articles.actions.assigning alone.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="assigned_stories",
        verbose_name=_("assigned to"),
    )
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-saved_at"]
        permissions = [
            ("publish_article", _("Can publish, schedule and withdraw stories")),
            ("edit_others_article", _("Can edit stories of others, and published ones")),
            ("pass_article", _("Can mark stories as ready and return them to the writer")),
            ("assign_article", _("Can assign stories to others and say when they are due")),
            ("backdate_article", _("Can change the date of first publication")),
            ("override_gate", _("Can pass over release rules, with a reason")),
            ("sign_off_legal", _("Can sign off stories for the law")),
        ]
        constraints = [
            models.CheckConstraint(
                name="published_article_has_date_and_path",
                condition=~Q(status="published")
                | Q(published_at__isnull=False, path__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="stories_newest_first"),
            models.Index(
                fields=["section", "-published_at"],
                name="stories_of_section",
                condition=Q(status="published"),
            ),
            models.Index(
                fields=["assignee", "due_at"],
                name="stories_in_hand",
                condition=Q(status__in=("draft", "review", "ready")),
            ),
            GinIndex(fields=["search"], name="stories_search"),
            GinIndex(PublicWords("search"), name="stories_public_words"),
            GinIndex(fields=["related_ids"], name="stories_under_others"),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        return self.path or ""

    @property
    def is_overdue(self) -> bool:
        late = self.due_at is not None and self.due_at < timezone.now()
        return late and self.status in self.UNFINISHED

    @property
    def news_key(self) -> str:
        """What the news of its appearing is called among notifications."""
        return f"story:{self.pk}"

    def compose_path(self, when) -> str:
        """The address is the local day of first publication and the slug."""
        day = when.astimezone(ZoneInfo(settings.TIME_ZONE))
        return f"/{day:%Y/%m/%d}/{self.slug}/"

    @property
    def byline_authors(self) -> list:
        return [byline.author for byline in self.bylines.all()]

    @property
    def all_sections(self) -> list:
        """Primary first, then the further ones, none twice, none hidden."""
        further = [s for s in self.further_sections.all() if s.pk != self.section_id]
        return [s for s in [self.section, *further] if not s.is_hidden]

    @property
    def title_on_front(self) -> str:
        return self.front_title or self.headline

    @property
    def title_for_search(self) -> str:
        return self.seo_title or self.headline

    @property
    def title_when_shared(self) -> str:
        return self.social_title or self.headline

    @property
    def title_in_email(self) -> str:
        return self.email_title or self.title_when_shared

    @property
    def description(self) -> str:
        return self.seo_description or self.standfirst

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.word_count / WORDS_A_MINUTE))

    @property
    def lead_picture(self) -> Image | None:
        """The lead picture, for as long as readers may be shown it."""
        return self.lead_image if self.lead_image and self.lead_image.is_cleared else None

    @property
    def caption(self) -> str:
        return self.lead_caption or (self.lead_image.caption if self.lead_image else "")

    @property
    def credit(self) -> str:
        return self.lead_credit or (self.lead_image.credit if self.lead_image else "")
