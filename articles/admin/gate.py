"""Release rules in the desk: the paper's own, always all of them, and where sections differ."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.gate import DEFAULTS, LIMITED
from articles.models import GateRule
from newsroom.kit.desk import Register


class GateRuleForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        rule = data.get("rule") or self.instance.rule
        if data.get("limit") is not None and rule not in LIMITED:
            raise ValidationError({"limit": _("This rule has no limit.")})
        if data.get("limit") == 0:
            raise ValidationError({"limit": _("The limit is at least 1.")})
        if not self.instance.pk and "section" in data and not data["section"]:
            raise ValidationError({"section": _("The paper has this rule already. Change it.")})
        return data


@admin.register(GateRule)
class GateRuleAdmin(Register):
    form = GateRuleForm
    list_display = ["rule", "place", "level", "limit_in_words"]
    list_select_related = ["section__parent"]
    fields = ["rule", "section", "level", "limit"]
    list_per_page = 200

    def get_readonly_fields(self, request, obj=None):
        return ["rule", "place"] if obj else []

    def get_fields(self, request, obj=None):
        return ["rule", "place", "level", "limit"] if obj else self.fields

    @admin.display(description=gettext_lazy("where"))
    def place(self, row):
        if row.section is None:
            return _("the whole paper")
        above = row.section.parent
        return f"{above} › {row.section}" if above else str(row.section)

    @admin.display(description=gettext_lazy("limit"))
    def limit_in_words(self, row):
        return row.limit or ""

    def changelist_view(self, request, extra_context=None):
        """Every rule has its line from the start."""
        known = set(GateRule.objects.filter(section=None).values_list("rule", flat=True))
        if self.has_view_permission(request):
            for rule, (level, limit) in DEFAULTS.items():
                if rule not in known:
                    own = {"level": level, "limit": limit}
                    GateRule.objects.get_or_create(rule=rule, section=None, defaults=own)
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return self.has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        """A section may go back to the paper's rule; the paper's own stays."""
        return self.has_change_permission(request) and bool(obj and obj.section_id)
