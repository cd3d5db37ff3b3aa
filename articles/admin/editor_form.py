"""The form of the writing page: reads what was typed, decides nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from articles.admin import planned
from articles.admin.editor_widgets import (
    ChosenImage,
    ChosenMany,
    DayAndTime,
    OneLine,
    StoryBody,
    Suggested,
)
from articles.admin.picked_stories import StoryLines
from articles.bylines import check_wording
from articles.models import Article, Author, Image, ReaderNote, Section, Tag

DAY_AND_TIME = {"invalid_date": _("Choose a day."), "invalid_time": _("Add the time.")}


class InOrder(forms.ModelMultipleChoiceField):
    """Keeps the order in which the rows were sent; those chosen already are listed first."""

    def clean(self, value):
        found = {str(row.pk): row for row in super().clean(value)}
        return [found[key] for key in dict.fromkeys(map(str, value or [])) if key in found]

    def put_first(self, keys: list[int]) -> None:
        places = [When(pk=key, then=number) for number, key in enumerate(keys)]
        if places:
            rows = self.queryset.model.objects.all()
            self.queryset = rows.order_by(Case(*places, default=len(places)), "name")


class SectionChoice(forms.ModelChoiceField):
    """Parts are named with the section they belong to."""

    def label_from_instance(self, section):
        return section_name(section)


class SectionsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, section):
        return section_name(section)


def section_name(section: Section) -> str:
    return f"{section.parent} › {section}" if section.parent else str(section)


def all_sections():
    return Section.objects.select_related("parent").order_by("path")


class ArticleForm(forms.ModelForm):
    headline = forms.CharField(
        label=_("Headline"), max_length=200, widget=OneLine("w-head", _("Headline"))
    )
    standfirst = forms.CharField(
        label=_("Standfirst"),
        max_length=400,
        required=False,
        widget=OneLine("w-stand", _("Standfirst")),
    )
    body = forms.CharField(label=_("Text"), required=False, widget=StoryBody, strip=False)
    section = SectionChoice(label=_("Section"), queryset=all_sections(), empty_label=None)
    further_sections = SectionsChoice(
        label=_("Further sections"), queryset=all_sections(), required=False, widget=ChosenMany
    )
    authors = InOrder(
        label=_("Bylines"),
        queryset=Author.objects.order_by("name"),
        required=False,
        widget=ChosenMany(ordered=True),
    )
    tags = TagField(label=_("Tags"), required=False, widget=Suggested)
    related_picks = StoryLines(
        label=_("Related stories"),
        required=False,
        help_text=_(
            "They stand in this order before those we find, once they are published. "
            "One a line, by its address."
        ),
    )
    lead_image = forms.ModelChoiceField(
        label=_("Lead picture"), queryset=Image.objects.all(), required=False, widget=ChosenImage
    )
    event_date = forms.DateField(
        label=_("Day of the event"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    publish_at = forms.SplitDateTimeField(
        label=_("Goes live"), required=False, widget=DayAndTime, error_messages=DAY_AND_TIME
    )
    change = forms.ChoiceField(
        label=_("What this change is to readers"),
        choices=[("", _("Nothing: typing errors put right")), *ReaderNote.Kind.choices],
        required=False,
    )
    told = forms.CharField(
        label=_("Note to readers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Says under the story what changed, and moves “last updated”."),
    )
    change_at = forms.SplitDateTimeField(
        label=_("This change appears"),
        required=False,
        widget=DayAndTime,
        error_messages=DAY_AND_TIME,
        help_text=_("Until then readers see the text as it is. It is judged again at its time."),
    )
    embargo_until = forms.SplitDateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=DayAndTime,
        error_messages=DAY_AND_TIME,
        help_text=_("The story goes out at this time, not before."),
    )
    override = forms.CharField(
        label=_("Publish all the same, because"), required=False, max_length=300
    )
    new_slug = forms.SlugField(
        label=_("New address"),
        required=False,
        max_length=90,
        error_messages={"invalid": _("Use only letters, figures and hyphens: night-train.")},
    )
    new_date = forms.SplitDateTimeField(
        label=_("First published"),
        required=False,
        widget=DayAndTime,
        error_messages=DAY_AND_TIME,
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    # Which open page sends this, and as its what number: what it holds is then kept no more.
    page = forms.RegexField("[0-9a-f]{32}", widget=forms.HiddenInput, required=False, max_length=32)
    page_number = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**53
    )

    class Meta:
        model = Article
        fields = [
            "headline", "standfirst", "body", "kind", "section", "label", "lead_image",
            "lead_caption", "lead_credit", "byline_text", "front_title", "seo_title",
            "seo_description", "social_title", "email_title", "slug", "comments", "sensitive",
            "advertising", "access", "public_safety", "contents", "language", "event_date",
            "event_place", "embargo_until",
        ]  # fmt: skip
        labels = {
            "kind": _("Kind"),
            "label": _("Label"),
            "lead_caption": _("Caption"),
            "lead_credit": _("Credit"),
            "front_title": _("Title on the front page"),
            "seo_title": _("Title for search"),
            "seo_description": _("Description for search"),
            "social_title": _("Title when shared"),
            "email_title": _("Subject in email"),
            "byline_text": _("Wording of the byline"),
            "slug": _("Address"),
            "comments": _("Comments"),
            "sensitive": _("Sensitive"),
            "advertising": _("Advertising"),
            "access": _("Who may read on"),
            "public_safety": _("Public safety"),
            "contents": _("Contents box"),
            "language": _("Language"),
            "event_place": _("Place of the event"),
        }
        widgets = {"seo_description": forms.Textarea(attrs={"rows": 3})}

    # What the release gate said against saving this; set by the page.
    refused: list[str] = []

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        story = self.instance
        self.fields["publish_at"].label = _("Goes live")
        if story.pk:
            self.initial |= {
                "base": story.version,
                "authors": [byline.author_id for byline in story.bylines.all()],
                "further_sections": [section.pk for section in story.further_sections.all()],
                "tags": list(story.tags.all()),
                "related_picks": list(story.related_picks.order_by("picked_by__order")),
                "publish_at": self._waiting_until(),
                "new_date": story.first_published_at,
            }
            if change := getattr(story, "being_planned", None):
                self.initial |= planned.initial(change)
            self.fields["authors"].put_first(self.initial["authors"])
        if story.path:
            # Fixed once readers could have seen it; the change has a button of its own.
            self.fields["slug"].disabled = True
        if not story.section_id:
            self.fields["section"].empty_label = _("Choose a section")

    def _waiting_until(self):
        waits = self.instance.published_at and self.instance.published_at > timezone.now()
        return self.instance.published_at if waits else None

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_standfirst(self):
        return " ".join(self.cleaned_data["standfirst"].split())

    def clean_tags(self):
        longest = Tag._meta.get_field("name").max_length
        if any(len(name) > longest for name in self.cleaned_data["tags"]):
            raise ValidationError(
                _("A tag has at most %(number)d characters."), params={"number": longest}
            )
        return self.cleaned_data["tags"]

    def clean_related_picks(self):
        if self.instance.pk and self.instance in self.cleaned_data["related_picks"]:
            raise ValidationError(_("A story does not stand under itself."))
        return self.cleaned_data["related_picks"]

    def clean(self):
        """What a button needs is asked for here, so that a refusal keeps what was typed."""
        data = super().clean()
        for refusal in self.refused:
            self.add_error(None, refusal)
        try:
            check_wording(data.get("byline_text", ""), len(data.get("authors", [])))
        except ValidationError as error:
            self.add_error("byline_text", error)
        plans = "_plan" in self.data or hasattr(self.instance, "being_planned")
        if plans and not data.get("change_at") and "change_at" not in self.errors:
            self.add_error("change_at", _("Say on which day and at what time it appears."))
        if "_backdate" in self.data and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why the date changes."))
        if data.get("change") and not data.get("told", "").strip():
            self.add_error("told", _("Say to readers what changed."))
        if "_move" in self.data and not data.get("new_slug") and "new_slug" not in self.errors:
            self.add_error("new_slug", _("Write the new address."))
        return data

    @property
    def relations(self) -> dict:
        """What the saving action takes besides the story itself."""
        names = ("authors", "tags", "further_sections", "related_picks")
        return {name: self.cleaned_data[name] for name in names}
