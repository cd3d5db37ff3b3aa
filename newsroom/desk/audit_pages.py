"""The log of the desk as a page and as a file."""

import csv
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from newsroom.desk.audit import SOURCES, Asked, page, whole

# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Narrow(forms.Form):
    source = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), *((source.key, source.label) for source in SOURCES)],
    )
    person = forms.CharField(label=_("Who"), required=False, max_length=80)
    words = forms.CharField(label=_("Words"), required=False, max_length=80)
    first = forms.DateField(label=_("From"), required=False, widget=DAY)
    last = forms.DateField(label=_("To"), required=False, widget=DAY)

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        last = said.get("last")
        return Asked(
            source=said.get("source", ""),
            person=said.get("person", ""),
            words=said.get("words", ""),
            since=_midnight(said.get("first")),
            until=_midnight(last + timedelta(days=1)) if last else None,
        )


def _midnight(day) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _form(request) -> Narrow:
    if not request.user.has_perm("articles.view_desklog"):
        raise PermissionDenied
    form = Narrow(request.GET, label_suffix="")
    form.is_valid()
    return form


def log(desk):
    @never_cache
    @require_GET
    def view(request):
        form = _form(request)
        asked = form.asked
        before = parse_moment(request.GET.get("before", ""))
        if before and (asked.until is None or before < asked.until):
            asked = Asked(asked.source, asked.person, asked.words, asked.since, before)
        entries, more = page(asked)
        context = {
            **desk.each_context(request),
            "title": _("What happened"),
            "form": form,
            "entries": entries,
            "more": more,
            "labels": {source.key: source.label for source in SOURCES},
        }
        return render(request, "admin/audit.html", context)

    return view


def parse_moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


class _Echo:
    """A file for the writer that hands each line on instead of keeping it."""

    def write(self, line):
        return line


def export():
    @never_cache
    @require_GET
    def view(request):
        asked = _form(request).asked
        response = StreamingHttpResponse(_lines(asked), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="log.csv"'
        return response

    return view


def _lines(asked: Asked):
    writer = csv.writer(_Echo())
    yield writer.writerow(["at", "log", "number", "who", "did", "what", "note"])
    for entry in whole(asked):
        told = [entry.person, entry.act, entry.about, entry.note]
        plain = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in told]
        yield writer.writerow([entry.at.isoformat(), entry.source, entry.key, *plain])
