"""Pictures: the grid, adding several at once, words and focal point of one."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
)
from django.db.models.functions import Now
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import policy
from articles.actions import media
from articles.admin import uploads
from articles.admin.focal_point import FocalPoint
from articles.admin.states import state_of
from articles.admin.story_list import Words
from articles.models import Article, Image, Rendition
from newsroom.kit.desk import Register

USES_SHOWN = 50
SAID = ["alt", "decorative", "caption", "credit", "licence", "territory", "expires_at"]


class ShelfFilter(Words):
    title = gettext_lazy("shelf")
    parameter_name = "shelf"

    def lookups(self, request, model_admin):
        return [
            ("mine", _("Mine")),
            ("unused", _("Unused")),
            ("undescribed", _("No alt text")),
            ("ending", _("Rights end within a week")),
            ("ended", _("Rights have ended")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                return queryset.filter(uploaded_by=request.user)
            case "unused":
                return queryset.filter(lead_of=None, in_bodies=None, portrait_of=None)
            case "undescribed":
                return queryset.filter(alt="", decorative=False)
            case "ending":
                soon = Now() + timedelta(days=7)
                return queryset.cleared().filter(expires_at__lte=soon)
            case "ended":
                return queryset.filter(expires_at__lte=Now())
        return queryset


class ImageForm(forms.ModelForm):
    class Meta:
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
            "caption": forms.Textarea(attrs={"rows": 2, "maxlength": 400}),
        }

    def clean(self):
        data = super().clean()
        if data.get("decorative") and data.get("alt"):
            raise ValidationError(
                {"decorative": _("A decorative picture has no alternative text: choose one.")}
            )
        return data


@admin.register(Image)
class ImageAdmin(Register):
    form = ImageForm
    search_fields = ["alt", "caption", "credit", "original_name"]
    search_help_text = gettext_lazy("Words or credit")
    list_filter = [ShelfFilter]
    list_display = ["__str__", "credit"]
    list_per_page = 60
    fields = ["focal_point", *SAID, "facts", "used_in"]
    readonly_fields = ["facts", "used_in"]
    change_list_template = "admin/articles/image/change_list.html"
    change_form_template = "admin/articles/image/change_form.html"

    def get_queryset(self, request):
        small = Rendition.objects.filter(ratio="16x9", width=480)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("renditions", small, to_attr="thumbnails"))
            .annotate(
                uses=Count("lead_of", distinct=True) + Count("in_bodies", distinct=True),
            )
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The focal point is two columns and one field."""
        kwargs["fields"] = SAID
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and self.has_change_permission(request, obj):
            field = FocalPoint(picture=obj, label=_("Focal point"))
            form = type(form)(form.__name__, (form,), {"focal_point": field})
        return form

    def get_fields(self, request, obj=None):
        may = obj and self.has_change_permission(request, obj)
        return self.fields if may else [f for f in self.fields if f != "focal_point"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "focal_point" in form.changed_data:
            x, y = form.cleaned_data["focal_point"]
            media.set_focal_point(obj, x=x, y=y, by=request.user)
        if "expires_at" in form.changed_data:
            media.set_end_of_rights(obj, at=form.cleaned_data["expires_at"], by=request.user)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        return policy.may_change_picture(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.uses)

    # What is shown -------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("file"))
    def facts(self, image):
        ready = image.renditions.count()
        sizes = _("sizes are ready") if ready else _("sizes are being made")
        return f"{image.original_name}, {image.width} × {image.height}, {sizes}"

    @admin.display(description=gettext_lazy("used in"))
    def used_in(self, image):
        within = Exists(
            Article.body_images.through.objects.filter(article=OuterRef("pk"), image=image)
        )
        leads = Q(lead_image=image)
        stories = Article.objects.annotate(
            within=within, leads=ExpressionWrapper(leads, BooleanField())
        ).filter(Q(within=True) | leads)
        shown = list(stories.defer("body", "search").order_by("-saved_at")[:USES_SHOWN])
        for story in shown:
            story.state = state_of(story)
        context = {
            "stories": shown,
            "more": stories.count() - len(shown) if len(shown) == USES_SHOWN else 0,
            "portraits": image.portrait_of.all(),
        }
        return render_to_string("admin/articles/image/_used.html", context)

    # Adding --------------------------------------------------------------------------------

    def get_urls(self):
        original = self.admin_site.admin_view(self.original)
        replace = self.admin_site.admin_view(self.replace)
        return [
            path("<int:pk>/original/", original, name="articles_image_original"),
            path("<int:pk>/replace/", replace, name="articles_image_replace"),
            path("add/one/", self.admin_site.admin_view(self.take_one), name="articles_image_one"),
            *super().get_urls(),
        ]

    def original(self, request, pk):
        """The stored file, for journalists only: while its sizes are being made."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = get_object_or_404(Image, pk=pk)
        response = FileResponse(default_storage.open(image.file.name))
        response["Cache-Control"] = "private, max-age=3600"
        return response

    def replace(self, request, pk):
        """A better file for the same picture, wherever it stands."""
        image = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, image):
            raise PermissionDenied
        form = uploads.ReplaceForm(request.POST or None, request.FILES or None, label_suffix="")
        if request.method == "POST" and form.is_valid():
            try:
                media.replace_file(image, form.cleaned_data["file"], by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                self.log_change(request, image, [{"changed": {"fields": ["file"]}}])
                words = _(
                    "The file is replaced. Every story shows it as soon as its sizes are made."
                )
                messages.success(request, words)
                return redirect("admin:articles_image_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Replace the file"),
            "opts": self.opts,
            "form": form,
            "image": image,
        }
        return TemplateResponse(request, "admin/articles/image/replace.html", context)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return uploads.several(self, request)

    def take_one(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return uploads.one(self, request)
