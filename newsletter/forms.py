import re

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.actions.subscribing import ask, normalised
from newsletter.evidence import texts
from newsletter.models import Newsletter, Rhythm
from newsletter.offers import offers
from newsroom.kit.forms import LineField
from newsroom.reading.actions import TARGETS

PLACES = ("footer", "article", "page")
MAX_FOLLOWS = 200
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)


class AddressField(forms.EmailField):
    def __init__(self, **kwargs):
        super().__init__(
            max_length=254,
            error_messages={
                "required": _("Write your email address."),
                "invalid": _("That address looks unfinished. Check the part after the @."),
            },
            **kwargs,
        )

    def clean(self, value):
        """Also refused is what no mail can be addressed to, however well it is spelled."""
        email = normalised(super().clean(value))
        if not email.isprintable() or not _is_addressable(email):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return email


def _is_addressable(email: str) -> bool:
    """Letters of other scripts may become something else on the wire: a Greek question mark is a
    semicolon there, which begins another recipient. Nor do we write to bare numbers, nor to what
    only looks like an i."""
    local, _at, domain = email.rpartition("@")
    try:
        on_the_wire = domain.encode("idna").decode()
    except UnicodeError:
        return False
    return local.isascii() and HOST.fullmatch(on_the_wire) is not None


class SubscribeForm(forms.Form):
    email = AddressField()
    motto = forms.CharField(required=False)  # the trap: see friction.py
    stamp = forms.CharField(required=False)
    place = forms.CharField(required=False)
    choice = forms.BooleanField(required=False)
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
        """A form with a choice means what is ticked; one without means the first newsletter."""
        data = super().clean()
        if "lists" not in data or data["lists"]:
            return data
        if not offers():
            self.add_error("email", _("No newsletter is open to new readers just now."))
        elif data.get("choice"):
            self.add_error("lists", _("Choose at least one newsletter."))
        else:
            data["lists"] = offers()[:1]
        return data

    def save(self) -> None:
        lists, place = list(self.cleaned_data["lists"]), self.cleaned_data["place"]
        ask(self.cleaned_data["email"], lists, texts=texts(lists), place=place)


class ListsForm(forms.Form):
    """What a reader ticks of the newsletters offered to them, and the rhythm of personal ones."""

    def __init__(self, *args, offered: list[Newsletter], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["lists"] = forms.MultipleChoiceField(
            choices=[(n.slug, n.name) for n in offered], required=False
        )
        for newsletter in offered:
            if newsletter.personal:
                self.fields[f"rhythm-{newsletter.slug}"] = forms.ChoiceField(
                    choices=[("", ""), *reader_rhythms()], required=False
                )

    @property
    def wanted(self) -> dict[Newsletter, str]:
        return {
            newsletter: self.cleaned_data.get(f"rhythm-{newsletter.slug}", "")
            for newsletter in self.offered
            if newsletter.slug in self.cleaned_data["lists"]
        }


def reader_rhythms() -> list[tuple[str, str]]:
    return [choice for choice in Rhythm.choices if choice[0] != Rhythm.BY_HAND]


class AnyNumbers(forms.MultipleChoiceField):
    """Keys of rows; which of them exist is asked of the database."""

    def to_python(self, value):
        return [int(v) for v in super().to_python(value) if v.isascii() and v.isdecimal()]

    def validate(self, value):
        if any(number >= 2**63 for number in value):
            raise forms.ValidationError(_("Something in this form does not exist."))


class FollowsForm(forms.Form):
    """Sections, authors and tags. What is gone meanwhile is passed over."""

    section = AnyNumbers(required=False)
    author = AnyNumbers(required=False)
    tag = AnyNumbers(required=False)

    @property
    def chosen(self) -> dict[str, set[int]]:
        return {
            kind: set(
                model.objects.filter(pk__in=self.cleaned_data[kind][:MAX_FOLLOWS]).values_list(
                    "pk", flat=True
                )
            )
            for kind, model in TARGETS.items()
        }


class MoveForm(forms.Form):
    email = AddressField()


class NeverForm(forms.Form):
    reason = LineField(max_length=200, required=False)
