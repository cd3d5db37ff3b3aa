"""Newsletters, and who asked for them: addresses are looked at, never written here."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.kit.desk import ReadOnly, Register, at, yes

MAILABLE = Q(subscriptions__confirmed_at__isnull=False, subscriptions__left_at__isnull=True)
OPEN = yes("open", _("open"))


@admin.register(Newsletter)
class NewsletterAdmin(Register):
    list_display = ["name", "promise", OPEN, "readers"]
    fields = ["name", "slug", "promise", "open", "order"]
    change_list_template = "admin/newsletter/newsletter/change_list.html"

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(readers_number=Count("subscriptions", filter=MAILABLE))
        )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=_("readers"), ordering="readers_number")
    def readers(self, newsletter):
        return newsletter.readers_number


class SubscriptionInline(ReadOnly, admin.TabularInline):
    model = Subscription
    fields = ["newsletter", "asked_at", "asked_text", "confirmed_at", "left_at"]
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.view_subscriber")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [("confirmed", _("Confirmed")), ("asked", _("Not confirmed")), ("left", _("Left"))]

    def queryset(self, request, queryset):
        match self.value():
            case "confirmed":
                return queryset.filter(MAILABLE).distinct()
            case "asked":
                return queryset.exclude(subscriptions__confirmed_at__isnull=False)
            case "left":
                return queryset.filter(subscriptions__left_at__isnull=False).distinct()
        return queryset


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly, Register):
    list_display = ["email", "state", at("created_at", _("since"))]
    list_filter = [StateFilter]
    search_fields = ["email"]
    fields = ["email", "created_at"]
    inlines = [SubscriptionInline]
    ordering = ["-created_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subscriptions__newsletter")

    @admin.display(description=_("lists"))
    def state(self, subscriber):
        joined = [
            str(s.newsletter)
            for s in subscriber.subscriptions.all()
            if s.confirmed_at and not s.left_at
        ]
        return ", ".join(joined)
