from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.actions.subscribing import ask, normalised
from newsletter.models import Newsletter
from newsroom.kit.forms import TrapField
from newsroom.kit.throttle import allowed

PLACES = ("footer", "article", "page")
LETTERS_TO_ONE_ADDRESS, WITHIN_SECONDS = 3, 3600


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Write your email address."),
            "invalid": _("That address looks unfinished. Check the part after the @."),
        },
    )
    motto = TrapField()
    place = forms.CharField(required=False)
    lists = forms.ModelMultipleChoiceField(
        Newsletter.objects.open(),
        required=False,
        to_field_name="slug",
        error_messages={"invalid_choice": _("That newsletter is not offered any more.")},
    )

    def clean_place(self):
        """A form names where it stood; anything else is the page of newsletters."""
        place = self.cleaned_data["place"]
        return place if place in PLACES else "page"

    def clean(self):
        """Without a choice, the first newsletter is meant: the one the short form promises."""
        data = super().clean()
        if "lists" in data and not data["lists"]:
            data["lists"] = Newsletter.objects.open()[:1]
            if not data["lists"]:
                self.add_error("email", _("No newsletter is open to new readers just now."))
        return data

    def save(self, *, text: str) -> None:
        """Ask the address, unless it has just been asked often: the answer does not tell."""
        email = normalised(self.cleaned_data["email"])
        if allowed("newsletter", email, times=LETTERS_TO_ONE_ADDRESS, seconds=WITHIN_SECONDS):
            place = self.cleaned_data["place"]
            ask(email, list(self.cleaned_data["lists"]), text=text, place=place)
