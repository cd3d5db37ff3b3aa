"""The writing page's own fields. Each is a plain field without script; script enriches it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Image


class OneLine(forms.Textarea):
    """A text area for one line of running text: it wraps as readers see it and grows."""

    def __init__(self, name: str, label: str):
        attrs = {"rows": 1, "class": name, "data-one-line": "", "placeholder": label}
        super().__init__(attrs)


class StoryBody(forms.Textarea):
    """The text itself; the prose editor takes its place.

    The editor's modules are imported by path. The package's own media would bring an import
    map, which needs a nonce, and an icon font of 128 KB.
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 24, "data-story-body": "", **(attrs or {})})


class ChosenMany(forms.SelectMultiple):
    """A list of several; `ordered` keeps the order of choice."""

    def __init__(self, attrs=None, *, ordered: bool = False):
        super().__init__({"data-chosen": "ordered" if ordered else "", **(attrs or {})})


class Suggested(forms.TextInput):
    """Words with commas between; script shows them singly and suggests those in use."""

    def __init__(self, attrs=None):
        super().__init__({"data-suggested": "", **(attrs or {})})

    def format_value(self, value):
        if value is None or isinstance(value, str):
            return value
        names = sorted(str(tag) for tag in value)
        return ", ".join(f'"{name}"' if "," in name or " " in name else name for name in names)


class DayAndTime(forms.SplitDateTimeWidget):
    """The browser's own fields for a day and a time, each with its name."""

    def __init__(self, attrs=None):
        super().__init__(
            attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": _("Day")},
            time_attrs={"type": "time", "aria-label": _("Time")},
        )


class ChosenImage(forms.NumberInput):
    """The number of a picture, shown as the picture."""

    template_name = "admin/articles/article/_chosen_image.html"
    input_type = "hidden"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        images = Image.objects.prefetch_related("renditions")
        context["image"] = images.filter(pk=value).first() if str(value or "").isdecimal() else None
        return context
