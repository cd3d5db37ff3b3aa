"""Documents: the list, adding several at once, another file under the same address."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import documents, policy
from articles.actions import filing
from articles.admin import document_uploads
from articles.admin.documents_as_data import in_words
from articles.admin.states import state_of
from articles.admin.story_list import Words
from articles.document_kinds import KINDS, Group
from articles.models import Document
from articles.views.document import handed_out
from newsroom.kit.desk import Register, at, yes

USES_SHOWN = 50


class KindFilter(Words):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [
            (Group.TEXT, _("Texts")),
            (Group.SHEET, _("Spreadsheets")),
            (Group.SLIDES, _("Slides")),
            (Group.SOUND, _("Sound")),
            (Group.FILM, _("Film")),
            (Group.ARCHIVE, _("Archives")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in Group.values:
            return queryset
        return queryset.filter(media_type__in=media_types(self.value()))


class UseFilter(Words):
    title = gettext_lazy("use")
    parameter_name = "use"
    all_label = gettext_lazy("Used or not")

    def lookups(self, request, model_admin):
        return [("mine", _("Mine")), ("unused", _("In no story")), ("open", _("Open"))]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                return queryset.filter(uploaded_by=request.user)
            case "unused":
                return queryset.filter(in_bodies=None)
            case "open":
                return queryset.filter(open=True)
        return queryset


def media_types(group: str) -> set[str]:
    return {kind.media_type for kind in KINDS.values() if kind.group == group}


@admin.register(Document)
class DocumentAdmin(Register):
    search_fields = ["title", "name", "original_name"]
    search_help_text = gettext_lazy("Title or name of the file")
    list_filter = [KindFilter, UseFilter]
    list_display = [
        "title", "what", "uses", yes("open", gettext_lazy("open")),
        at("created_at", gettext_lazy("uploaded")),
    ]  # fmt: skip
    fields = ["title", "open", "address", "facts", "used_in"]
    change_list_template = "admin/articles/document/change_list.html"
    change_form_template = "admin/articles/document/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stories=Count("in_bodies"))

    def get_readonly_fields(self, request, obj=None):
        told = ["address", "facts", "used_in"]
        return told if policy.may_open_documents(request.user) else ["open", *told]

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        return policy.may_change_document(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        """Where something links to it the page says where, and offers no way to delete it."""
        may = super().has_delete_permission(request, obj)
        return may and not (obj and documents.is_linked(obj))

    def delete_model(self, request, obj):
        filing.throw_away(obj, by=request.user)

    # What is shown -------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("kind"), ordering="media_type")
    def what(self, document):
        return in_words(document)

    @admin.display(description=gettext_lazy("stories"), ordering="stories")
    def uses(self, document):
        return document.stories or ""

    @admin.display(description=gettext_lazy("address"))
    def address(self, document):
        return document.get_absolute_url()

    @admin.display(description=gettext_lazy("file"))
    def facts(self, document):
        return format_html(
            '<a class="lnk" href="{}">{}</a>, {}',
            reverse("admin:articles_document_file", args=[document.pk]),
            document.original_name or document.name,
            in_words(document),
        )

    @admin.display(description=gettext_lazy("used in"))
    def used_in(self, document):
        stories = document.in_bodies.order_by("-saved_at")
        shown = list(stories.defer("body", "search")[:USES_SHOWN])
        for story in shown:
            story.state = state_of(story)
        context = {
            "stories": shown,
            "more": stories.count() - len(shown) if len(shown) == USES_SHOWN else 0,
            "pages": documents.linking_pages(document),
            "changes": documents.linking_changes(document),
        }
        return render_to_string("admin/articles/document/_used.html", context)

    # Further pages -------------------------------------------------------------------------
    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("<int:pk>/file/", page(self.file), name="articles_document_file"),
            path("<int:pk>/replace/", page(self.replace), name="articles_document_replace"),
            path("add/one/", page(self.take_one), name="articles_document_one"),
            *super().get_urls(),
        ]

    def file(self, request, pk):
        """The stored file, whether readers may have it yet or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        response = handed_out(request, document)
        response["Cache-Control"] = "private, no-store"
        return response

    def replace(self, request, pk):
        document = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = document_uploads.ReplaceForm(*sent, label_suffix="")
        if form.is_valid():
            try:
                filing.replace_document(document, form.cleaned_data["file"], by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                self.log_change(request, document, [{"changed": {"fields": ["file"]}}])
                words = _("The file is replaced. Its address and all links to it stay.")
                messages.success(request, words)
                return redirect("admin:articles_document_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Replace the file"),
            "opts": self.opts,
            "form": form,
            "document": document,
        }
        return TemplateResponse(request, "admin/articles/document/replace.html", context)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return document_uploads.several(self, request)

    def take_one(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return document_uploads.one(self, request)
