"""Who must never be written to: asked, added, lifted, always by the address that somebody types."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from newsletter.actions import suppressing
from newsletter.models import Suppression, SuppressionAct
from newsletter.moving.reading import Row, Unreadable, read_sheet
from newsletter.suppressing import email_hashes
from newsroom.kit.desk import ReadOnly, Register, at

LARGEST = 20 * 1024 * 1024
AT_ONCE = 1000


class ReasonFilter(admin.SimpleListFilter):
    title = gettext_lazy("reason")
    parameter_name = "reason"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return Suppression.Reason.choices

    def queryset(self, request, queryset):
        return queryset.filter(reason=self.value()) if self.value() else queryset


class AddressForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    detail = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


class LiftForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    because = forms.CharField(label=gettext_lazy("Why"), max_length=300)


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, Register):
    list_display = ["mark", "reason", "detail", at("since", gettext_lazy("since"))]
    list_display_links = None
    list_filter = [ReasonFilter]
    ordering = ["-pk"]
    change_list_template = "admin/newsletter/suppression/change_list.html"

    @admin.display(description=gettext_lazy("mark"))
    def mark(self, suppression):
        return suppression.email_hash[:12]

    def get_urls(self):
        view = self.admin_site.admin_view
        acts = {"look": self.look, "add": self.suppress, "lift": self.lift, "list": self.take_list}
        return [
            *(
                path(f"{name}/", view(sensitive_post_parameters()(require_POST(act))),
                     name=f"newsletter_suppression_{name}")
                for name, act in acts.items()
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def changelist_view(self, request, extra_context=None):
        may = request.user.has_perm
        extra = {
            "may_add": may("newsletter.add_suppression"),
            "may_lift": may("newsletter.delete_suppression"),
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def look(self, request):
        """By post, so that the address stands in no log and no history."""
        self._check(request, "view")
        form = AddressForm(request.POST)
        if not form.is_valid():
            messages.error(request, _first(form))
            return self._back()
        email = form.cleaned_data["email"]
        context = {
            **self.admin_site.each_context(request),
            "title": email,
            "opts": self.opts,
            "email": email,
            "found": Suppression.objects.filter(email_hash__in=email_hashes(email)).first(),
            "acts": SuppressionAct.objects.filter(
                email_hash__in=email_hashes(email)
            ).select_related("by"),
            "may_lift": request.user.has_perm("newsletter.delete_suppression"),
            "may_add": request.user.has_perm("newsletter.add_suppression"),
        }
        response = TemplateResponse(request, "admin/newsletter/suppression/address.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def suppress(self, request):
        self._check(request, "add")
        form = AddressForm(request.POST)
        if form.is_valid():
            detail = form.cleaned_data["detail"]
            suppressing.suppress_by_hand(form.cleaned_data["email"], detail=detail, by=request.user)
            messages.success(request, _("Nobody writes to this address any more."))
        else:
            messages.error(request, _first(form))
        return self._back()

    def lift(self, request):
        self._check(request, "delete")
        form = LiftForm(request.POST)
        if not form.is_valid():
            messages.error(request, _first(form))
            return self._back()
        hashes = email_hashes(form.cleaned_data["email"])
        for found in Suppression.objects.filter(email_hash__in=hashes):
            suppressing.lift(found, because=form.cleaned_data["because"], by=request.user)
        messages.success(
            request, _("Lifted. The address is written to again once it has said yes itself.")
        )
        return self._back()

    def take_list(self, request):
        """A CSV with a column “email”, from the place we moved from."""
        self._check(request, "add")
        given = request.FILES.get("file")
        try:
            if given is None or given.size > LARGEST:
                raise Unreadable(_("Choose a CSV file of at most 20 MB."))
            new, rows, faulty = _take(given, by=request.user)
        except Unreadable as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("%(rows)d rows: %(new)d addresses are new, %(faulty)d rows are no address.")
                % {"rows": rows, "new": new, "faulty": faulty},
            )
        return self._back()

    def _check(self, request, what: str) -> None:
        if not request.user.has_perm(f"newsletter.{what}_suppression"):
            raise PermissionDenied

    def _back(self):
        return redirect("admin:newsletter_suppression_changelist")


def _take(given, *, by) -> tuple[int, int, int]:
    sheet = read_sheet(given)
    column = next((c for c in ("email", "email address", "address") if c in sheet.columns), None)
    if column is None:
        raise Unreadable(_("The first line must name a column “email”."))
    new = rows = faulty = 0
    reasons: dict[str, str] = {}
    field = forms.EmailField(max_length=254)
    for row in sheet.rows():
        rows += 1
        try:
            if not isinstance(row, Row):
                raise ValidationError("")
            reasons[field.clean(row.values.get(column, ""))] = Suppression.Reason.IMPORTED
        except ValidationError:
            faulty += 1
        if len(reasons) >= AT_ONCE:
            new += suppressing.suppress_all(reasons, detail=given.name[:100], by=by)
            reasons = {}
    return new + suppressing.suppress_all(reasons, detail=given.name[:100], by=by), rows, faulty


def _first(form) -> str:
    return next(iter(form.errors.values()))[0]
