"""What became of an issue, and how a newsletter fares: pages of numbers and what can be done."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from newsletter import numbers
from newsletter.actions import issues, settling
from newsletter.models import Delivery, Issue, IssueLog, Newsletter
from newsletter.moving import writing
from newsroom.kit.desk import ReadOnly, Register
from newsroom.kit.keys import is_key
from newsroom.kit.times import span

State = Delivery.State
LINES = 50
SHOWN = {
    "failed": State.FAILED,
    "uncertain": State.UNCERTAIN,
    "suppressed": State.SUPPRESSED,
    "accepted": State.ACCEPTED,
}
AT_ONCE = 2000
ON_COPIES = (IssueLog.Event.RETRY, IssueLog.Event.RESEND, IssueLog.Event.LET_GO)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, Register):
    """Copies are looked at by issue; they have no list of their own."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("issue/<int:pk>/", view(self.issue), name="newsletter_issue_numbers"),
            path("issue/<int:pk>/list.csv", view(self.as_csv), name="newsletter_issue_copies"),
            path("issue/<int:pk>/act/", view(require_POST(self.act)), name="newsletter_issue_act"),
            path("growth/<slug:slug>/", view(self.growth), name="newsletter_growth"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:newsletter_newsletter_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        copy = get_object_or_404(Delivery, pk=object_id if is_key(object_id) else 0)
        return redirect("admin:newsletter_issue_numbers", copy.issue_id)

    def issue(self, request, pk):
        issue = self._issue(request, pk)
        total = numbers.sum_of(issue)
        pace = numbers.pace_of(issue, total)
        shown, copies = self._copies(request, issue)
        page = list(copies[: LINES + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": str(issue),
            "opts": self.opts,
            "issue": issue,
            "total": total,
            "terms": _terms(total),
            "pace": pace,
            "time_left": span(pace.left) if pace.left else "",
            "counted": numbers.counted_of(issue),
            "reasons": numbers.reasons_of(issue, SHOWN[shown]),
            "shown": shown,
            "copies": page[:LINES],
            "following": _address(request, after=page[LINES - 1].pk) if page[LINES:] else "",
            "csv": _address(request, after=None),
            "retryable": settling.retryable(issue).count() if total.failed else 0,
            "acts": issue.log.filter(event__in=ON_COPIES).select_related("person")[:10],
            "may_send": request.user.has_perm("newsletter.send_issue"),
        }
        return TemplateResponse(request, "admin/newsletter/numbers/issue.html", context)

    def as_csv(self, request, pk):
        issue = self._issue(request, pk)
        shown, copies = self._copies(request, issue)
        header = ["email", "state", "code", "reason", "tries", "settled_at"]
        response = StreamingHttpResponse(
            writing.lines(header, _lines(copies)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="issue-{issue.pk}-{shown}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response

    def act(self, request, pk):
        issue = self._issue(request, pk)
        if not request.user.has_perm("newsletter.send_issue"):
            raise PermissionDenied
        try:
            messages.success(request, _done(request.POST.get("act", ""), issue, by=request.user))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("admin:newsletter_issue_numbers", pk)

    def growth(self, request, slug):
        newsletter = get_object_or_404(Newsletter, slug=slug)
        if not self.has_view_permission(request):
            raise PermissionDenied
        weeks = numbers.weeks_of(newsletter)
        sent = numbers.sent_of(newsletter)
        bounces, complaints = numbers.together(sent)
        context = {
            **self.admin_site.each_context(request),
            "title": newsletter.name,
            "opts": self.opts,
            "newsletter": newsletter,
            "standing": numbers.standing_of(newsletter),
            "weeks": weeks,
            "most": max([1, *(max(week.joined, week.left) for week in weeks)]),
            "sent": sent,
            "bounces": bounces,
            "complaints": complaints,
        }
        return TemplateResponse(request, "admin/newsletter/numbers/growth.html", context)

    def _issue(self, request, pk) -> Issue:
        issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        return issue

    def _copies(self, request, issue):
        """Those asked for, in pages by their keys: the last page costs what the first does."""
        shown = request.GET.get("show", "")
        shown = shown if shown in SHOWN else "failed"
        copies = issue.deliveries.filter(state=SHOWN[shown]).select_related("subscriber")
        if is_key(request.GET.get("code", "")):
            copies = copies.filter(last_code=request.GET["code"])
        if address := request.GET.get("q", "").replace("\0", "").strip()[:254]:
            copies = copies.filter(subscriber__email__icontains=address)
        if is_key(request.GET.get("after", "")):
            copies = copies.filter(pk__gt=request.GET["after"])
        return shown, copies.order_by("pk")


def _terms(total: numbers.Sum) -> list[tuple[int, str, str]]:
    """What the expected number is made of; what is nothing stands there only if it says much."""
    terms = [
        (total.accepted, _("Accepted"), _("by the mail service")),
        (total.failed, _("Failed"), _("will not be tried again by itself")),
        (total.suppressed, _("Not written to"), _("left, or bounced before")),
        (total.uncertain, _("Uncertain"), _("perhaps sent")),
    ]
    if total.cancelled:
        terms.append((total.cancelled, _("Cancelled"), _("before it was their turn")))
    if total.open:
        terms.append((total.open, _("Open"), _("still to be sent")))
    return terms


def _done(act: str, issue: Issue, *, by) -> str:
    """Carry the act out; in words what it did."""
    match act:
        case "retry":
            copies = settling.retry_failed(issue, by=by)
            said = ngettext("%(n)d copy is sent again.", "%(n)d copies are sent again.", copies)
        case "resend":
            copies = settling.resend_uncertain(issue, by=by)
            said = ngettext(
                "%(n)d copy is sent once more.", "%(n)d copies are sent once more.", copies
            )
        case "let_go":
            copies = settling.let_go(issue, by=by)
            said = ngettext("%(n)d copy was let go.", "%(n)d copies were let go.", copies)
        case "pause" if issues.pause(issue, by=by):
            return _("Paused.")
        case "resume" if issues.let_go_on(issue, by=by):
            return _("It goes on.")
        case "pause" | "resume":
            raise ValidationError(_("It was in another state meanwhile. Look again."))
        case _:
            raise ValidationError(_("Choose what to do."))
    return said % {"n": copies}


def _address(request, *, after: int | None) -> str:
    asked = {k: v for k, v in request.GET.items() if k in {"show", "code", "q"} and v}
    if after:
        asked["after"] = str(after)
    return f"?{urlencode(asked)}"


def _lines(copies):
    for copy in copies.iterator(chunk_size=AT_ONCE):
        yield [
            copy.subscriber.email if copy.subscriber else "",
            copy.get_state_display(),
            copy.last_code,
            copy.last_reply,
            copy.attempts,
            timezone.localtime(copy.settled_at).isoformat() if copy.settled_at else "",
        ]
