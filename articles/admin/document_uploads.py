"""Taking documents in: many at once, each with a line of its own where scripts run."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.actions.filing import store_document
from articles.admin.sending import SeveralFiles, refused
from articles.document_kinds import ACCEPTED
from articles.models import Document


def limits() -> str:
    kinds = _(
        "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, TXT, EPUB, ZIP, MP3, M4A, OGG, WAV, MP4 "
        "or WebM, up to %s each."
    )
    return kinds % filesizeformat(settings.LARGEST_DOCUMENT)


class UploadForm(forms.Form):
    files = SeveralFiles(accept=ACCEPTED, label=gettext_lazy("Documents"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = limits()


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )


def several(model_admin, request):
    """The page, and what it does where no script runs: all files in one request."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, label_suffix="")
    not_taken, stored = [], []
    if form.is_valid():
        for file in form.cleaned_data["files"]:
            try:
                stored.append(_take(model_admin, request, file))
            except ValidationError as error:
                not_taken.append((file.name, " ".join(error.messages)))
    if stored and not not_taken:
        return _after(request, stored)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Add documents"),
        "opts": model_admin.opts,
        "form": form,
        "refused": not_taken,
        "stored": stored,
    }
    return TemplateResponse(request, "admin/articles/document/add.html", context)


def one(model_admin, request):
    """One of the files, for the script: JSON, and refusals in words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    file = request.FILES.get("file")
    if file is None:
        return refused([_("No file arrived. Choose it again.")])
    try:
        document = _take(model_admin, request, file)
    except ValidationError as error:
        return refused(error.messages)
    return JsonResponse({"page": _page(document)}, status=201)


def _take(model_admin, request, file) -> Document:
    document = store_document(file, by=request.user)
    model_admin.log_addition(request, document, [{"added": {}}])
    return document


def _page(document: Document) -> str:
    return reverse("admin:articles_document_change", args=[document.pk])


def _after(request, stored):
    if len(stored) == 1:
        messages.success(request, _("The document is stored. Say what it is called."))
        return redirect(_page(stored[0]))
    words = ngettext("%d document is stored.", "%d documents are stored.", len(stored))
    messages.success(request, words % len(stored))
    return redirect("admin:articles_document_changelist")
