"""The list of stories: what is where, and the steps that may be taken with several at once.

Every step goes through articles.actions.publishing, story by story: what it refuses is said in
words, and what it does is in the log.
"""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Now
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import being_written, gate, policy
from articles.actions import publishing
from articles.admin.states import state_of
from articles.admin.story_work import WorkInList, due, in_hand
from articles.models import Article, Author, Byline, HourlyViews, Section
from newsroom.kit.times import moment

Status = Article.Status
SHOWN_TO_READERS = [Status.PUBLISHED, Status.WITHDRAWN]


class Words(admin.SimpleListFilter):
    """A filter whose choices stand in a row as words."""

    template = "admin/filter_words.html"
    all_label = gettext_lazy("All")

    def choices(self, changelist):
        for choice in super().choices(changelist):
            if choice["display"] == _("All"):
                choice["display"] = self.all_label
            yield choice


class StateFilter(Words):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Drafts")),
            ("review", _("In review")),
            ("ready", _("Ready")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "scheduled":
                return queryset.scheduled()
            case "published":
                return queryset.published()
            case "draft" | "review" | "ready" | "withdrawn" as status:
                return queryset.filter(status=status)
        return queryset


class WhoseFilter(Words):
    title = gettext_lazy("whose")
    parameter_name = "whose"
    all_label = gettext_lazy("Everyone’s")

    def lookups(self, request, model_admin):
        lookups = [("mine", _("Mine"))]
        if policy.waiting_for(request.user):
            lookups.append(("waiting", _("Waiting for me")))
        return [*lookups, ("nobody", _("Nobody’s")), ("overdue", _("Overdue"))]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                me = request.user
                own = Byline.objects.filter(article=OuterRef("pk"), author__account=me)
                return queryset.filter(Q(created_by=me) | Q(assignee=me) | Exists(own))
            case "waiting":
                return queryset.filter(status__in=policy.waiting_for(request.user))
            case "nobody":
                return queryset.claimable()
            case "overdue":
                return queryset.overdue()
        return queryset


class SectionFilter(admin.SimpleListFilter):
    title = gettext_lazy("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        sections = Section.objects.select_related("parent").order_by("path")
        return [(s.pk, f"{s.parent} › {s}" if s.parent else str(s)) for s in sections]

    def queryset(self, request, queryset):
        chosen = Section.objects.filter(pk=self.value()).first() if _number(self.value()) else None
        return queryset.in_section(chosen) if chosen else queryset


class BylineFilter(admin.SimpleListFilter):
    title = gettext_lazy("bylines")
    parameter_name = "author"

    def lookups(self, request, model_admin):
        return list(Author.objects.values_list("pk", "name"))

    def queryset(self, request, queryset):
        return queryset.by_author(self.value()) if _number(self.value()) else queryset


def _number(value: str | None) -> bool:
    return bool(value) and value.isdecimal()


class StoryChangeList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        """Called once for the list and once more for an action: the root stays as it was."""
        plain, self.root_queryset = self.root_queryset, as_lines(self.root_queryset)
        try:
            stories = super().get_queryset(request, exclude_parameters)
            return being_written.with_writers(stories, but=request.user)
        finally:
            self.root_queryset = plain

    def _get_default_ordering(self):
        return ["-moment"]


def as_lines(stories):
    """With all that a line of the list touches, in a number of queries that does not grow."""
    views = HourlyViews.objects.filter(article=OuterRef("pk")).order_by().values("article")
    return (
        stories.annotate(
            views=Coalesce(Subquery(views.annotate(sum=Sum("count")).values("sum")), 0),
            moment=Case(
                When(status__in=SHOWN_TO_READERS, then=F("published_at")), default=F("saved_at")
            ),
            waits=ExpressionWrapper(Q(published_at__gt=Now()), BooleanField()),
        )
        .select_related("section", "assignee")
        .prefetch_related(Prefetch("bylines", Byline.objects.select_related("author")))
        .defer("body", "search")
    )


class StoryList(WorkInList):
    """What ModelAdmin for stories is as a list; the form is somebody else's work."""

    list_display = ["state", "head", "place", "by", "when", "seen"]
    list_display_links = ["head"]
    list_filter = [StateFilter, WhoseFilter, SectionFilter, BylineFilter]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline", "standfirst", "authors__name"]
    search_help_text = gettext_lazy("Headline, standfirst or name")
    actions = [
        "submit_chosen", "ready_chosen", "publish_chosen", "withdraw_chosen", "claim_chosen",
        "assign_chosen",
    ]  # fmt: skip
    actions_on_top, actions_on_bottom = False, True
    empty_value_display = ""
    view_on_site = False

    def get_changelist(self, request, **kwargs):
        return StoryChangeList

    # Who may -------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        return policy.may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        """Stories are withdrawn; their address then says so."""
        return False

    def has_pass_permission(self, request):
        return policy.may_pass(request.user)

    def has_publish_permission(self, request):
        return policy.may_publish(request.user)

    # What is shown -------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, article):
        kind, word = state_of(article, waits=article.waits)
        return format_html('<span class="st st-{}">{}</span>', kind, word)

    @admin.display(description=gettext_lazy("headline"), ordering="headline")
    def head(self, article):
        headline = article.headline or _("Without a headline")
        if here := being_written.writers(article):
            return format_html('<span>{}</span> <span class="here">{}</span>', headline, here)
        return headline

    @admin.display(description=gettext_lazy("section"), ordering="section__name")
    def place(self, article):
        return article.section.name

    @admin.display(description=gettext_lazy("by"))
    def by(self, article):
        if article.status in article.UNFINISHED:
            return in_hand(article)
        return ", ".join(author.name for author in article.byline_authors)

    @admin.display(description=gettext_lazy("time"), ordering="moment")
    def when(self, article):
        if article.due_at and article.status in article.UNFINISHED:
            return due(article)
        return moment(article.moment)

    @admin.display(description=gettext_lazy("views"), ordering="views")
    def seen(self, article):
        return f"{article.views:,}".replace(",", "\u2009") if article.views else ""

    # What may be done ----------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
    def submit_chosen(self, request, queryset):
        if done := self._each(request, queryset, publishing.submit, policy.may_edit):
            words = ngettext("%d story is in review.", "%d stories are in review.", done)
            self.message_user(request, words % done, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Mark as ready"), permissions=["pass"])
    def ready_chosen(self, request, queryset):
        if done := self._each(request, queryset, publishing.make_ready, policy.may_edit):
            words = ngettext("%d story is ready.", "%d stories are ready.", done)
            self.message_user(request, words % done, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_chosen(self, request, queryset):
        if done := self._each(request, queryset, publishing.publish, _as_publisher):
            words = ngettext("%d story is published.", "%d stories are published.", done)
            self.message_user(request, words % done, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["publish"])
    def withdraw_chosen(self, request, queryset):
        if done := self._each(request, queryset, publishing.withdraw, _as_publisher):
            words = ngettext("%d story is withdrawn.", "%d stories are withdrawn.", done)
            self.message_user(request, words % done, messages.SUCCESS)

    def _each(self, request, queryset, act, allowed) -> int:
        """How many went through; for each of the others a sentence says why not."""
        done = 0
        for article in queryset:
            try:
                if not allowed(request.user, article):
                    raise ValidationError(_("You may not change this story."))
                act(article, by=request.user)
            except ValidationError as error:
                words = " ".join(error.messages)
                self.message_user(request, f"“{article}”: {words}", messages.ERROR)
            else:
                done += 1
                if act is publishing.publish:
                    self._warn(request, article)
        return done

    def _warn(self, request, article) -> None:
        """What the rules found and let pass."""
        verdict = gate.judge(
            gate.stored(article, at=Article.objects.get(pk=article.pk).published_at)
        )
        for finding in verdict.warnings:
            self.message_user(request, f"“{article}”: {finding.sentence}", messages.WARNING)


def _as_publisher(user, article) -> bool:
    return policy.may_publish(user)
