from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments.actions.posting import edit_comment, post_comment
from comments.models import Report
from comments.models.comment import LONGEST_COMMENT
from newsroom.kit.forms import TextField
from newsroom.kit.throttle import allowed

MOST_COMMENTS, MOST_CHANGES, WITHIN_SECONDS = 10, 30, 10 * 60


class _WordsForm(forms.Form):
    text = TextField(
        label=_("Your comment"),
        max_length=LONGEST_COMMENT,
        error_messages={"required": _("Write something first.")},
    )

    def save(self):
        """Do it, or keep the text and say why not: then the answer is None."""
        try:
            return self.act()
        except ValidationError as refusal:
            self.add_error("text", refusal)
            return None

    def slow_down(self, what: str, person, times: int) -> None:
        if not allowed(what, str(person.pk), times=times, seconds=WITHIN_SECONDS):
            raise ValidationError(_("That was a lot at once. Wait a few minutes and post again."))


class CommentForm(_WordsForm):
    def __init__(self, *args, article, author, to=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.article, self.author, self.to = article, author, to

    def act(self):
        self.slow_down("comment", self.author, MOST_COMMENTS)
        text = self.cleaned_data["text"]
        return post_comment(self.article, by=self.author, text=text, to=self.to)


class EditForm(_WordsForm):
    def __init__(self, *args, comment, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.comment, self.by = comment, by

    def act(self):
        self.slow_down("comment-edit", self.by, MOST_CHANGES)
        return edit_comment(self.comment, by=self.by, text=self.cleaned_data["text"])


class ReportForm(forms.ModelForm):
    note = TextField(label=_("In your words"), max_length=500, required=False)

    class Meta:
        model = Report
        fields = ["reason", "note"]
        widgets = {"reason": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = Report.Reason.choices
        self.fields["reason"].error_messages["required"] = _("Choose a reason.")


class AppealForm(forms.Form):
    text = TextField(
        label=_("Why was it wrong?"),
        max_length=1000,
        error_messages={"required": _("Write something first.")},
    )
