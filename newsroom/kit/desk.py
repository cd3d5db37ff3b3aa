"""What the registers of the desk have in common."""

from django.contrib import admin
from django.utils.translation import gettext as _


class Register(admin.ModelAdmin):
    """A plain list and a plain form.

    No bulk deletion: it would go past `delete()` of the models that keep addresses in step.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    view_on_site = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.label_suffix = ""
        return form


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


def yes(field: str, description):
    """A column that says yes where it is so, and nothing where not."""

    @admin.display(description=description, ordering=field)
    def column(row):
        return _("yes") if getattr(row, field) else ""

    column.__name__ = f"{field}_in_words"
    return column
