"""Authors: who they are, what they cover, their portrait, their links."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.actions.authors import check_author, merge_authors, rename_author
from articles.admin.editor_form import SectionsChoice, all_sections
from articles.admin.merging import Merges
from articles.models import Author, AuthorLink
from newsroom.kit.desk import FollowsItsParent, Register


class LinkInline(FollowsItsParent, admin.TabularInline):
    model = AuthorLink
    extra = 0


class AuthorForm(forms.ModelForm):
    beats = SectionsChoice(
        label=gettext_lazy("Beats"),
        queryset=all_sections(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The sections the author covers; readers see them as links."),
    )

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                check_author(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


@admin.register(Author)
class AuthorAdmin(Merges, Register):
    form = AuthorForm
    list_display = ["name", "kind", "role", "stories_count", "account"]
    list_select_related = ["account"]
    search_fields = ["name", "role"]
    autocomplete_fields = ["portrait", "account"]
    fields = [
        "name", "slug", "former", "kind", "role", "bio", "email", "beats", "portrait", "account",
    ]  # fmt: skip
    inlines = [LinkInline]
    merge = staticmethod(merge_authors)
    merge_title = gettext_lazy("Merge “%s” into another author")
    merge_words = gettext_lazy(
        "Its stories are signed with the other name, and its address leads there for good. "
        "This cannot be taken back."
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stories_number=Count("bylines"))

    def get_readonly_fields(self, request, obj=None):
        """Who is which account is for those who manage people."""
        may = request.user.has_perm("accounts.view_user")
        return ["former"] if may else ["former", "account"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=gettext_lazy("stories"), ordering="stories_number")
    def stories_count(self, author):
        return author.stories_number or ""

    @admin.display(description=gettext_lazy("former addresses"))
    def former(self, author):
        slugs = author.former_slugs.values_list("slug", flat=True) if author.pk else []
        return ", ".join(f"/author/{slug}/" for slug in slugs) or _("none")

    def save_model(self, request, obj, form, change):
        if change:
            rename_author(obj)
        else:
            obj.save()
