"""Old addresses: where they lead, or that they are gone."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Redirect
from newsroom.kit.desk import Register


class RedirectForm(forms.ModelForm):
    def clean_old_path(self):
        path = self.cleaned_data["old_path"].strip()
        if not path.startswith("/") or path.startswith("//") or not path.endswith("/"):
            raise ValidationError(_("Write the path with a slash at both ends: /old/address/."))
        if Article.objects.filter(path=path).exists():
            raise ValidationError(_("A story stands at this address."))
        return path

    def clean_new_path(self):
        path = self.cleaned_data["new_path"].strip()
        if path and (not path.startswith("/") or path.startswith(("//", "/\\"))):
            raise ValidationError(_("Write a path of this site: /new/address/."))
        return path

    def clean(self):
        data = super().clean()
        ways = [data.get("article"), data.get("new_path"), data.get("gone")]
        if not self.errors and sum(map(bool, ways)) != 1:
            raise ValidationError(_("Choose a story, or write a path, or mark it as gone."))
        if data.get("new_path") and data["new_path"] == data.get("old_path"):
            raise ValidationError({"new_path": _("This is the old path.")})
        return data


@admin.register(Redirect)
class RedirectAdmin(Register):
    form = RedirectForm
    list_display = ["old_path", "leads_to"]
    list_select_related = ["article"]
    search_fields = ["old_path", "new_path"]
    autocomplete_fields = ["article"]
    fields = ["old_path", "article", "new_path", "gone"]

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, redirect):
        if redirect.gone:
            return _("gone for good")
        return str(redirect.article or redirect.new_path)
