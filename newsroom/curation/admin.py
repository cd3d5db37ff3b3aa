"""The desk's front page: one page that shows it, one address that changes it, and a preview."""

from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.admin.preview import never_kept
from articles.models import Article
from newsroom.curation import breaking, desk
from newsroom.curation.actions import ChangedMeanwhile
from newsroom.curation.changes import in_words, told
from newsroom.curation.forms import ACTS, PreviewForm
from newsroom.curation.models import EditionChange, Front
from newsroom.curation.views import front_context
from newsroom.site.language import in_readers_language


@admin.register(Front)
class FrontAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("", page(self.desk), name="curation_front_changelist"),
            path("change/", page(require_POST(self.change)), name="curation_front_change"),
            path("preview/", page(require_safe(self.preview)), name="curation_front_preview"),
        ]

    def desk(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(request)

    def change(self, request):
        """One act. Whoever posts from an older state of the page is shown both and asked."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form_class = ACTS.get(request.POST.get("act"))
        if form_class is None:
            raise Http404
        form = form_class(request.POST)
        if not form.is_valid():
            return self._page(request, refused=form, status=422)
        before = desk.number()
        try:
            form.save(by=request.user)
        except ChangedMeanwhile as late:
            return self._page(request, late=self._late(request, form, late), status=409)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._page(request, refused=form, status=422)
        breaking.forget()
        self._say(request, before)
        place = form.cleaned_data.get("to")
        return redirect(
            reverse("admin:curation_front_changelist") + (f"#{place.mark}" if place else "")
        )

    def preview(self, request):
        """The page readers will get at a time to come."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = PreviewForm(request.GET)
        now = timezone.now()
        at = max(form.cleaned_data["at"], now) if form.is_valid() else now
        page = copy(request)
        page.path = page.path_info = "/"
        page.public_page = True  # menus, but no messages of the desk
        day = timezone.localtime(at)
        context = {"previewed_at": at, "today": day.date(), "year": day.year}
        with in_readers_language():
            response = render(page, "curation/front.html", {**front_context(at), **context})
        return never_kept(response)

    def _page(self, request, *, refused=None, late=None, status=200):
        context = {
            **self.admin_site.each_context(request),
            **desk.front_desk(request.GET),
            "opts": self.opts,
            "title": _("Front page"),
            "may_change": self.has_change_permission(request),
            "late": late,
            "refusals": _refusals(refused) if refused else [],
            "typed": request.POST,
        }
        response = render(request, "admin/curation/front.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response

    def _late(self, request, form, late) -> dict:
        sections = desk.tops()
        kept = [(k, v) for k, v in request.POST.items() if k not in {"base", "csrfmiddlewaretoken"}]
        return {
            "changes": [(change, told(change, sections)) for change in late.changes],
            "wanted": in_words(request.POST["act"], form.about(), sections),
            "fields": kept,
        }

    def _say(self, request, before: int) -> None:
        change = EditionChange.objects.select_related("person").first()
        if change is None or change.number == before:
            messages.info(request, _("The page was like that already: nothing changed."))
        else:
            messages.success(request, told(change, desk.tops()))


def _refusals(form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


@admin.action(description=gettext_lazy("Put on the front page"), permissions=["publish"])
def put_on_front(modeladmin, request, queryset):
    """Leads to the front page with these stories at hand; the place is chosen there."""
    chosen = [("story", pk) for pk in queryset.values_list("pk", flat=True)[: desk.STORIES]]
    address = reverse("admin:curation_front_changelist")
    return HttpResponseRedirect(f"{address}?{urlencode(chosen)}#stories")


# The stories' own list lies below this app and cannot know of it.
stories = admin.site.get_model_admin(Article)
stories.actions = [*stories.actions, put_on_front]
