"""Moving out: asked for, watched, and handed to whoever may take everything."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from newsroom.kit.desk import ReadOnly, Register, at
from newsroom.kit.keys import is_key
from newsroom.moving.actions import departing
from newsroom.moving.models import Departure

MAY = "moving.take_all_out"
# An open browser is not enough to take everything: one says once more who one is.
asked_again = reauthentication_required(app="newsroom.moving")


class DepartureForm(forms.Form):
    form = forms.ChoiceField(
        choices=Departure.Form, label=gettext_lazy("What"), initial=Departure.Form.WHOLE,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@admin.register(Departure)
class DepartureAdmin(ReadOnly, Register):
    list_display = ["__str__", "state", at("asked_at", gettext_lazy("when")), "by"]
    list_select_related = ["by"]
    change_list_template = "admin/moving/departure/change_list.html"

    def has_module_permission(self, request):
        return request.user.has_perm(MAY)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("new/", view(asked_again(self.new)), name="moving_departure_new"),
            path(
                "<uuid:key>/everything.zip",
                view(require_GET(asked_again(self.download))),
                name="moving_departure_file",
            ),
            path(
                "<int:pk>/forget/", view(require_POST(self.forget)), name="moving_departure_forget"
            ),
            *super().get_urls(),
        ]

    def new(self, request):
        self._check(request)
        form = DepartureForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            departure = departing.order(form.cleaned_data["form"], by=request.user)
            return redirect("admin:moving_departure_change", departure.pk)
        context = self._context(request, _("Move out"), form=form)
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/moving/departure/new.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """How far it is; then where it can be taken."""
        self._check(request)
        known = Departure.objects.select_related("by")
        departure = get_object_or_404(known, pk=object_id if is_key(object_id) else 0)
        states = Departure.State
        context = self._context(
            request,
            _("Export"),
            departure=departure,
            running=departure.state in (states.WAITING, states.RUNNING),
            kept_until=departure.asked_at + departing.KEPT_FOR,
        )
        return TemplateResponse(request, "admin/moving/departure/departure.html", context)

    def download(self, request, key):
        self._check(request)
        departure = get_object_or_404(Departure, key=key)
        file = departing.hand_out(departure, by=request.user)
        if file is None:
            raise Http404
        day = timezone.localdate(departure.asked_at)
        name = f"{departure.form}-{day:%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name)

    def forget(self, request, pk):
        self._check(request)
        departing.forget(get_object_or_404(Departure, pk=pk))
        messages.success(request, _("The file is thrown away."))
        return redirect("admin:moving_departure_changelist")

    def _context(self, request, title: str, **more) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **more}

    def _check(self, request) -> None:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
