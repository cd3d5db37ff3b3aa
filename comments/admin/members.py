"""A member's record, and what moderators can do about a member."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments import queues
from comments.actions import people
from comments.models import Comment, Decision, Sanction
from comments.policy import may_moderate
from newsroom.kit.keys import is_key

DAYS = (1, 3, 7, 30)
LINES = 30


class MemberPages:
    def member_urls(self):
        return [
            path("member/<int:pk>/", self._page(self.member), name="comments_comment_member"),
            path(
                "member/<int:pk>/sanction/",
                self._act(self.sanction),
                name="comments_comment_sanction",
            ),
            path("sanction/<int:pk>/lift/", self._act(self.lift), name="comments_comment_lift"),
        ]

    def member(self, request, pk):
        member = get_object_or_404(User, pk=pk)
        said = Comment.objects.filter(author=member).order_by("-posted_at", "-pk")
        said = said.select_related("article").defer("article__body", "article__search")
        in_force = Decision.objects.filter(undone_at=None)
        context = {
            **self.admin_site.each_context(request),
            "title": member.display_name,
            "opts": self.opts,
            "member": member,
            "record": queues.records_of({member.pk}).get(member.pk, {}),
            "said": list(said.prefetch_related(Prefetch("decisions", in_force))[:LINES]),
            "sanctions": member.sanctions.select_related("by", "lifted_by"),
            "kinds": Sanction.Kind.choices,
            "days": DAYS,
            "may_moderate": may_moderate(request.user),
        }
        return render(request, "admin/comments/member.html", context)

    def sanction(self, request, pk):
        member = get_object_or_404(User, pk=pk)
        kind, days = request.POST.get("kind", ""), request.POST.get("days", "")
        until = None
        if kind == Sanction.Kind.PAUSE and is_key(days) and int(days) in DAYS:
            until = timezone.now() + timedelta(days=int(days))
        try:
            if kind not in Sanction.Kind.values:
                raise ValidationError(_("Choose what to do."))
            reason = request.POST.get("reason", "").replace("\x00", "")[:300]
            people.sanction(member, kind, by=request.user, reason=reason, until=until)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Done. %(name)s reads the reason.") % {"name": member})
        return redirect("admin:comments_comment_member", pk)

    def lift(self, request, pk):
        given = people.lift(get_object_or_404(Sanction, pk=pk), by=request.user)
        return redirect(reverse("admin:comments_comment_member", args=[given.person_id]))
