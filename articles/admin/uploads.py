"""Taking pictures in: many at once, each with a line of its own where scripts run, or one in place
of another."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.actions import media
from articles.admin.sending import SeveralFiles, refused
from articles.likeness import known_like
from articles.models import Image

ACCEPTED = ",".join(f"image/{kind.lower()}" for kind in media.READ)


class UploadForm(forms.Form):
    files = SeveralFiles(
        accept=ACCEPTED,
        label=gettext_lazy("Pictures"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, up to 30 MB each."),
    )
    credit = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For all of them: “Photo: name”. Empty: what each file says."),
    )


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, up to 30 MB."),
    )


def several(model_admin, request):
    """The page, and what it does where no script runs: all files in one request."""
    form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    not_taken, stored = [], []
    if request.method == "POST" and form.is_valid():
        for file in form.cleaned_data["files"]:
            try:
                stored.append(_take(model_admin, request, file, form.cleaned_data["credit"]))
            except ValidationError as error:
                not_taken.append((file.name, " ".join(error.messages)))
    known = [(image, twin) for image in stored if (twin := known_like(image).first())]
    if stored and not not_taken and not known:
        return _after(request, stored)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Add pictures"),
        "opts": model_admin.opts,
        "form": form,
        "refused": not_taken,
        "stored": stored,
        "known": known,
    }
    return TemplateResponse(request, "admin/articles/image/add.html", context)


def one(model_admin, request):
    """One of the files, for the script: JSON, and refusals in words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    file = request.FILES.get("file")
    if file is None:
        return refused([_("No file arrived. Choose it again.")])
    try:
        image = _take(model_admin, request, file, request.POST.get("credit", "").strip()[:160])
    except ValidationError as error:
        return refused(error.messages)
    answer = {"page": _page(image)}
    if twin := known_like(image).first():
        small = reverse("admin:articles_image_original", args=[twin.pk])
        answer["twin"] = {"page": _page(twin), "name": str(twin), "small": small}
    return JsonResponse(answer, status=201)


def _take(model_admin, request, file, credit: str) -> Image:
    image = media.store_image(file, by=request.user, credit=credit, words_of_file=True)
    model_admin.log_addition(request, image, [{"added": {}}])
    return image


def _page(image: Image) -> str:
    return reverse("admin:articles_image_change", args=[image.pk])


def _after(request, stored):
    if len(stored) == 1:
        messages.success(request, _("The picture is stored. Say what is to be seen."))
        return redirect("admin:articles_image_change", quote(stored[0].pk))
    words = ngettext("%d picture is stored.", "%d pictures are stored.", len(stored))
    messages.success(request, words % len(stored))
    return redirect(reverse("admin:articles_image_changelist") + "?shelf=undescribed")
