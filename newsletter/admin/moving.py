"""Subscribers in and out: a list is looked at first, and taken in by a job."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from newsletter.actions import importing
from newsletter.models import Import, Newsletter
from newsletter.moving import export
from newsletter.moving.reading import Unreadable
from newsroom.kit.desk import ReadOnly, Register, at
from newsroom.kit.forms import LineField
from newsroom.kit.keys import is_key

LARGEST = 20 * 1024 * 1024
MAY = "newsletter.move_subscribers"
STATES = {
    "confirmed": gettext_lazy("Confirmed there"),
    "waiting": gettext_lazy("Not confirmed there"),
    "left": gettext_lazy("Left there"),
    "bounced": gettext_lazy("Bounced there"),
    "barred": gettext_lazy("Blocked there"),
    "complained": gettext_lazy("Complained there"),
}
OUTCOMES = {
    "added": gettext_lazy("New here"),
    "changed": gettext_lazy("Known here, and changed"),
    "same": gettext_lazy("Known here, and left as they are"),
    "barred": gettext_lazy("Never to be written to"),
    "twice": gettext_lazy("Named before in the same file"),
    "elsewhere": gettext_lazy("Of another newsletter"),
    "faulty": gettext_lazy("Could not be read"),
}


class UploadForm(forms.Form):
    newsletter = forms.ModelChoiceField(
        Newsletter.objects.all(), label=gettext_lazy("Newsletter"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("An export of Mailchimp, Substack, Ghost, listmonk or this site."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    basis = LineField(
        max_length=200,
        required=False,
        label=gettext_lazy("Why those who did not confirm there may be written to"),
        help_text=gettext_lazy(
            "Such as “customers since 2019, informed by letter”. It is kept with each of them."
            " Empty, they are not written to, and forgotten after a month."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(
                _("It is larger than 20 MB. Take it in with manage.py import_subscribers.")
            )
        return given


@admin.register(Import)
class ImportAdmin(ReadOnly, Register):
    list_display = [
        "file_name",
        "newsletter",
        "state",
        "rows",
        at("created_at", gettext_lazy("when")),
        "by",
    ]
    list_select_related = ["newsletter", "by"]
    change_list_template = "admin/newsletter/import/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, found):
        return found.report.get("rows", "")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new), name="newsletter_import_new"),
            path("<int:pk>/begin/", view(require_POST(self.begin)), name="newsletter_import_begin"),
            path("<int:pk>/drop/", view(require_POST(self.drop)), name="newsletter_import_drop"),
            path("export/", view(require_POST(self.export)), name="newsletter_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        extra = {"newsletters": Newsletter.objects.all()}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def new(self, request):
        self._check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            given = importing.List(
                data["file"].file,
                data["file"].name,
                data["newsletter"],
                data["basis"],
                request.user,
            )
            try:
                found = importing.prepare(given)
            except Unreadable as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("admin:newsletter_import_change", found.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take in a list"),
            "opts": self.opts,
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/newsletter/import/new.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What was seen in the file; then how far it is; then what was done."""
        self._check(request)
        found = get_object_or_404(
            Import.objects.defer("content").select_related("newsletter", "by"),
            pk=object_id if is_key(object_id) else 0,
        )
        report = found.report
        context = {
            **self.admin_site.each_context(request),
            "title": found.file_name,
            "opts": self.opts,
            "found": found,
            "report": report,
            "states": _named(STATES, report.get("states", {})),
            "outcomes": _named(OUTCOMES, report.get("outcomes", {})),
            "sum": sum(report.get("outcomes", {}).values()),
            "total": found.rows_seen,
            "running": found.state in (Import.State.WAITING, Import.State.RUNNING),
        }
        return TemplateResponse(request, "admin/newsletter/import/import.html", context)

    def begin(self, request, pk):
        self._check(request)
        importing.begin(get_object_or_404(Import.objects.defer("content"), pk=pk), by=request.user)
        return redirect("admin:newsletter_import_change", pk)

    def drop(self, request, pk):
        self._check(request)
        importing.drop(get_object_or_404(Import.objects.defer("content"), pk=pk))
        messages.success(request, _("Dropped. Nothing was taken in."))
        return redirect("admin:newsletter_import_changelist")

    def export(self, request):
        """Addresses leave the house: by post, and noted."""
        self._check(request)
        newsletter = get_object_or_404(Newsletter, slug=request.POST.get("newsletter", ""))
        self.log_change(request, newsletter, _("Exported the subscribers"))
        response = StreamingHttpResponse(
            export.lines(newsletter), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{newsletter.slug}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response

    def _check(self, request) -> None:
        if not request.user.has_perm(MAY):
            raise PermissionDenied


def _named(names: dict, numbers: dict) -> list[tuple[str, int]]:
    return [(name, numbers[key]) for key, name in names.items() if numbers.get(key)]
