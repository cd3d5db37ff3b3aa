"""Whose stories are, in their list: two columns, and claiming or assigning several at once."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import policy
from articles.actions import assigning
from articles.assignees import assignees
from newsroom.kit.times import moment


class WithWhom(ActionForm):
    """What is done with the chosen stories; `to` is for whoever may assign, and shown to them."""

    to = forms.ModelChoiceField(
        assignees(), required=False, label=gettext_lazy("To"), empty_label=gettext_lazy("Choose…")
    )


class WorkInList:
    """A part of ModelAdmin; `_each` is the list's."""

    action_form = WithWhom

    def has_assign_permission(self, request):
        return policy.may_assign(request.user)

    @admin.action(description=gettext_lazy("Claim"), permissions=["change"])
    def claim_chosen(self, request, queryset):
        if done := self._each(request, queryset, assigning.claim, policy.may_claim):
            words = ngettext("%d story is yours.", "%d stories are yours.", done)
            self.message_user(request, words % done, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Assign to…"), permissions=["assign"])
    def assign_chosen(self, request, queryset):
        if not policy.may_assign(request.user):
            raise PermissionDenied
        who = request.POST.get("to", "")
        to = assignees().filter(pk=who).first() if who.isdecimal() else None
        if to is None:
            self.message_user(request, _("Choose whom to assign them to."), messages.ERROR)
            return

        def give(article, *, by):
            assigning.assign(article, to=to, by=by)

        if done := self._each(request, queryset, give, _whatever):
            words = ngettext("%(n)d story is %(who)s’s.", "%(n)d stories are %(who)s’s.", done)
            self.message_user(request, words % {"n": done, "who": to}, messages.SUCCESS)


def in_hand(article) -> str:
    """Of what is being written the desk asks who has it; who signs it is asked later.

    On a phone no heading stands over the name, so there it is a sentence.
    """
    who = article.assignee
    name, sentence = (who, _("With %s") % who) if who else (_("nobody"), _("Nobody has it"))
    words = '<span class="hand">{}</span><span class="hand hand--phone">{}</span>'
    return format_html(words, name, sentence)


def due(article) -> str:
    words = _("Overdue %(time)s") if article.is_overdue else _("Due %(time)s")
    kind = "late" if article.is_overdue else "due"
    return format_html('<span class="{}">{}</span>', kind, words % {"time": moment(article.due_at)})


def _whatever(user, article) -> bool:
    return policy.may_assign(user)
