"""What forms and scripts that send files share: several in one field, and a refusal in words."""

from django import forms
from django.http import JsonResponse


class _SeveralInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """One or more; what is in them is judged when they are stored. `accept` as in HTML."""

    def __init__(self, *, accept: str, **options):
        super().__init__(widget=_SeveralInput(attrs={"accept": accept}), **options)

    def clean(self, data, initial=None):
        one = super().clean
        return [one(file, initial) for file in data] if data else [one(None, initial)]


def refused(words) -> JsonResponse:
    return JsonResponse({"errors": [str(line) for line in words]}, status=422)
