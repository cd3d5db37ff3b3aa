"""Sections and tags: the order of the paper, and the words stories share."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.actions.taxonomy import check_tag, delete_tag, merge_tags, rename_tag
from articles.admin.merging import Merges
from articles.models import Section, Tag
from newsroom.kit.desk import Register, yes
from newsroom.site.admin import SeenOnEveryPage
from newsroom.site.models import TakenPath

NAVIGATION = yes("in_navigation", gettext_lazy("in the navigation"))
HIDDEN = yes("hidden", gettext_lazy("hidden"))


@admin.register(Section)
class SectionAdmin(SeenOnEveryPage, Register):
    list_display = ["name_in_place", "address", "order", NAVIGATION, HIDDEN, "stories_count"]
    list_display_links = ["name_in_place"]
    search_fields = ["name", "path"]
    fields = [
        "name", "slug", "parent", "former_paths", "description", "colour", "order",
        "in_navigation", "advertising", "access", "hidden",
    ]  # fmt: skip
    readonly_fields = ["former_paths"]
    list_per_page = 200

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("parent")
            .annotate(stories_number=Count("stories"))
        )

    def get_ordering(self, request):
        """As in the menu: each section, then its parts."""
        return [
            Coalesce("parent__order", "order"),
            Coalesce("parent__name", "name"),
            F("parent").asc(nulls_first=True),
            "order",
            "name",
        ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def name_in_place(self, section):
        return f"— {section.name}" if section.parent_id else section.name

    @admin.display(description=gettext_lazy("address"), ordering="path")
    def address(self, section):
        return section.get_absolute_url()

    @admin.display(description=gettext_lazy("stories"), ordering="stories_number")
    def stories_count(self, section):
        return section.stories_number or ""

    @admin.display(description=gettext_lazy("former addresses"))
    def former_paths(self, section):
        former = TakenPath.objects.filter(
            owner_kind=TakenPath.Owner.SECTION, owner_id=section.pk, current=False
        )
        paths = [(f"/{path}/",) for path in former.values_list("path", flat=True)]
        lines = format_html_join("", "<li>{}</li>", paths)
        return format_html_join("", "<ul>{}</ul>", [(lines,)]) if paths else _("none")


class TagForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.slug = self.instance.slug or self.instance.slugify(self.instance.name)
                check_tag(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


@admin.register(Tag)
class TagAdmin(Merges, Register):
    form = TagForm
    list_display = ["name", "address", "stories_count"]
    search_fields = ["name"]
    fields = ["name", "slug", "former"]
    readonly_fields = ["former"]
    merge = staticmethod(merge_tags)
    merge_title = gettext_lazy("Merge “%s” into another tag")
    merge_words = gettext_lazy(
        "Its stories get the other tag, and its address leads there for good. This cannot be "
        "taken back."
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stories_number=Count("tagged"))

    @admin.display(description=gettext_lazy("address"), ordering="slug")
    def address(self, tag):
        return tag.get_absolute_url()

    @admin.display(description=gettext_lazy("stories"), ordering="stories_number")
    def stories_count(self, tag):
        return tag.stories_number or ""

    @admin.display(description=gettext_lazy("former addresses"))
    def former(self, tag):
        slugs = tag.former_slugs.values_list("slug", flat=True) if tag.pk else []
        return ", ".join(f"/tag/{slug}/" for slug in slugs) or _("none")

    def save_model(self, request, obj, form, change):
        if change:
            rename_tag(obj, name=obj.name, slug=obj.slug)
        else:
            obj.save()

    def delete_model(self, request, obj):
        delete_tag(obj)
