"""What is posted from the desk's front page, read and checked; saving calls an action."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from newsroom.curation import actions
from newsroom.curation.models import BreakingBanner, Pin
from newsroom.curation.slots import Place
from newsroom.kit.forms import LineField

FURTHEST = timedelta(days=366)


class PlaceField(forms.CharField):
    def to_python(self, value):
        text = super().to_python(value)
        place = Place.read(text)
        if text and place is None:
            raise ValidationError(_("There is no such place on the front page."))
        return place


class MomentField(forms.DateTimeField):
    """Of the paper's clock, and not so far away that it must be a slip."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value):
        try:
            when = super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"]) from None
        if when and abs(when - timezone.now()) > FURTHEST:
            raise ValidationError(_("Choose a time within a year."))
        return when


class ActForm(forms.Form):
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def about(self) -> dict:
        """What is meant, in the words a change keeps, for whoever came too late."""
        return {}


class PlaceForm(ActForm):
    story = forms.ModelChoiceField(Article.objects.defer("body", "search"), label=_("Story"))
    to = PlaceField(label=_("Place"))
    starts_at = MomentField(label=_("From"), required=False)
    ends_at = MomentField(label=_("Until"), required=False)

    def save(self, *, by):
        data = self.cleaned_data
        actions.place(
            data["story"],
            data["to"],
            by=by,
            base=data["base"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
        )

    def about(self):
        return {"story": self.cleaned_data["story"].headline, "place": str(self.cleaned_data["to"])}


class PinForm(ActForm):
    pin = forms.ModelChoiceField(
        Pin.objects.select_related("story"),
        error_messages={"invalid_choice": _("This story is not pinned any more.")},
    )

    def about(self):
        pin = self.cleaned_data["pin"]
        return {"story": pin.story.headline, "place": str(pin.place)}


class ClearForm(PinForm):
    def save(self, *, by):
        actions.clear(self.cleaned_data["pin"], by=by, base=self.cleaned_data["base"])


class MoveForm(PinForm):
    to = PlaceField()

    def save(self, *, by):
        data = self.cleaned_data
        actions.move(data["pin"], data["to"], by=by, base=data["base"])

    def about(self):
        pin = self.cleaned_data["pin"]
        to = self.cleaned_data["to"]
        return {"story": pin.story.headline, "place": str(to), "from": str(pin.place)}


class BlocksForm(ActForm):
    """A number beside each section that is to stand as a block; none at all for the rule."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.sections = list(Section.objects.filter(parent=None))
        for section in self.sections:
            name = f"order-{section.pk}"
            self.fields[name] = forms.IntegerField(min_value=1, max_value=99, required=False)

    def chosen(self) -> list[Section]:
        if "by_rule" in self.data:
            return []
        orders = {section: self.cleaned_data[f"order-{section.pk}"] for section in self.sections}
        return sorted((s for s in self.sections if orders[s]), key=lambda s: (orders[s], s.name))

    def save(self, *, by):
        actions.choose_blocks(self.chosen(), by=by, base=self.cleaned_data["base"])

    def about(self):
        return {"names": [section.name for section in self.chosen()]}


class RaiseForm(ActForm):
    text = LineField(
        label=_("Sentence"), max_length=BreakingBanner._meta.get_field("text").max_length
    )
    banner_story = forms.ModelChoiceField(
        Article.objects.defer("body", "search"), label=_("Story it leads to"), required=False
    )
    banner_from = MomentField(label=_("From"), required=False)
    banner_until = MomentField(label=_("Until"))

    def save(self, *, by):
        data = self.cleaned_data
        actions.raise_banner(
            data["text"],
            by=by,
            base=data["base"],
            story=data["banner_story"],
            starts_at=data["banner_from"],
            ends_at=data["banner_until"],
        )

    def about(self):
        return {"text": self.cleaned_data["text"]}


class LowerForm(ActForm):
    def save(self, *, by):
        actions.lower_banner(by=by, base=self.cleaned_data["base"])


class RevertForm(ActForm):
    number = forms.IntegerField(min_value=0, max_value=2_000_000_000)

    def save(self, *, by):
        actions.revert(self.cleaned_data["number"], by=by, base=self.cleaned_data["base"])

    def about(self):
        return {"number": self.cleaned_data["number"]}


ACTS = {
    "place": PlaceForm,
    "clear": ClearForm,
    "move": MoveForm,
    "blocks": BlocksForm,
    "raise": RaiseForm,
    "lower": LowerForm,
    "revert": RevertForm,
}


class PreviewForm(forms.Form):
    at = MomentField()
