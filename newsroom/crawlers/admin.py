"""The switches of robots.txt: a purpose each, with the crawlers known to serve it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.crawlers.models import Crawler, Policy
from newsroom.kit.desk import FollowsItsParent, Register, yes


class CrawlerInline(FollowsItsParent, admin.TabularInline):
    model = Crawler
    extra = 1
    fields = ["name", "user_agent", "operator"]


@admin.register(Policy)
class PolicyAdmin(Register):
    list_display = ["purpose", yes("allowed", _("allowed")), "known"]
    fields = ["allowed"]
    inlines = [CrawlerInline]

    @admin.display(description=_("crawlers"))
    def known(self, policy):
        return ", ".join(crawler.name for crawler in policy.crawlers.all())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("crawlers")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
