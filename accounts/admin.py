"""People in the desk: who they are and what they may do, by role.

Roles are the only way to permissions here, and nobody hands out more than an Administrator has:
superusers are made on the command line, and only superusers change superusers.
"""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.access import remove_second_factor, tell
from accounts.models import User
from accounts.roles import ROLES
from accounts.second_factor import is_set_up
from newsroom.kit.desk import Register, at, yes

ACTIVE = yes("is_active", gettext_lazy("may sign in"))
LAST_SEEN = at("last_login", gettext_lazy("last signed in"))


class RolesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        roles = Group.objects.filter(name__in=ROLES).order_by("pk")
        kwargs.setdefault("label", gettext_lazy("Roles"))
        kwargs.setdefault("help_text", gettext_lazy("Without a role: a member without a desk."))
        super().__init__(roles, required=False, **kwargs)


class OwnAddress:
    """Members may have more addresses than the one we write to; each belongs to one of them."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        others = EmailAddress.objects.filter(email__iexact=email, verified=True)
        if others.exclude(user=self.instance.pk).exists():
            raise ValidationError(_("Somebody with this email address exists already."))
        return email


class NewPersonForm(OwnAddress, BaseUserCreationForm):
    groups = RolesField()

    class Meta:
        model = User
        fields = ["display_name", "email", "username", "groups"]
        field_classes = {}


class PersonForm(OwnAddress, UserChangeForm):
    groups = RolesField()

    class Meta:
        model = User
        fields = ["display_name", "email", "username", "is_active", "groups"]
        field_classes = {}


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("role")
    parameter_name = "role"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [*((name, _(name)) for name in ROLES), ("none", _("Members"))]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(groups=None, is_superuser=False)
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class PersonAdmin(Register, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ["display_name", "email", "roles", ACTIVE, LAST_SEEN]
    list_filter = [RoleFilter]
    search_fields = ["display_name", "email", "username"]
    ordering = ["display_name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["display_name", "email", "username", "password"]}),
        (gettext_lazy("May do"), {"fields": ["groups", "is_active"]}),
        (gettext_lazy("Known since"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["display_name", "email", "username"]}),
        (gettext_lazy("May do"), {"fields": ["groups"]}),
        (gettext_lazy("Password"), {"fields": ["password1", "password2"]}),
    ]
    readonly_fields = ["date_joined", "last_login"]
    actions = ["let_in_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person):
        names = [_(group.name) for group in person.groups.all()]
        return ", ".join([_("Superuser")] if person.is_superuser else names)

    @admin.action(description=gettext_lazy("Remove the second step"), permissions=["change"])
    def let_in_again(self, request, queryset):
        """For a colleague who lost phone and codes. One's own goes by one's account pages."""
        for person in queryset:
            if person == request.user or not self.has_change_permission(request, person):
                messages.error(request, _("%s: ask another administrator.") % person)
                continue
            remove_second_factor(person, by=request.user)
            tell(person, "second_factor_removed")
            messages.success(
                request, _("%s is signed out and sets up a new second step next time.") % person
            )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """One person's page offers it too: on phones nothing is chosen in lists."""
        colleague = obj is not None and obj.pk != request.user.pk
        may = colleague and self.has_change_permission(request, obj) and is_set_up(obj)
        context["may_let_in"] = may
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Who may -------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """People close their accounts themselves; the desk switches them off."""
        return False

    # Saving --------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        """Who has a role has a desk. The first administrator stays one."""
        roles = form.cleaned_data.get("groups") or []
        obj.is_staff = bool(roles) or obj.is_superuser
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            keep_address(obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or obj.pk != request.user.pk:
            return form
        return type(form)(form.__name__, (NotAgainstOneself, form), {})

    def response_add(self, request, obj, post_url_continue=None):
        messages.info(request, _("Tell %s the password by a way you trust.") % obj)
        return super().response_add(request, obj, post_url_continue)


class NotAgainstOneself:
    def clean(self):
        data = super().clean()
        if not data.get("is_active", True):
            raise ValidationError({"is_active": _("You cannot switch off your own account.")})
        had = set(self.instance.groups.all()) if "groups" in self.fields else set()
        if had - set(data.get("groups") or []):
            raise ValidationError({"groups": _("You cannot take a role from yourself.")})
        return data


def keep_address(person: User) -> None:
    """Sign-in trusts confirmed addresses: one written by an administrator counts as confirmed."""
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
