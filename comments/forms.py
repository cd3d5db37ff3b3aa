from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments.actions.posting import post_comment
from comments.models.comment import LONGEST_COMMENT
from newsroom.kit.forms import TextField
from newsroom.kit.throttle import allowed

MOST_COMMENTS, WITHIN_SECONDS = 10, 10 * 60


class CommentForm(forms.Form):
    text = TextField(
        label=_("Your comment"),
        max_length=LONGEST_COMMENT,
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args, article, author, **kwargs):
        super().__init__(*args, **kwargs)
        self.article, self.author = article, author

    def save(self):
        """Post, or keep the text and say why not: then the answer is None."""
        try:
            if not self._in_pace():
                raise ValidationError(
                    _("That was a lot at once. Wait a few minutes and post again.")
                )
            return post_comment(self.article, by=self.author, text=self.cleaned_data["text"])
        except ValidationError as refusal:
            self.add_error("text", refusal)
            return None

    def _in_pace(self) -> bool:
        who = str(self.author.pk)
        return allowed("comment", who, times=MOST_COMMENTS, seconds=WITHIN_SECONDS)
