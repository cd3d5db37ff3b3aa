"""Whether and how long stories take comments: for the paper, for a section, for one story."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comments.models import CommentSettings, StoryComments
from newsroom.kit.desk import Register, yes


@admin.register(CommentSettings)
class CommentSettingsAdmin(Register):
    list_display = ["__str__", "state", "close_after_days"]
    list_select_related = ["section"]
    fields = ["section", "state", "close_after_days"]


@admin.register(StoryComments)
class StoryCommentsAdmin(Register):
    list_display = ["article", "state", yes("hold_all", _("holds everything")), "changed_by"]
    list_select_related = ["article", "changed_by"]
    autocomplete_fields = ["article"]
    fields = ["article", "state", "hold_all", "keep_open"]

    def get_form(self, *args, **kwargs):
        """A list that is searched comes empty, and HTML has no such list that must be answered."""
        form = super().get_form(*args, **kwargs)
        form.use_required_attribute = False
        return form

    def get_queryset(self, request):
        return super().get_queryset(request).defer("article__body", "article__search")

    def save_model(self, request, obj, form, change):
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)
