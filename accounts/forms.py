"""What signing up asks beyond allauth's own fields."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    display_name = forms.CharField(
        label=_("Name shown beside your comments"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def signup(self, request, user):
        """The adapter has stored the name already."""
