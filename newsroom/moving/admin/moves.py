"""Moving in from the desk: a file is tried first, and taken in by a job."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from newsroom.kit.desk import ReadOnly, Register, at
from newsroom.kit.forms import LineField
from newsroom.kit.keys import is_key
from newsroom.moving.actions import ordering
from newsroom.moving.models import Move, Source

LARGEST = 200 * 1024 * 1024
MAY = "moving.move_sites"


class UploadForm(forms.Form):
    program = forms.ChoiceField(choices=Source.Program, label=gettext_lazy("Made by"))
    file = forms.FileField(
        label=gettext_lazy("Export"),
        help_text=gettext_lazy("The XML file of WordPress, or the JSON file of Ghost, unpacked."),
        widget=forms.FileInput(attrs={"accept": ".xml,.json"}),
    )
    site = LineField(
        max_length=200,
        required=False,
        label=gettext_lazy("Address of the old site"),
        help_text=gettext_lazy("Such as https://old.example. A file of WordPress tells it."),
    )
    fetch = forms.BooleanField(
        required=False, label=gettext_lazy("Fetch the pictures from the old site")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(
                _("It is larger than 200 MB. Take it in with manage.py import_wordpress.")
            )
        return given

    def clean(self):
        data = super().clean()
        if data.get("program") == Source.Program.GHOST and not data.get("site"):
            self.add_error("site", _("Ghost’s files do not tell it: name it."))
        return data


@admin.register(Move)
class MoveAdmin(ReadOnly, Register):
    list_display = ["__str__", "state", "items", at("begun_at", gettext_lazy("when")), "by"]
    list_select_related = ["source", "by"]
    change_list_template = "admin/moving/move/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("report")

    def has_module_permission(self, request):
        return request.user.has_perm(MAY)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new), name="moving_move_new"),
            path("<int:pk>/begin/", view(require_POST(self.begin)), name="moving_move_begin"),
            path("<int:pk>/drop/", view(require_POST(self.drop)), name="moving_move_drop"),
            *super().get_urls(),
        ]

    def new(self, request):
        self._check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            move = ordering.order(**form.cleaned_data, by=request.user)
            return redirect("admin:moving_move_change", move.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Move a site in"),
            "opts": self.opts,
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/moving/move/new.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What would come; then how far it is; then the receipt."""
        self._check(request)
        move = get_object_or_404(
            Move.objects.select_related("source", "by"), pk=object_id if is_key(object_id) else 0
        )
        context = {
            **self.admin_site.each_context(request),
            "title": str(move),
            "opts": self.opts,
            "move": move,
            "report": move.report,
            "may_begin": move.state == Move.State.TRIED,
            "running": move.state in (Move.State.TRYING, Move.State.RUNNING),
        }
        return TemplateResponse(request, "admin/moving/move/move.html", context)

    def begin(self, request, pk):
        self._check(request)
        ordering.begin(get_object_or_404(Move, pk=pk), by=request.user)
        return redirect("admin:moving_move_change", pk)

    def drop(self, request, pk):
        self._check(request)
        ordering.drop(get_object_or_404(Move, pk=pk))
        messages.success(request, _("Dropped. Nothing was taken in."))
        return redirect("admin:moving_move_changelist")

    def _check(self, request) -> None:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
