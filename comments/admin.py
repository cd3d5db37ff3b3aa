"""Comments: those that wait first, each with its story; decisions through the actions."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, When
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.actions.moderation import approve, remove
from comments.models import Comment
from newsroom.kit.desk import ReadOnly, Register


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/filter_words.html"

    def lookups(self, request, model_admin):
        return [
            (Comment.Status.HELD, _("Waiting")),
            (Comment.Status.VISIBLE, _("Visible")),
            (Comment.Status.REMOVED, _("Removed")),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() else queryset


DECISIONS = {"approve": approve, "remove": remove}


@admin.register(Comment)
class CommentAdmin(ReadOnly, Register):
    list_display = ["text", "author"]
    list_filter = [StateFilter]
    search_fields = ["text", "author__display_name", "article__headline"]
    search_help_text = gettext_lazy("Words, person or story")
    list_per_page = 30
    fields = ["text", "author", "article", "posted_at", "status"]
    change_list_template = "admin/comments/comment/change_list.html"

    def get_queryset(self, request):
        comments = super().get_queryset(request).select_related("author", "article")
        return comments.defer("article__body", "article__search")

    def get_ordering(self, request):
        """Those that wait come first, the one that has waited longest on top of them."""
        waits = Q(status=Comment.Status.HELD)
        return [
            Case(When(waits, then=0), default=1),
            Case(When(waits, then="posted_at")),
            "-posted_at",
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"may_moderate": _may_moderate(request), **(extra_context or {})}
        )

    def get_urls(self):
        decide = self.admin_site.admin_view(self.decide)
        return [
            path("<int:pk>/decide/", decide, name="comments_comment_decide"),
            *super().get_urls(),
        ]

    def decide(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not _may_moderate(request):
            raise PermissionDenied
        comment = get_object_or_404(Comment, pk=pk)
        for name, act in DECISIONS.items():
            if name in request.POST:
                act(comment, by=request.user)
                self.log_change(request, comment, [{"changed": {"fields": [name]}}])
        back = request.POST.get("back", "")
        there = reverse("admin:comments_comment_changelist")
        return redirect(f"{there}?{back}" if back else there)


def _may_moderate(request) -> bool:
    return request.user.has_perm("comments.moderate_comment")
