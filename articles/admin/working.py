"""Whose a story is and what is noted on it: the part of its page that says so and changes it, and
the same on its own.

Everything here works as plain forms; sent by script, the part alone is answered.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from articles import policy
from articles.actions import assigning
from articles.admin import noting
from articles.admin.noting import notes_panel
from articles.admin.states import state_of
from articles.assignees import assignees
from articles.models import Article
from newsroom.kit.times import moment

BY_SCRIPT = "X-Desk-Panel"
LINES_OF_HISTORY = 20
MINUTES = "%Y-%m-%dT%H:%M"


class WhoAndWhen(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), required=False)
    due = forms.DateTimeField(
        required=False,
        input_formats=[MINUTES, f"{MINUTES}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
    )
    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, story: Article, **kwargs):
        now = {"to": story.assignee_id, "due": story.due_at, "was": story.assignee_id}
        super().__init__(*args, initial=now, auto_id="work-%s", **kwargs)
        self.fields["to"].empty_label = _("Nobody")
        self.fields["to"].label, self.fields["due"].label = _("Assigned to"), _("Due")
        # Who has it stays among the choices, also when they left the desk since.
        may = Q(pk__in=assignees().order_by().values("pk")) | Q(pk=story.assignee_id)
        self.fields["to"].queryset = User.objects.filter(may).order_by("display_name", "pk")
        for field in self.fields.values():
            field.widget.attrs["form"] = "work-assign"


def panel(user: User, story: Article, form: WhoAndWhen | None = None) -> dict:
    """What the part shows to this person."""
    may_assign = policy.may_assign(user)
    return {
        "story": story,
        "late": story.is_overdue,
        "may_claim": story.assignee_id is None and policy.may_claim(user, story),
        "may_let_go": story.assignee_id is not None and policy.may_let_go(user, story),
        "who_and_when": (form or WhoAndWhen(story=story)) if may_assign else None,
        "notes": notes_panel(user, story),
        "work": list(story.work.select_related("person", "whom")[:LINES_OF_HISTORY]),
    }


def addresses(admin) -> list:
    page = admin.admin_site.admin_view
    acts = {"claim": _claim, "assign": _assign, "let_go": _let_go}
    own = [path("<int:pk>/work/", page(_alone(admin)), name="articles_article_work")]
    for name, act in acts.items():
        address = f"<int:pk>/{name.replace('_', '-')}/"
        own.append(path(address, page(acting(admin, act)), name=f"articles_article_{name}"))
    return own + noting.addresses(page, lambda act: acting(admin, act))


def acting(admin, act):
    """A verb of the part: does it, says what came of it, and shows the part or goes back."""

    @never_cache
    @require_POST
    def view(request, pk, **found):
        story = _story(admin, request, pk)
        said, refused, form = "", "", None
        try:
            said, form = act(request, story, **found)
        except ValidationError as error:
            refused = " ".join(error.messages)
            story.refresh_from_db(fields=["assignee", "due_at"])
        if BY_SCRIPT in request.headers:
            context = {"panel": panel(request.user, story, form), "said": said, "refused": refused}
            return render(request, "admin/articles/article/_work.html", context)
        if refused:
            messages.error(request, refused)
        elif said:
            messages.success(request, said)
        return HttpResponseRedirect(_back(request, story))

    return view


def _alone(admin):
    """The part on a page of its own: for phones, for lists, and for whoever only reads."""

    @never_cache
    @require_GET
    def view(request, pk):
        story = _story(admin, request, pk)
        context = {
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "title": story.headline,
            "story": story,
            "state_name": state_of(story)[1],
            "panel": panel(request.user, story),
            "back": "day" if request.GET.get("back") == "day" else "work",
        }
        return render(request, "admin/articles/article/work.html", context)

    return view


def _story(admin, request, pk) -> Article:
    stories = Article.objects.select_related("assignee").defer("search")
    story = get_object_or_404(stories, pk=pk)
    if not admin.has_view_permission(request, story):
        raise PermissionDenied
    return story


def _back(request, story) -> str:
    places = {
        "day": reverse("admin:index"),
        "work": reverse("admin:articles_article_work", args=[story.pk]),
    }
    here = reverse("admin:articles_article_change", args=[story.pk])
    return places.get(request.POST.get("back", ""), here)


def _claim(request, story):
    if not policy.may_claim(request.user, story):
        raise PermissionDenied
    assigning.claim(story, by=request.user)
    return _("“%(headline)s” is yours.") % {"headline": story.headline}, None


def _let_go(request, story):
    if not policy.may_let_go(request.user, story):
        raise PermissionDenied
    assigning.let_go(story, by=request.user)
    return _("Nobody has “%(headline)s” now.") % {"headline": story.headline}, None


def _assign(request, story):
    if not policy.may_assign(request.user):
        raise PermissionDenied
    form = WhoAndWhen(request.POST, story=story)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    said = form.cleaned_data
    assigning.give(story, to=said["to"], due_at=said["due"], was=said["was"], by=request.user)
    who = story.assignee or _("Nobody")
    if story.due_at is None:
        return _("Assigned to: %(who)s.") % {"who": who}, None
    due = moment(story.due_at)
    return _("Assigned to: %(who)s. Due %(due)s.") % {"who": who, "due": due}, None
