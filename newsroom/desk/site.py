"""The desk: Django's admin under the paper's name, ordered by what one does there."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from newsroom.desk.csp import under_desk_policy
from newsroom.desk.places import places, tools

OURS = {
    "articles", "accounts", "comments", "newsletter", "site", "curation", "consent", "ads",
    "crawlers", "moving",
}  # fmt: skip


class Desk(admin.AdminSite):
    site_header = _("The desk")
    site_title = _("The desk")
    index_title = _("My day")
    enable_nav_sidebar = False
    empty_value_display = ""

    def register(self, model_or_iterable, admin_class=None, **options):
        """Packages register their own tables as well; only the paper's appear."""
        models = model_or_iterable if _many(model_or_iterable) else [model_or_iterable]
        if own := [model for model in models if model._meta.app_label in OURS]:
            super().register(own, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        return super().admin_view(under_desk_policy(view), cacheable)

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"]:
            context["desk_places"] = places(request)
            context["desk_tools"] = tools(request)
        return context

    def index(self, request, extra_context=None):
        from newsroom.desk.my_day import my_day

        return super().index(request, {**my_day(request.user), **(extra_context or {})})

    def get_urls(self):
        from newsroom.desk import audit_pages, week

        log = self.admin_view(audit_pages.log(self))
        export = self.admin_view(audit_pages.export())
        own = [
            path("log/", log, name="audit"),
            path("log/log.csv", export, name="audit_export"),
            path("week/", self.admin_view(week.page(self)), name="week"),
        ]
        return own + super().get_urls()

    def app_index(self, request, app_label, extra_context=None):
        """Registers are reached from the list at the left; apps mean nothing to editors."""
        return redirect("admin:index")

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        from newsroom.desk.sign_in import DeskLogin

        return DeskLogin.as_view(desk=self)(request)

    def password_change(self, request, extra_context=None):
        """One page for one's password: it asks who one is and writes a letter."""
        return redirect("account_change_password")

    def logout(self, request, extra_context=None):
        return LogoutView.as_view(next_page=reverse("admin:login"))(request)


def _many(value) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, ModelBase)
