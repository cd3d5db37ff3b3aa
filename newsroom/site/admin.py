"""The paper as a whole in the desk: settings, menus, pages, profiles, messages from readers."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.kit.desk import FollowsItsParent, ReadOnly, Register, at, without_shortcuts
from newsroom.site import chrome
from newsroom.site.logo import read_logo
from newsroom.site.models import (
    ContactMessage,
    Menu,
    MenuItem,
    Page,
    SiteSettings,
    SocialLink,
    TakenPath,
)  # fmt: skip
from newsroom.site.models.menu import is_link

LOGOS = {"logo", "logo_dark", "logo_small", "icon"}
ADDRESSES = {"masthead_url", "corrections_url", "ethics_url", "ownership_url", "privacy_url"}


class SeenOnEveryPage:
    """What stands on every page is kept in memory: a change is seen at once."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        chrome.forget()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        chrome.forget()


class SettingsForm(forms.ModelForm):
    """Logos are read, checked and stored anew: what is not a picture is refused in words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in LOGOS & self.fields.keys():
            # The field stands in a fieldset with its present file, so no label points at it.
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def clean(self):
        data = super().clean()
        for name in ADDRESSES & self.fields.keys():
            try:
                is_link(data.get(name) or "/")
            except ValidationError as error:
                self.add_error(name, error)
        for name in LOGOS:
            upload = data.get(name)
            if not upload or name not in self.changed_data:
                continue
            try:
                data[name], size = read_logo(upload)
            except ValidationError as error:
                self.add_error(name, error)
            else:
                if name == "logo":
                    self.instance.logo_width, self.instance.logo_height = size
        return data


@admin.register(SiteSettings)
class SiteSettingsAdmin(SeenOnEveryPage, Register):
    form = SettingsForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "tagline",
                    "description",
                    "language",
                    "contact_email",
                    "closing_notice",
                ]
            },
        ),
        (gettext_lazy("Logo"), {"fields": ["logo", "logo_dark", "logo_small", "icon"]}),
        (
            gettext_lazy("Newsletter"),
            {"fields": ["newsletter_heading", "newsletter_promise", "postal_address"]},
        ),
        (
            gettext_lazy("Where readers find who is behind the paper"),
            {
                "fields": [
                    "masthead_url",
                    "corrections_url",
                    "ethics_url",
                    "ownership_url",
                    "privacy_url",
                ]
            },
        ),
        (gettext_lazy("Members"), {"fields": ["signing_up"]}),
        (gettext_lazy("Wall"), {"fields": ["wall", "free_stories", "free_stories_members"]}),
        (gettext_lazy("For machines"), {"fields": ["security_contact", "ads_txt"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        """There is one row: the list leads to it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        only, _new = SiteSettings.objects.get_or_create(pk=1)
        return redirect("admin:site_sitesettings_change", only.pk)

    def save_model(self, request, obj, form, change):
        obj.change_number += 1
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ItemInline(FollowsItsParent, admin.TabularInline):
    model = MenuItem
    fk_name = "menu"
    extra = 1
    fields = ["label", "target", "link", "parent", "order"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            menu = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = MenuItem.objects.filter(menu=menu, parent=None).select_related(
                "target"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_shortcuts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_ordering(self, request):
        """Each item, then what stands below it."""
        return [
            Coalesce("parent__order", "order"),
            Coalesce("parent", "pk"),
            F("parent").asc(nulls_first=True),
            "order",
            "pk",
        ]


@admin.register(Menu)
class MenuAdmin(SeenOnEveryPage, Register):
    list_display = ["place", "items_shown"]
    fields = readonly_fields = ["place"]
    inlines = [ItemInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("items__target")

    @admin.display(description=gettext_lazy("place"))
    def place(self, menu):
        return menu.get_key_display()

    @admin.display(description=gettext_lazy("items"))
    def items_shown(self, menu):
        return ", ".join(item.text for item in menu.items.all() if not item.parent_id)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Every place has its menu from the start."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        for key in Menu.Key.values:
            Menu.objects.get_or_create(key=key)
        return super().changelist_view(request, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if words := only_in_one():
            messages.warning(request, words)


def only_in_one() -> str:
    """A sentence when phones and wide screens do not offer the same sections."""
    found = {
        key: set(
            MenuItem.objects.filter(
                menu__key=key, target__owner_kind=TakenPath.Owner.SECTION
            ).values_list("target__label", flat=True)
        )
        for key in (Menu.Key.HEADER, Menu.Key.MOBILE)
    }
    header, mobile = found[Menu.Key.HEADER], found[Menu.Key.MOBILE]
    sentences = []
    if only := sorted(header - mobile):
        sentences.append(_("Not in the menu on phones: %s.") % ", ".join(only))
    if only := sorted(mobile - header):
        sentences.append(_("Not in the header: %s.") % ", ".join(only))
    return " ".join(sentences)


class PageText(forms.Textarea):
    """HTML in a field; with script, the text as readers see it."""

    template_name = "desk/widgets/page_text.html"

    class Media:
        css = {"all": ["css/prose.css", "desk/writing/text.css", "desk/page/text.css"]}
        js = [forms.Script("desk/page/text.js", type="module")]

    def __init__(self):
        super().__init__({"rows": 24, "class": "vLargeTextField"})


class PageForm(forms.ModelForm):
    class Meta:
        widgets = {"body": PageText()}


@admin.register(Page)
class PageAdmin(SeenOnEveryPage, Register):
    form = PageForm
    list_display = ["title", "address", "kind", at("updated_at", gettext_lazy("changed"))]
    search_fields = ["title", "slug"]
    readonly_fields = ["earlier"]

    def get_fields(self, request, obj=None):
        written = ["title", "slug", "kind", "description", "body"]
        return [*written, "earlier"] if obj else written

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    @admin.display(description=gettext_lazy("address"), ordering="slug")
    def address(self, page):
        return page.get_absolute_url()

    @admin.display(description=gettext_lazy("versions"))
    def earlier(self, page):
        """Every version as readers may look it up."""
        return format_html_join(
            ", ",
            '<a href="{}?version={}">{}</a>',
            ((page.get_absolute_url(), v.number, f"{v.number}") for v in page.versions.all()),
        )


@admin.register(SocialLink)
class SocialLinkAdmin(SeenOnEveryPage, Register):
    list_display = ["network", "url", "count", "counted_at", "order"]
    fields = ["network", "url", "order", "count", "counted_at"]


RECEIVED = at("received_at", gettext_lazy("received"))
MAILED = at("mailed_at", gettext_lazy("mailed to the newsroom"))


@admin.register(ContactMessage)
class ContactMessageAdmin(ReadOnly, Register):
    list_display = ["subject", "name", "email", RECEIVED, MAILED]
    search_fields = ["subject", "name", "email"]
    fields = ["subject", "name", "email", "text", "received_at", "mailed_at"]
