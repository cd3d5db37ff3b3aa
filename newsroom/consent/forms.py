"""The one form of the desk's consent page: the text, and each purpose in a block of its own."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.consent.actions.asking import ask
from newsroom.consent.models import Purpose, Wording
from newsroom.consent.scripts import read_scripts
from newsroom.kit.forms import LineField, TextField

SENTENCE = _("May we load what is not needed to read the news?")
WORDS = {
    Purpose.Key.STATISTICS: _(
        "Another company counts for us which pages are read. It learns the address of your "
        "connection and what you open here."
    ),
    Purpose.Key.ADVERTISING: _(
        "Other companies choose and measure advertising. They learn the address of your "
        "connection and may recognise you elsewhere."
    ),
    Purpose.Key.EMBEDS: _(
        "Videos, posts and maps of other sites appear by themselves. Without this each waits "
        "until you press it."
    ),
}
# Embeds are frames the paper builds itself: there is no script to name.
WITH_SCRIPTS = (Purpose.Key.STATISTICS, Purpose.Key.ADVERTISING)


class ConsentForm(forms.Form):
    sentence = LineField(
        label=_("Sentence in the bar"),
        max_length=120,
        help_text=_("Short: on a phone it must leave room for the headline."),
    )
    explanation = TextField(
        label=_("Explanation"),
        max_length=2000,
        required=False,
        help_text=_("Shown under “Choose” and on the page of cookie settings."),
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.wording = Wording.objects.first()
        self.rows = Purpose.objects.in_bulk()
        self.initial = self._now()
        self.fields["sentence"].widget.attrs["class"] = "vTextField"
        for key in Purpose.Key:
            self._add_fields(key)

    def _now(self) -> dict:
        now = {
            "sentence": self.wording.sentence if self.wording else SENTENCE,
            "explanation": self.wording.explanation if self.wording else "",
        }
        for key in Purpose.Key:
            row = self.rows.get(key)
            now[f"{key}_on"] = bool(row and row.on)
            now[f"{key}_words"] = row.words if row and row.words else WORDS[key]
            now[f"{key}_scripts"] = row.scripts if row else ""
        return now

    def _add_fields(self, key: str) -> None:
        self.fields[f"{key}_on"] = forms.BooleanField(label=_("Switched on"), required=False)
        self.fields[f"{key}_words"] = TextField(
            label=_("What readers are told"),
            max_length=400,
            widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        )
        if key in WITH_SCRIPTS:
            self.fields[f"{key}_scripts"] = TextField(
                label=_("Scripts"),
                required=False,
                help_text=_(
                    "One a line: the script’s address, then other hosts it talks to, parted by "
                    "spaces. Only these are let through."
                ),
                widget=forms.Textarea(
                    {"rows": 3, "class": "vLargeTextField", "spellcheck": "false"}
                ),
            )

    def blocks(self):
        """Each purpose with its fields, for the template."""
        for key in Purpose.Key:
            names = [f"{key}_on", f"{key}_words", f"{key}_scripts"]
            yield {"title": key.label, "fields": [self[n] for n in names if n in self.fields]}

    def clean(self):
        data = super().clean()
        for key in WITH_SCRIPTS:
            name = f"{key}_scripts"
            try:
                found = read_scripts(data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if data.get(f"{key}_on") and not found:
                self.add_error(
                    name, _("Name the script first: without one there is nothing to consent to.")
                )
        return data

    def save(self, *, by) -> Wording | None:
        data = self.cleaned_data
        return ask(
            sentence=data["sentence"],
            explanation=data["explanation"],
            purposes=[
                Purpose(
                    key=key,
                    on=data[f"{key}_on"],
                    words=data[f"{key}_words"],
                    scripts=data.get(f"{key}_scripts", ""),
                )
                for key in Purpose.Key
            ],
            by=by,
        )
