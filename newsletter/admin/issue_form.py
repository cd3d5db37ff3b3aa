"""What is posted from the page an issue is written on. Each row of a story is two plain fields, so
that order, notes and the buttons beside them work without script."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.editor_widgets import DayAndTime
from articles.admin.picked_stories import story_named
from articles.models import Article
from newsletter.actions.issues import Chosen
from newsletter.models import Issue
from newsroom.kit.keys import is_key

MOST = 30
LONGEST = {"intro": 8000, "ending": 4000, "note": 2000}
SUBJECT_AIM, PREHEADER_AIM = 60, 90


class ShortText(forms.Textarea):
    """HTML in a field; with script, the few forms mail programs show alike."""

    template_name = "desk/widgets/short_text.html"

    class Media:
        css = {"all": ["css/prose.css", "desk/writing/text.css", "desk/page/text.css"]}
        js = [forms.Script("desk/page/text.js", type="module")]

    def __init__(self):
        super().__init__({"rows": 4, "class": "vLargeTextField"})


class IssueForm(forms.ModelForm):
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Issue
        fields = ["subject", "preheader", "intro", "ending"]
        labels = {
            "subject": gettext_lazy("Subject"),
            "preheader": gettext_lazy("Preheader"),
            "intro": gettext_lazy("Introduction"),
            "ending": gettext_lazy("Ending"),
        }
        widgets = {"intro": ShortText, "ending": ShortText}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial["base"] = self.instance.version

    def clean_intro(self):
        return _not_longer(self.cleaned_data["intro"], LONGEST["intro"])

    def clean_ending(self):
        return _not_longer(self.cleaned_data["ending"], LONGEST["ending"])

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class TimeForm(forms.Form):
    """A time that summer time leaves out, or that comes twice, is refused in words by Django."""

    at = forms.SplitDateTimeField(
        label=gettext_lazy("Goes out"),
        widget=DayAndTime,
        error_messages={
            "required": gettext_lazy("Choose a day and a time."),
            "invalid_date": gettext_lazy("Choose a day."),
            "invalid_time": gettext_lazy("Add the time."),
        },
    )


class TestForm(forms.Form):
    to = forms.EmailField(label=gettext_lazy("Send a test to"), max_length=254)


def chosen(data: QueryDict, *, most: int = MOST) -> list[Chosen]:
    """The rows as posted, in their order; a story that is gone falls out."""
    keys = [int(key) for key in dict.fromkeys(data.getlist("story")) if is_key(key)]
    found = Article.objects.defer("body", "search").in_bulk(keys)
    rows = [
        Chosen(found[key], _not_longer(data.get(f"note-{key}", ""), LONGEST["note"]))
        for key in keys
        if key in found
    ]
    rows = _with_deed(rows, data)
    if len(rows) > most:
        raise ValidationError(_("Choose at most %(number)d stories.") % {"number": most})
    return rows


def _with_deed(rows: list[Chosen], data: QueryDict) -> list[Chosen]:
    """What the button beside a row, or the field below them, asked for."""
    places = {str(row.story.pk): place for place, row in enumerate(rows)}
    if (up := places.get(data.get("_up"), 0)) > 0:
        rows.insert(up - 1, rows.pop(up))
    if (down := places.get(data.get("_down"))) is not None:
        rows.insert(down + 1, rows.pop(down))
    if (gone := places.get(data.get("_remove"))) is not None:
        rows.pop(gone)
    if line := data.get("_add", "").strip():
        story = story_named(line)
        if str(story.pk) not in places:
            rows.append(Chosen(story))
    return rows


def _not_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise ValidationError(_("Write at most %(number)d characters.") % {"number": most})
    return text
