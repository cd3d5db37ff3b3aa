"""Authors: who they are, their portrait, their links."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from articles.actions.taxonomy import rename_author
from articles.models import Author, AuthorLink
from newsroom.kit.desk import FollowsItsParent, Register


class LinkInline(FollowsItsParent, admin.TabularInline):
    model = AuthorLink
    extra = 0


@admin.register(Author)
class AuthorAdmin(Register):
    list_display = ["name", "role", "stories_count", "account"]
    list_select_related = ["account"]
    search_fields = ["name", "role"]
    autocomplete_fields = ["portrait", "account"]

    fields = ["name", "slug", "role", "bio", "email", "portrait", "account"]
    inlines = [LinkInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stories_number=Count("bylines"))

    def get_readonly_fields(self, request, obj=None):
        """An address readers know stays; who is which account is for those who manage people."""
        fixed = ["slug"] if obj else []
        return fixed if request.user.has_perm("accounts.view_user") else [*fixed, "account"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=_("stories"), ordering="stories_number")
    def stories_count(self, author):
        return author.stories_number or ""

    def save_model(self, request, obj, form, change):
        if change and "name" in form.changed_data:
            rename_author(obj)
        else:
            obj.save()
