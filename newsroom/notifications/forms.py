"""How each kind of news should reach a member by mail."""

from django import forms

from accounts.models import User
from newsroom.notifications.actions import set_preferences
from newsroom.notifications.models import OF_THE_DESK, Kind, Preference, unless_chosen


class PreferencesForm(forms.Form):
    def __init__(self, *args, person: User, at_the_desk: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        rows = Preference.objects.filter(person=person).values_list("kind", "mail")
        chosen = dict(rows)
        for kind in Kind:
            if kind in OF_THE_DESK and not at_the_desk:
                continue
            self.fields[kind] = forms.ChoiceField(
                label=kind.label,
                choices=Preference.Mail.choices,
                initial=chosen.get(kind, unless_chosen(kind)),
                widget=forms.Select(attrs={"class": "input"}),
            )

    def save(self) -> None:
        set_preferences(self.person, self.cleaned_data)
