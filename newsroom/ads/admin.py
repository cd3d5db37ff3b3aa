"""Advertising in the desk: the places, what may stand in them, and when."""

import csv

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.ads import choosing, running
from newsroom.ads.models import Booking, Creative, Placement
from newsroom.ads.pictures import ACCEPTED, read_picture
from newsroom.ads.sizes import SIZES, Size
from newsroom.kit.desk import Register, at, yes

ON = yes("on", gettext_lazy("on"))
FROM = at("starts_at", gettext_lazy("from"))
UNTIL = at("ends_at", gettext_lazy("until"))


@admin.register(Placement)
class PlacementAdmin(Register):
    """The list is a page of its own: what runs where, and what follows."""

    def get_fields(self, request, obj=None):
        in_text = obj and obj.shape == "text"
        return ["key", "sizes_wanted", "on", *(["after", "gap", "most"] if in_text else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["key", "sizes_wanted"]

    @admin.display(description=gettext_lazy("pictures"))
    def sizes_wanted(self, placement):
        return ", ".join(str(size) for size in placement.sizes)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        choosing.forget()

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        mondays = running.weeks(timezone.localdate())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Placements"),
            "opts": self.opts,
            "lines": running.lines(),
            "mondays": mondays,
            "calendar": running.calendar(mondays),
        }
        return TemplateResponse(request, "admin/ads/placement/list.html", context)


class CreativeForm(forms.ModelForm):
    """Pictures are read, measured and stored anew: a wrong size is refused with the right one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SIZES.keys() & self.fields.keys():
            # The field stands in a row with its present file, so no label points at it.
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label
            self.fields[name].widget.attrs["accept"] = ",".join(
                f"image/{kind.lower()}" for kind in ACCEPTED
            )
            self.fields[name].help_text = _places_of(SIZES[name])

    def clean(self):
        data = super().clean()
        for name, size in SIZES.items():
            if not data.get(name) or name not in self.changed_data:
                continue
            try:
                data[name] = read_picture(data[name], size)
            except ValidationError as error:
                self.add_error(name, error)
        self._check_bookings(data)
        return data

    def _check_bookings(self, data):
        """What is booked keeps the pictures its places need."""
        if not self.instance.pk or data.get("kind") == Creative.Kind.HOUSE:
            return
        for placement in Placement.objects.filter(bookings__creative=self.instance).distinct():
            for size in placement.sizes:
                if not data.get(size.field) and size.field not in self.errors:
                    words = _("It is booked for “%(place)s”, which needs it.") % {
                        "place": placement
                    }
                    self.add_error(size.field, words)


def _places_of(size: Size) -> str:
    """Which places cannot do without this size."""
    places = [key.label for key in Placement.Key if size in Placement(key=key).sizes]
    return _("PNG, JPEG or WebP of this size, or of twice that. For: %s.") % "; ".join(
        str(place) for place in places
    )


@admin.register(Creative)
class CreativeAdmin(Register):
    form = CreativeForm
    list_display = ["name", "kind", "advertiser", "pictures", "bookings_count"]
    search_fields = ["name", "advertiser", "headline"]
    fieldsets = [
        (None, {"fields": ["kind", "name", "link"]}),
        (gettext_lazy("Paid for"), {"fields": ["advertiser", "alt", *SIZES]}),
        (gettext_lazy("Of the paper's own"), {"fields": ["headline", "words"]}),
    ]
    change_form_template = "admin/ads/creative/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("bookings")

    @admin.display(description=gettext_lazy("pictures"))
    def pictures(self, creative):
        return ", ".join(str(s) for s in SIZES.values() if getattr(creative, s.field))

    @admin.display(description=gettext_lazy("bookings"))
    def bookings_count(self, creative):
        return len(creative.bookings.all()) or ""

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<int:pk>/preview/", preview, name="ads_creative_preview"),
            *super().get_urls(),
        ]

    def preview(self, request, pk):
        """In each slot it has pictures for, in the readers' look; nothing here is counted."""
        creative = get_object_or_404(Creative, pk=pk)
        if not self.has_view_permission(request, creative):
            raise PermissionDenied
        fitting = [p for p in Placement.objects.all_there() if not creative.lacks(p.sizes)]
        shown = [Booking(placement=place, creative=creative) for place in fitting]
        response = render(request, "ads/preview.html", {"creative": creative, "shown": shown})
        response["Cache-Control"] = "private, no-store"
        return response


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [("running", _("Running")), ("coming", _("Coming")), ("over", _("Over"))]

    def queryset(self, request, queryset):
        hour = choosing.this_hour()
        match self.value():
            case "running":
                return queryset.filter(pk__in=Booking.objects.running(hour).values("pk"))
            case "coming":
                return queryset.filter(starts_at__gt=hour)
            case "over":
                return queryset.filter(ends_at__lte=hour)
        return queryset


@admin.register(Booking)
class BookingAdmin(Register):
    list_display = [
        "creative", "placement", FROM, UNTIL, "impressions", "clicks", "rate",
    ]  # fmt: skip
    list_filter = [StateFilter, "placement"]
    list_select_related = ["creative", "placement"]
    search_fields = ["creative__name", "creative__advertiser"]
    autocomplete_fields = ["creative"]
    fields = [
        "placement", "creative", "starts_at", "ends_at", "weight", "sections", "stop_after",
        "brought",
    ]  # fmt: skip
    readonly_fields = ["brought"]
    change_list_template = "admin/ads/booking/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "placement":
            kwargs["queryset"] = Placement.objects.all_there()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "sections":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("impressions"), ordering="seen")
    def impressions(self, booking):
        return booking.seen or ""

    @admin.display(description=gettext_lazy("clicks"), ordering="followed")
    def clicks(self, booking):
        return booking.followed or ""

    @admin.display(description=gettext_lazy("rate"))
    def rate(self, booking):
        return running.rate(booking.seen, booking.followed)

    @admin.display(description=gettext_lazy("so far"))
    def brought(self, booking):
        words = _("Impressions: %(seen)d. Clicks: %(followed)d.") % {
            "seen": booking.seen,
            "followed": booking.followed,
        }
        address = reverse("admin:ads_booking_counts", args=[booking.pk])
        return format_html('{} <a href="{}">{}</a>', words, address, _("By day, as CSV"))

    def has_delete_permission(self, request, obj=None):
        """What was shown stays in the books."""
        unseen = obj is None or not obj.counts.exists()
        return unseen and super().has_delete_permission(request, obj)

    def get_urls(self):
        counts = self.admin_site.admin_view(self.counts)
        return [path("<int:pk>/counts.csv", counts, name="ads_booking_counts"), *super().get_urls()]

    def counts(self, request, pk):
        booking = get_object_or_404(Booking.objects.select_related("creative", "placement"), pk=pk)
        if not self.has_view_permission(request, booking):
            raise PermissionDenied
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="booking-{booking.pk}.csv"'
        table = csv.writer(response)
        table.writerow([_("Day"), _("Impressions"), _("Clicks")])
        table.writerows(running.by_day(booking))
        return response
