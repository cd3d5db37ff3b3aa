"""The writing page. The form is Django's, every write is an action's; who may is policy's."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from articles import gate
from articles.actions import editing, keeping, planning
from articles.admin import (
    checking,
    chooser,
    compare,
    documents_as_data,
    editor_steps,
    open_pages,
    picked_stories,
    planned,
    preview,
    signing,
    story_cards,
    typed,
    undoing,
    working,
)
from articles.admin.editor_form import ArticleForm
from articles.admin.editor_page import legal_state, undo_for, writing_page
from articles.admin.states import state_of
from articles.admin.story_list import StoryList
from articles.models import Article, ReaderNote, Revision
from articles.threeway import Conflict
from newsroom.kit.times import moment

QUIETLY = "X-Desk-Save"


@admin.register(Article)
class ArticleAdmin(StoryList, admin.ModelAdmin):
    change_form_template = "admin/articles/article/change_form.html"
    add_form_template = change_form_template

    # The form ---------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        # What the gate refused to save is an error of the form: nothing typed is lost.
        refused = getattr(request, "gate_refusals", [])
        return type("ArticleForm", (ArticleForm,), {"refused": refused}) if refused else ArticleForm

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": list(ArticleForm.base_fields)})]

    def get_changeform_initial_data(self, request):
        author = getattr(request.user, "author", None)
        return {"authors": [author.pk]} if author else {}

    def get_object(self, request, object_id, from_field=None):
        story = super().get_object(request, object_id, from_field)
        if story and "planned" in request.GET:
            planned.open_text(request, story)
        return story

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            return self._posted(request, object_id, form_url, extra_context)
        story = self.get_object(request, object_id) if object_id else None
        if story and not self.has_change_permission(request, story):
            return self._reading(request, story)
        if gone := planned.gone(request, story):
            return gone
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _posted(self, request, object_id, form_url, extra_context):
        if object_id is None and (story := open_pages.begun(request)):
            # Sent twice, since the first answer was lost: it is not begun twice.
            object_id = str(story.pk)
            request.POST = request.POST.copy()
            request.POST["base"] = "1"
        request.step = editor_steps.wanted(request.POST, request.user)
        request.late = request.brought_in = None
        request.gate_refusals = []
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.gate_refusals:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if QUIETLY not in request.headers or isinstance(response, JsonResponse):
            return response
        if isinstance(response, HttpResponseRedirect):  # nothing of ours: a story that is gone
            return JsonResponse({"errors": [gettext("This story is no longer here.")]}, status=404)
        return JsonResponse({"errors": _told(response.context_data["adminform"].form)}, status=422)

    def _reading(self, request, story):
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **preview.reading(story),
            "opts": self.opts,
            "title": story.headline,
            "state_name": state_of(story)[1],
            "legal": legal_state(request, story),
            "digest": gate.digest(story),
            "panel": working.panel(request.user, story),
        }
        return render(request, "admin/articles/article/read.html", context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        context |= writing_page(request, obj, form)
        if request.method == "POST":
            context["refusals"] = _told(form)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _go(reverse("admin:articles_article_versions", args=[object_id]))

    # Saving -----------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        try:
            if change:
                # Asked again under the lock: an editor may have published it this moment.
                head = Article.objects.select_for_update().get(pk=obj.pk)
                if not self.has_change_permission(request, head):
                    raise PermissionDenied
                if hasattr(obj, "being_planned"):
                    self._revise(request, obj, form)
                    self._settle(request, obj, form)
                    return
                if request.step and request.step.name == "_plan":
                    self._plan(request, obj, form)
                    self._settle(request, obj, form)
                    return
                base = form.cleaned_data["base"] or 0
                editing.save(obj, by=request.user, base=base, **_manner(form), **form.relations)
            else:
                editing.create(obj, by=request.user, **form.relations)
        except planning.PlannedMeanwhile as late:
            request.late = late
            self._settle(request, obj, form)
            return
        except editing.SavedMeanwhile as late:
            # Caught here, inside the admin's transaction, so that the kept text stays.
            self._came_late(request, late, form)
            self._settle(request, obj, form)
            return
        except ValidationError as refused:
            request.gate_refusals = refused.messages
            return
        self._settle(request, obj, form)
        self._take_step(request, obj, form)

    def _settle(self, request, story, form):
        """What the page had sent as not saved is stored now, whatever became of the button."""
        if page := form.cleaned_data["page"]:
            number = form.cleaned_data["page_number"] or 0
            keeping.settle(page, by=request.user, story=story, number=number)

    def _plan(self, request, story, form):
        """What was typed is kept to appear later; the story stays as it is."""
        request.refusals = []
        planning.plan(story, by=request.user, **_plan_of(form), **form.relations)

    def _revise(self, request, story, form):
        """The same of a text that waits already."""
        request.refusals = []
        story.being_planned = planning.revise(
            story.being_planned, story, by=request.user, **_plan_of(form), **form.relations
        )

    def _came_late(self, request, late, form):
        """Both changes, where they do not touch; no button sends out what nobody has read whole."""
        request.late = late
        base = form.cleaned_data["base"] or 0
        if request.step or not 0 < base < late.article.version:
            return
        if "embargo_until" in form.changed_data:
            # It is no part of the text, so no version says which of both set it or lifted it.
            messages.warning(request, _embargo_stands(late.article))
            return
        try:
            editing.bring_in(late, by=request.user, base=base, **_manner(form))
        except Conflict:
            return
        except ValidationError as refused:
            request.gate_refusals = refused.messages
            return
        request.late, request.brought_in, request.refusals = None, late, []

    def save_related(self, request, form, formsets, change):
        """The action has stored them with the story."""

    def log_addition(self, request, obj, message):
        """The desk's log is written by the actions."""

    def log_change(self, request, obj, message):
        """The desk's log is written by the actions."""

    def _take_step(self, request, story, form):
        request.refusals = []
        if request.step is None:
            return
        try:
            editor_steps.take(request.step, story, request.user, form.cleaned_data)
        except ValidationError as error:
            request.refusals = error.messages

    def response_add(self, request, obj, post_url_continue=None):
        return self._answer(request, obj)

    def response_change(self, request, obj):
        return self._answer(request, obj)

    def _answer(self, request, story):
        if request.gate_refusals:
            return HttpResponse()  # the form is shown again, with what was typed
        plan = getattr(story, "being_planned", None)
        if late := request.late:
            address = reverse("admin:articles_article_conflict", args=[story.pk, late.kept.number])
            address = planned.both(late) if plan else address
            return self._json({"conflict": address}, 409) if _quiet(request) else _go(address)
        address = reverse("admin:articles_article_change", args=[story.pk])
        story.refresh_from_db()
        address = planned.address(plan) if plan else address
        if request.brought_in:
            words = _both_are_in(request.brought_in)
            messages.success(request, words)  # a page saved by script is opened anew, and says it
            if _quiet(request):
                return self._json({"together": words, "address": address}, 200)
        if _quiet(request):
            return self._json(
                {
                    "version": plan.revision_id if plan else story.version,
                    "saved": date_format(localtime(story.saved_at), "H:i"),
                    "slug": story.slug,
                    "undo": undo_for(request.user, story, editor_steps.state(story)),
                    "address": address,
                },
                200,
            )
        for refusal in request.refusals:
            messages.error(request, refusal)
        return _go(address)

    def _json(self, data, status):
        return JsonResponse(data, status=status)

    # Further pages ----------------------------------------------------------------------------
    def get_urls(self):
        page = self.admin_site.admin_view
        own = [
            path("preview/", page(preview.view(self)), name="articles_article_preview"),
            path("check/", page(checking.view(self)), name="articles_article_check"),
            path("keep/", page(open_pages.view(self)), name="articles_article_keep"),
            path("typed/", page(typed.view(self)), name="articles_article_typed"),
            path("clean/", page(chooser.clean), name="articles_article_clean"),
            path("embed/", page(chooser.embed), name="articles_article_embed"),
            path("tags/", page(chooser.tags), name="articles_article_tags"),
            path("stories/", page(picked_stories.stories), name="articles_article_stories"),
            path("cards/", page(story_cards.cards), name="articles_article_cards"),
            path("pictures/", page(chooser.pictures), name="articles_article_pictures"),
            path("pictures/<int:pk>/", page(chooser.picture), name="articles_article_picture"),
            path("pictures/<int:pk>/file/", page(chooser.file), name="articles_article_file"),
            path("documents/", page(documents_as_data.view), name="articles_article_documents"),
            path("<int:pk>/undo/", page(undoing.view(self)), name="articles_article_undo"),
            path(
                "<int:pk>/planned/<int:change>/",
                page(planned.view(self)),
                name="articles_article_unplan",
            ),
            path("<int:pk>/legal/", page(signing.view(self)), name="articles_article_legal"),
            path(
                "<int:pk>/seen/<int:number>/",
                page(compare.hide(self)),
                name="articles_article_hide",
            ),
            path(
                "<int:pk>/versions/", page(compare.versions(self)), name="articles_article_versions"
            ),
            path(
                "<int:pk>/conflict/<int:number>/",
                page(compare.conflict(self)),
                name="articles_article_conflict",
            ),
        ]
        return own + working.addresses(self) + super().get_urls()


def _manner(form) -> dict:
    """How it is saved, as the form says."""
    said = form.cleaned_data
    return {
        "note": said["note"],
        "substantive": bool(said["change"]),
        "kind": said["change"] or ReaderNote.Kind.UPDATE,
        "told": said["told"],
        "override": said["override"],
    }


def _plan_of(form) -> dict:
    said = form.cleaned_data
    return {
        "base": said["base"] or 0,
        "at": said["change_at"],
        "kind": said["change"],
        "told": said["told"],
        "override": said["override"],
    }


def _embargo_stands(story) -> str:
    if story.embargo_until is None:
        return gettext("The embargo you typed is not stored. Set it again.")
    until = {"time": moment(story.embargo_until)}
    return gettext("The embargo stays as it is stored: until %(time)s.") % until


def _both_are_in(late: editing.SavedMeanwhile) -> str:
    theirs = late.article.revisions.filter(kind=Revision.Kind.SAVED)
    theirs = theirs.filter(number__lt=late.kept.number).select_related("person").first()
    return gettext("%(who)s saved this story after you opened it. Both changes are in it.") % {
        "who": theirs.person or gettext("Somebody"),
    }


def _quiet(request) -> bool:
    """Saved by script: the page stays as it is and is told in JSON."""
    return QUIETLY in request.headers and request.step is None


def _go(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address)


def _told(form) -> list[str]:
    """Every refusal in words, with the field it is about."""
    told = [str(error) for error in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            told += [f"{form.fields[name].label}: {error}" for error in errors]
    return told
