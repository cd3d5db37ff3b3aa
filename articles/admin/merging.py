"""Making one of two rows: what both registers of names, tags and authors, offer."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class MergeForm(forms.Form):
    """Where the stories of one row go, and with them its address."""

    into = forms.ModelChoiceField(None, label=gettext_lazy("Merge into"))

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["into"].queryset = type(row).objects.exclude(pk=row.pk)


class Merges:
    """Needs: merge (the action), merge_title with one %s, merge_words (what will happen)."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        name = f"articles_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]

    def merge_view(self, request, pk):
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = MergeForm(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            name = str(row)
            into = self.merge(row, into=form.cleaned_data["into"])
            words = _("“%(former)s” is now “%(into)s”.") % {"former": name, "into": into}
            self.log_change(request, into, words)
            self.message_user(request, words, messages.SUCCESS)
            return redirect(f"admin:articles_{self.opts.model_name}_change", into.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": self.merge_title % row,
            "words": self.merge_words,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/articles/merge.html", context)
