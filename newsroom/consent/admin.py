"""Consent in the desk: what is asked on one page, its versions, and the proofs of choices."""

import csv

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.consent import asking
from newsroom.consent.forms import ConsentForm
from newsroom.consent.models import Choice, Purpose, Wording
from newsroom.kit.desk import ReadOnly, Register, at, yes


@admin.register(Purpose)
class PurposeAdmin(ReadOnly, Register):
    """Three purposes and a text are one question: they are edited together."""

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("consent.change_purpose")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:consent_purpose_changelist")

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form = ConsentForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._save(request, form)
            return redirect("admin:consent_purpose_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Consent"),
            "form": form,
            "may_change": may_change,
            "asked": asking.asked(),
            "choices": Choice.objects.count(),
        }
        return TemplateResponse(request, "admin/consent/purpose/change_list.html", context)

    def _save(self, request, form):
        before = {p.key for p in Purpose.objects.switched_on()}
        made = form.save(by=request.user)
        asking.forget()
        for purpose in Purpose.objects.all():
            if purpose.on != (purpose.key in before):
                words = "Switched on." if purpose.on else "Switched off."
                self.log_change(request, purpose, words)
        if made and made.purposes:
            words = _("Saved. This is version %s: every reader is asked again.") % made.number
        else:
            words = _("Saved. Nobody is asked again.")
        messages.success(request, words)


@admin.register(Wording)
class WordingAdmin(ReadOnly, Register):
    list_display = ["number", "sentence", "asked_for", at("made_at", gettext_lazy("since")), "by"]
    list_select_related = ["made_by"]
    fields = ["number", "sentence", "explanation", "told", "made_at", "by"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("purposes"))
    def asked_for(self, wording):
        return ", ".join(str(Purpose.Key(p["key"]).label) for p in wording.purposes)

    @admin.display(description=gettext_lazy("purposes"))
    def told(self, wording):
        return "\n".join(
            " ".join([f"{Purpose.Key(p['key']).label}:", p["words"], *p["hosts"]])
            for p in wording.purposes
        )

    @admin.display(description=gettext_lazy("by"))
    def by(self, wording):
        return str(wording.made_by or "")


@admin.register(Choice)
class ChoiceAdmin(ReadOnly, Register):
    list_display = [
        at("made_at", gettext_lazy("made")),
        "id",
        "wording",
        "way",
        "allowed",
        yes("gpc", gettext_lazy("objected")),
    ]
    list_display_links = None
    list_filter = ["way"]
    list_select_related = ["wording"]
    search_fields = ["id__exact"]
    change_list_template = "admin/consent/choice/change_list.html"

    @admin.display(description=gettext_lazy("allowed"))
    def allowed(self, choice):
        labels = [str(Purpose.Key(key).label) for key, yes in choice.answers.items() if yes]
        return ", ".join(labels) or _("nothing")

    def get_urls(self):
        export = self.admin_site.admin_view(self.export)
        return [path("choices.csv", export, name="consent_choice_export"), *super().get_urls()]

    def export(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="choices.csv"'
        return response


class _Echo:
    """A file for the writer that hands each line on instead of keeping it."""

    def write(self, line):
        return line


def _lines():
    writer = csv.writer(_Echo())
    keys = Purpose.Key.values
    yield writer.writerow(["number", "made_at", "version", "how", "objected", *keys])
    for choice in Choice.objects.iterator(chunk_size=2000):
        answers = [{True: "yes", False: "no"}.get(choice.answers.get(key), "") for key in keys]
        yield writer.writerow([
            choice.pk, choice.made_at.isoformat(), choice.wording_id, choice.way,
            "yes" if choice.gpc else "no", *answers,
        ])  # fmt: skip
