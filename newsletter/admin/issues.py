"""Writing an issue: its words, its stories and their order, who sees what, and when it goes."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from articles.admin.editor_words import words
from newsletter.actions import issues as acts
from newsletter.admin import issue_preview
from newsletter.admin.corrections import TellsOfCorrections
from newsletter.admin.issue_form import (
    MOST,
    PREHEADER_AIM,
    SUBJECT_AIM,
    IssueForm,
    TestForm,
    TimeForm,
    chosen,
)
from newsletter.admin.issue_page import about_stories, deeds, proposed, rows_of, shown
from newsletter.admin.release import ReleasesSending, sealing
from newsletter.choosing import CANDIDATES
from newsletter.models import Issue, Newsletter, under_way
from newsletter.sending.copies import sender_of
from newsletter.sending.ledger import totals
from newsroom.kit.desk import ReadOnly, Register
from newsroom.kit.throttle import allowed
from newsroom.kit.times import moment

TESTS, WITHIN_SECONDS = 30, 3600
LARGEST_KB = 102
VIEWS = ("phone", "desktop", "text")


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")), ("scheduled", _("Scheduled")), ("begun", _("Sent")),
            ("cancelled", _("Cancelled")),
        ]  # fmt: skip

    def queryset(self, request, queryset):
        if self.value() == "begun":
            return queryset.begun()
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Issue)
class IssueAdmin(ReleasesSending, TellsOfCorrections, ReadOnly, Register):
    """The list is Django's; the pages behind it are our own."""

    list_display = ["name", "newsletter", "state_in_words", "when", "readers"]
    list_display_links = ["name"]
    list_filter = [StateFilter, "newsletter"]
    list_select_related = ["newsletter"]
    search_fields = ["subject"]
    change_list_template = "admin/newsletter/issue/change_list.html"

    def changelist_view(self, request, extra_context=None):
        extra = {"sealing": sealing(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(under_way=under_way())

    @admin.display(description=gettext_lazy("issue"))
    def name(self, issue):
        return str(issue)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_in_words(self, issue):
        if issue.automatic and issue.state == Issue.State.DRAFT:
            return _("Waits for approval")
        if issue.state == Issue.State.SENDING and not issue.under_way:
            return _("Sent")
        return issue.get_state_display().capitalize()

    @admin.display(description=gettext_lazy("time"), ordering="scheduled_for")
    def when(self, issue):
        return moment(issue.scheduled_for or issue.created_at)

    @admin.display(description=gettext_lazy("readers"), ordering="expected")
    def readers(self, issue):
        return "" if issue.expected is None else issue.expected

    def has_add_permission(self, request):
        return request.user.has_perm("newsletter.add_issue")

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("add/", page(self.begin), name="newsletter_issue_add"),
            path("release/", page(self.release), name="newsletter_issue_release"),
            path("<int:pk>/change/", page(self.write), name="newsletter_issue_change"),
            path("<int:pk>/look/", page(require_safe(self.look)), name="newsletter_issue_look"),
            # Outside the desk's own policy, which would forbid the styles of mail.
            path(
                "<int:pk>/mail/",
                csp_override(issue_preview.POLICY)(page(require_safe(self.mail))),
                name="newsletter_issue_mail",
            ),
            path("<int:pk>/test/", page(require_POST(self.test)), name="newsletter_issue_test"),
            path("<int:pk>/check/", page(self.last_look), name="newsletter_issue_check"),
            path("<int:pk>/hold/", page(require_POST(self.hold)), name="newsletter_issue_hold"),
            path("<int:pk>/cancel/", page(self.cancel), name="newsletter_issue_cancel"),
            *self.correction_urls(),
            *super().get_urls(),
        ]

    # Beginning and writing --------------------------------------------------------------------
    def begin(self, request):
        """One button for each newsletter that is written by hand, or may be."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        offered = Newsletter.objects.filter(personal=False)
        if request.method == "POST":
            newsletter = get_object_or_404(offered, slug=request.POST.get("newsletter", "")[:80])
            issue = acts.begin(newsletter, by=request.user)
            return redirect("admin:newsletter_issue_change", issue.pk)
        return self._page(
            request, "begin", title=_("New issue"), newsletters=offered.order_by("order", "name")
        )

    def write(self, request, pk):
        issue = self._issue(request, pk)
        if not self._may_write(request, issue):
            return self._read(request, issue)
        if request.method == "POST":
            return self._saved(request, issue)
        return self._write_page(request, issue, IssueForm(instance=issue), rows_of(issue))

    def _saved(self, request, issue):
        form = IssueForm(request.POST, instance=Issue.objects.get(pk=issue.pk))
        rows = []
        try:
            rows = chosen(request.POST, most=CANDIDATES if issue.newsletter.personal else MOST)
            if form.is_valid():
                base = form.cleaned_data["base"]
                saved = acts.save(issue, words=form.words, stories=rows, by=request.user, base=base)
                return self._after(request, saved)
        except acts.SavedMeanwhile:
            form.add_error(None, _("Somebody saved this issue meanwhile. Open it beside this page, "
                                   "take over what you need, and save again."))  # fmt: skip
            form.data = form.data.copy()
            form.data["base"] = Issue.objects.get(pk=issue.pk).version
        except ValidationError as error:
            form.is_valid()
            form.add_error(None, error)
        return self._write_page(request, issue, form, shown(rows), status=422)

    def _after(self, request, issue):
        """The button that saved may have asked for more."""
        here = redirect("admin:newsletter_issue_change", issue.pk)
        if "_fill" in request.POST:
            number = acts.fill(issue, by=request.user, base=issue.version)
            if not number:
                messages.info(request, _("The rule finds nothing new to add."))
        elif "_test" in request.POST:
            self._send_test(request, issue, request.user.email)
        elif "_check" in request.POST:
            return redirect("admin:newsletter_issue_check", issue.pk)
        here["Location"] += "#stories" if about_stories(request.POST) else ""
        return here

    def _write_page(self, request, issue, form, rows, status=200):
        return self._page(
            request,
            "write",
            status=status,
            title=str(issue),
            issue=issue,
            form=form,
            rows=rows,
            aims={"subject": SUBJECT_AIM, "preheader": PREHEADER_AIM},
            media=form.media,
            may_send=request.user.has_perm(acts.SEND),
            readers=issue_preview.readers_now(issue),
            seen=issue_preview.seen_by(issue, None),
            sender=str(sender_of(issue.newsletter)),
            largest=LARGEST_KB,
            dark="dark" in request.GET,
            deeds=deeds(issue),
            desk={
                "words": words(),
                "places": {"stories": reverse("admin:articles_article_stories")},
                "story": "new",
            },
        )

    def _read(self, request, issue):
        """What was sent, is being sent or was cancelled: to be looked at."""
        sums = totals(issue)
        return self._page(
            request,
            "read",
            title=str(issue),
            issue=issue,
            sums=sums,
            sealing=sealing(request.user),
            may_hold=request.user.has_perm(acts.SEND) and not sums["done"],
            rows=rows_of(issue),
            seen=issue_preview.seen_by(issue, None),
            dark="dark" in request.GET,
            deeds=deeds(issue),
            on_the_web=Issue.objects.on_the_web().filter(pk=issue.pk).exists(),
        )

    # Looking ----------------------------------------------------------------------------------
    def look(self, request, pk):
        """The mail in a width of one's choice, as one's reader of choice gets it."""
        issue = self._issue(request, pk)
        reader = issue_preview.reader_asked_for(request)
        asked = request.GET.get("reader", "").strip()
        view = request.GET.get("view", "desktop")
        return self._page(
            request,
            "look",
            title=_("Preview"),
            issue=issue,
            seen=issue_preview.seen_by(issue, reader),
            asked=asked,
            unknown=bool(asked) and reader is None,
            view=view if view in VIEWS else "desktop",
            dark="dark" in request.GET,
            test=TestForm(initial={"to": request.user.email}, label_suffix=""),
            may_choose_reader=request.user.has_perm("newsletter.view_subscriber"),
        )

    def mail(self, request, pk):
        issue = self._issue(request, pk)
        seen = issue_preview.seen_by(issue, issue_preview.reader_asked_for(request))
        return issue_preview.frame(seen, dark="dark" in request.GET)

    def test(self, request, pk):
        issue = self._issue(request, pk)
        form = TestForm(request.POST)
        if not request.user.has_perm("newsletter.change_issue"):
            raise PermissionDenied
        if form.is_valid():
            self._send_test(request, issue, form.cleaned_data["to"])
        else:
            messages.error(request, _("Write an email address."))
        return redirect("admin:newsletter_issue_look", issue.pk)

    def _send_test(self, request, issue, to):
        who = str(request.user.pk)
        if not allowed("issue-test", who, times=TESTS, seconds=WITHIN_SECONDS):
            messages.error(request, _("You sent many tests. Wait an hour and try again."))
            return
        rendered = issue_preview.seen_by(issue, None).rendered
        acts.send_test(issue, rendered, to=to, by=request.user)
        messages.success(request, _("Test sent to %(address)s.") % {"address": to})

    # Letting it go ----------------------------------------------------------------------------
    def last_look(self, request, pk):
        """All that matters once more, then a time, or now."""
        issue = self._issue(request, pk)
        if not self._may_write(request, issue):
            return redirect("admin:newsletter_issue_change", issue.pk)
        form = TimeForm(request.POST or None, initial={"at": proposed(issue)}, label_suffix="")
        refusals = []
        if request.method == "POST":
            try:
                if said := self._let_go(request, issue, form):
                    messages.success(request, said)
                    return redirect("admin:newsletter_issue_change", issue.pk)
            except acts.SavedMeanwhile:
                refusals = [_("Somebody changed this issue meanwhile. Look at it once more.")]
            except ValidationError as error:
                refusals = error.messages
            issue.refresh_from_db()
        return self._page(
            request,
            "check",
            status=422 if request.method == "POST" else 200,
            title=_("Check and send"),
            issue=issue,
            form=form,
            refusals=refusals,
            missing=acts.missing(issue),
            warnings=acts.warnings(issue),
            hidden=[row for row in rows_of(issue) if row["why_hidden"]],
            stories=len(issue_preview.of_somebody_new(issue)),
            readers=issue_preview.readers_now(issue),
            seen=issue_preview.seen_by(issue, None),
            sender=str(sender_of(issue.newsletter)),
            largest=LARGEST_KB,
            zone=timezone.localtime(),
            zone_name=timezone.get_current_timezone_name(),
            may_send=request.user.has_perm(acts.SEND),
        )

    def _let_go(self, request, issue, form) -> str:
        base = int(request.POST.get("base") or 0)
        if "_back" in request.POST:
            acts.take_back(issue, by=request.user)
            return _("It is a draft again.")
        if "_now" in request.POST:
            acts.schedule(issue, by=request.user, base=base)
            return _("It goes out now.")
        if "_schedule" in request.POST and form.is_valid():
            done = acts.schedule(issue, by=request.user, base=base, at=form.cleaned_data["at"])
            return _("It goes out %(time)s.") % {"time": moment(done.scheduled_for)}
        return ""

    def hold(self, request, pk):
        """Stop an issue on its way, or let one go on that stands still."""
        issue = self._issue(request, pk)
        if not request.user.has_perm(acts.SEND):
            raise PermissionDenied
        act = acts.let_go_on if "_on" in request.POST else acts.pause
        try:
            if not act(issue, by=request.user):
                messages.info(request, _("It was like that already: nothing changed."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("admin:newsletter_issue_change", issue.pk)

    def cancel(self, request, pk):
        """Before it is sent, all of it; on its way, the copies that are left."""
        issue = self._issue(request, pk)
        if not request.user.has_perm(acts.SEND):
            raise PermissionDenied
        if request.method == "POST":
            try:
                acts.cancel(issue, by=request.user)
            except ValidationError as error:
                messages.error(request, error.messages[0])
            return redirect("admin:newsletter_issue_change", issue.pk)
        return self._page(request, "cancel", title=_("Cancel the issue"), issue=issue)

    # ------------------------------------------------------------------------------------------
    def _issue(self, request, pk) -> Issue:
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        issue = self.get_queryset(request).select_related(
            "newsletter", "approved_by", "correction__article"
        )
        if found := issue.filter(pk=pk).first():
            return found
        raise Http404

    def _may_write(self, request, issue) -> bool:
        if issue.is_follow_up:
            return False
        return issue.state in acts.OPEN and request.user.has_perm("newsletter.change_issue")

    def _page(self, request, name, *, status=200, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = render(request, f"admin/newsletter/issue/{name}.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response
