"""What the registers of the desk have in common."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext as _

from newsroom.kit.times import moment

# Without the present address printed above the field.
PLAIN_ADDRESS = {models.URLField: {"widget": forms.URLInput}}


class Register(admin.ModelAdmin):
    """A plain list and a plain form.

    No bulk deletion: it would go past `delete()` of the models that keep addresses in step.
    """

    actions = None
    formfield_overrides = PLAIN_ADDRESS
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    view_on_site = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form)(form.__name__, (_PlainLabels, form), {})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_shortcuts(field)


class _PlainLabels:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def without_shortcuts(field):
    """A choice without the four small buttons beside it that lead away from the form."""
    if field is not None and hasattr(field.widget, "can_add_related"):
        for deed in ("add", "change", "delete", "view"):
            setattr(field.widget, f"can_{deed}_related", False)
    return field


class ReadOnly:
    """For tables that readers and programs write: the desk looks, and changes nothing."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class FollowsItsParent:
    """An inline whose rows are part of the thing above: who may change that may change them."""

    formfield_overrides = PLAIN_ADDRESS

    def _may(self, request, obj):
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, obj)


def at(field: str, description):
    """A column with a moment in the short words of a list."""

    @admin.display(description=description, ordering=field)
    def column(row):
        return moment(getattr(row, field))

    column.__name__ = f"{field}_in_words"
    return column


def yes(field: str, description):
    """A column that says yes where it is so, and nothing where not."""

    @admin.display(description=description, ordering=field)
    def column(row):
        return _("yes") if getattr(row, field) else ""

    column.__name__ = f"{field}_in_words"
    return column
