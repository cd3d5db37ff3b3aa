"""The search form. All its parts are in the address, so a search can be shared."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Section
from articles.search import Question

LONGEST_SEARCH = 200


class SearchForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(
        label=_("Search for"), max_length=LONGEST_SEARCH, strip=True, required=False,
        error_messages={"max_length": _("Write at most 200 characters.")},
        widget=forms.TextInput(
            attrs={
                "type": "search", "placeholder": _("“night train” Malaga"),
                "data-module": "suggest", "list": "suggested", "autocomplete": "off",
            }
        ),
    )  # fmt: skip
    section = forms.ChoiceField(label=_("Section"), required=False)
    author = forms.ChoiceField(label=_("Author"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=[("", _("Best match first")), ("newest", _("Newest first"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sections = [(s.path, s.name) for s in Section.objects.with_stories()]
        self.fields["section"].choices = [("", _("All sections")), *sections]
        authors = Author.objects.with_stories().order_by("name").values_list("slug", "name")
        self.fields["author"].choices = [("", _("All authors")), *authors]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean(self):
        """Words, or days: a month of the paper is a question too."""
        given = super().clean()
        if "q" in given and not (given["q"] or given.get("since") or given.get("until")):
            self.add_error("q", _("Write what you are looking for."))
        return given

    @property
    def words(self) -> str:
        return " ".join(self.data.get("q", "").split())[:LONGEST_SEARCH]

    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            words=given["q"],
            section=given["section"],
            author=given["author"],
            since=given["since"],
            until=given["until"],
            newest=given["sort"] == "newest" or not given["q"],
        )
