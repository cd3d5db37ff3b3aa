import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.kit.forms import LineField, TextField, TrapField
from newsroom.site.actions.contact import receive
from newsroom.site.models import ContactMessage

MOST_LINKS = 3
LINK = re.compile(r"https?://|www\.|<a\s|\[url", re.IGNORECASE)


class ContactForm(forms.ModelForm):
    name = LineField(max_length=120, error_messages={"required": _("Write your name.")})
    subject = LineField(
        max_length=160, error_messages={"required": _("Say in a few words what it is about.")}
    )
    text = TextField(max_length=5000, error_messages={"required": _("Write your message.")})
    motto = TrapField()

    class Meta:
        model = ContactMessage
        fields = ["name", "email", "subject", "text"]
        error_messages = {
            "email": {
                "required": _("Write your email address, so that we can answer."),
                "invalid": _("That address looks unfinished. Check the part after the @."),
            }
        }

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(LINK.findall(text)) > MOST_LINKS:
            raise ValidationError(
                _("A message may hold %(most)s links at most: leave some out."),
                params={"most": MOST_LINKS},
            )
        return text

    def clean(self):
        if LINK.search(self.cleaned_data.get("subject", "") + self.cleaned_data.get("name", "")):
            self.add_error("subject", _("Put links into the message."))
        return super().clean()

    def save(self, commit=True):
        return receive(super().save(commit=False))
