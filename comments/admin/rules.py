"""Sets of rules: copied from the one in use, changed, rehearsed, switched on."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.actions import ruling
from comments.models import Comment, Rule, RuleSet
from newsroom.kit.desk import FollowsItsParent, Register, at
from newsroom.kit.keys import is_key

SWITCH = "comments.switch_rules"


class RuleInline(FollowsItsParent, admin.TabularInline):
    model = Rule
    fields = ["enabled", "kind", "number", "minutes", "words"]
    extra = 0


@admin.register(RuleSet)
class RuleSetAdmin(Register):
    list_display = ["name", "status", at("made_at", gettext_lazy("made")), "made_by"]
    list_select_related = ["made_by"]
    fields = ["name"]
    inlines = [RuleInline]
    change_form_template = "admin/comments/rules.html"
    change_list_template = "admin/comments/rule_sets.html"

    def has_add_permission(self, request):
        return False  # a set begins as a copy of the one in use

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """What is or was in use stays as it was; what people decide by does not change unseen."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.status == RuleSet.Status.DRAFT)

    def get_urls(self):
        act = self._act
        return [
            path("copy/", act(self.copy), name="comments_ruleset_copy"),
            path("<int:pk>/rehearse/", act(self.rehearse), name="comments_ruleset_rehearse"),
            path("<int:pk>/switch/", act(self.switch), name="comments_ruleset_switch"),
            *super().get_urls(),
        ]

    def _act(self, view):
        def acted(request, *args, **kwargs):
            if not request.user.has_perm(SWITCH):
                raise PermissionDenied
            return require_POST(view)(request, *args, **kwargs)

        return self.admin_site.admin_view(acted)

    def copy(self, request):
        draft = ruling.copy_live(by=request.user, name=_("New rules"))
        return redirect("admin:comments_ruleset_change", draft.pk)

    def rehearse(self, request, pk):
        ruling.ask_for_rehearsal(get_object_or_404(RuleSet, pk=pk), by=request.user)
        return redirect("admin:comments_ruleset_change", pk)

    def switch(self, request, pk):
        try:
            ruling.switch_on(get_object_or_404(RuleSet, pk=pk), by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("These rules are in use from now on."))
        return redirect("admin:comments_ruleset_change", pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = RuleSet.objects.filter(pk=object_id).first() if is_key(object_id) else None
        told = {}
        if found:
            last = found.rehearsals.select_related("asked_by").first()
            told = {
                "rehearsal": last,
                "fits": bool(last and last.done_at and last.digest == found.digest()),
                "labels": dict(Rule.Kind.choices),
                "examples": _examples(last),
                "may_switch": request.user.has_perm(SWITCH),
            }
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})


def _examples(rehearsal) -> list[dict]:
    """Those it would have held though people let them in, and those it would have missed."""
    if rehearsal is None or not rehearsal.result:
        return []
    lists = rehearsal.result["examples"]
    comments = Comment.objects.select_related("author").in_bulk(
        [number for lines in lists.values() for number, *_ in lines]
    )
    return [
        {"name": name, "comment": comments[number], "kind": kind, "found": found}
        for name, lines in lists.items()
        for number, kind, found in lines
        if number in comments
    ]
