"""Who reads what: addresses are looked at, and left on a reader's word; nothing else is written."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.actions.subscribing import leave
from newsletter.models import Delivery, Newsletter, Subscriber, Subscription, Suppression
from newsletter.suppressing import email_hashes
from newsroom.kit.desk import ReadOnly, Register, at
from newsroom.kit.forms import LineField
from newsroom.kit.times import moment
from newsroom.reading.models import Follow

LATEST_DELIVERIES = 20
MAY_LEAVE = "newsletter.leave_for_subscriber"


class SubscriptionInline(ReadOnly, admin.TabularInline):
    """The evidence: when and where it was asked, what the form said, when it was confirmed."""

    model = Subscription
    fields = ["newsletter", "asked", "asked_text", "asked_place", "confirmed", "left", "rhythm"]
    readonly_fields = ["asked", "confirmed", "left"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("newsletter", "subscriber")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.view_subscriber")

    @admin.display(description=gettext_lazy("asked"))
    def asked(self, subscription):
        return moment(subscription.asked_at)

    @admin.display(description=gettext_lazy("confirmed"))
    def confirmed(self, subscription):
        return moment(subscription.confirmed_at)

    @admin.display(description=gettext_lazy("left"))
    def left(self, subscription):
        how = ": ".join(filter(None, [subscription.left_place, subscription.left_note]))
        return f"{moment(subscription.left_at)} ({how})" if how else moment(subscription.left_at)


class DeliveryInline(ReadOnly, admin.TabularInline):
    model = Delivery
    verbose_name_plural = gettext_lazy("the latest issues")
    fields = ["issue", "state", "settled", "last_code", "last_reply"]
    readonly_fields = ["settled"]
    extra = 0

    def get_queryset(self, request):
        """Django cuts an inline's rows by its parent, so the latest are named by their keys."""
        rows = super().get_queryset(request).select_related("issue__newsletter")
        reader = request.resolver_match.kwargs.get("object_id", "")
        if not reader.isdecimal():
            return rows.none()
        latest = Delivery.objects.filter(subscriber=reader).order_by("-pk")[:LATEST_DELIVERIES]
        return rows.filter(pk__in=latest.values("pk")).order_by("-pk")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsletter.view_subscriber")

    @admin.display(description=gettext_lazy("when"))
    def settled(self, delivery):
        return moment(delivery.settled_at)


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [("confirmed", _("Confirmed")), ("asked", _("Not confirmed")), ("left", _("Left"))]

    def queryset(self, request, queryset):
        own = Subscription.objects.filter(subscriber=OuterRef("pk"))
        match self.value():
            case "confirmed":
                return queryset.filter(Exists(own.mailable()))
            case "asked":
                return queryset.exclude(Exists(own.filter(confirmed_at__isnull=False)))
            case "left":
                return queryset.filter(Exists(own.filter(left_at__isnull=False)))
        return queryset


class ListFilter(admin.SimpleListFilter):
    title = gettext_lazy("newsletter")
    parameter_name = "newsletter"

    def lookups(self, request, model_admin):
        return [(n.slug, n.name) for n in Newsletter.objects.all()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        own = Subscription.objects.mailable().filter(subscriber=OuterRef("pk"))
        return queryset.filter(Exists(own.filter(newsletter__slug=self.value())))


class LeaveForm(forms.Form):
    newsletter = forms.ModelChoiceField(
        Newsletter.objects.none(),
        required=False,
        label=gettext_lazy("Newsletter"),
        empty_label=gettext_lazy("All"),
    )
    reason = LineField(
        max_length=200,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the reader’s dates, such as “asked by telephone”."),
    )

    def __init__(self, *args, subscriber, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        received = subscriber.subscriptions.mailable()
        self.fields["newsletter"].queryset = Newsletter.objects.filter(
            pk__in=received.values("newsletter")
        )


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly, Register):
    list_display = ["email", "lists", at("created_at", gettext_lazy("since"))]
    list_filter = [StateFilter, ListFilter]
    change_list_template = "admin/newsletter/subscriber/change_list.html"
    search_fields = ["email"]
    fields = ["email", "created_at", "counted", "follows", "suppressed"]
    inlines = [SubscriptionInline, DeliveryInline]
    ordering = ["-pk"]
    change_form_template = "admin/newsletter/subscriber/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subscriptions__newsletter")

    @admin.display(description=gettext_lazy("lists"))
    def lists(self, subscriber):
        joined = [str(s.newsletter) for s in subscriber.subscriptions.all() if s.receives]
        return ", ".join(joined)

    @admin.display(description=gettext_lazy("opens and clicks counted since"))
    def counted(self, subscriber):
        return moment(subscriber.counting_agreed_at) or _("no")

    @admin.display(description=gettext_lazy("follows"))
    def follows(self, subscriber):
        rows = Follow.objects.filter(subscriber=subscriber)
        return ", ".join(str(row) for row in rows.select_related(*Follow.TARGETS))

    @admin.display(description=gettext_lazy("written to"))
    def suppressed(self, subscriber):
        found = Suppression.objects.filter(email_hash__in=email_hashes(subscriber.email)).first()
        if found is None:
            return _("yes")
        return _("no: %(reason)s, %(when)s") % {
            "reason": found.get_reason_display(),
            "when": moment(found.since),
        }

    def get_urls(self):
        view = self.admin_site.admin_view(self.leave)
        return [
            path("<int:pk>/leave/", view, name="newsletter_subscriber_leave"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        extra = {"may_leave": request.user.has_perm(MAY_LEAVE), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def leave(self, request, pk):
        """For a reader who asked by letter or telephone."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        if not request.user.has_perm(MAY_LEAVE):
            raise PermissionDenied
        form = LeaveForm(request.POST or None, subscriber=subscriber)
        if request.method == "POST" and form.is_valid():
            newsletter, reason = form.cleaned_data["newsletter"], form.cleaned_data["reason"]
            leave(subscriber, newsletter, place="desk", note=f"{request.user}: {reason}")
            self.log_change(request, subscriber, f"{newsletter or _('All')}: {reason}")
            messages.success(request, _("%s gets no more of it.") % subscriber)
            return redirect(reverse("admin:newsletter_subscriber_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Unsubscribe %s") % subscriber,
            "opts": self.opts,
            "subscriber": subscriber,
            "form": form,
        }
        template = "admin/newsletter/subscriber/leave.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)
