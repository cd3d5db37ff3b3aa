"""Form fields the paper's forms share."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LineField(forms.CharField):
    """One line: what looks like more, or like nothing, is made into plain spaces."""

    def to_python(self, value):
        kept = "".join(
            " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
            for c in super().to_python(value)
            if unicodedata.category(c) != "Cf"
        )
        return " ".join(kept.split())


class TextField(forms.CharField):
    """Several lines, counted as the browser counts them: a line's end is one character."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").strip()


class TrapField(forms.CharField):
    """Nobody sees it; whoever fills it is a machine."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def validate(self, value):
        if value:
            raise ValidationError(_("Leave the hidden field empty."), code="trap")
