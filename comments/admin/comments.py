"""The moderators' desk: queues, decisions, members, the discussion of a story."""

import uuid

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from comments import queues
from comments.actions import moderation, people
from comments.admin.batches import BatchPages
from comments.admin.members import MemberPages
from comments.discussion import discussion_of
from comments.models import Appeal, Comment, Decision, State, StoryComments
from comments.policy import may_decide_appeal, may_moderate
from comments.selection import QUEUES, WAITING, Selection, reasons
from newsroom.kit.desk import ReadOnly, Register
from newsroom.kit.keys import is_key
from newsroom.kit.times import moment, span

UNDO = "comments_undo"
MOST_SAID = 3


@admin.register(Comment)
class CommentAdmin(MemberPages, BatchPages, ReadOnly, Register):
    fields = ["text", "author", "article", "posted_at", "status"]

    def get_urls(self):
        view, post = self._page, self._act
        return [
            path("decide/", post(self.decide), name="comments_comment_decide"),
            path("undo/", post(self.undo), name="comments_comment_undo"),
            path("claim/", post(self.claim), name="comments_comment_claim"),
            path("highlight/", post(self.highlight), name="comments_comment_highlight"),
            path("appeal/<int:pk>/", post(self.appeal), name="comments_comment_appeal"),
            path("story/<int:pk>/", post(self.story), name="comments_comment_story"),
            path("<int:pk>/side/", view(self.side), name="comments_comment_side"),
            *self.member_urls(),
            *self.batch_urls(),
            *super().get_urls(),
        ]

    def _page(self, view):
        """For who may look."""

        def looked_at(request, *args, **kwargs):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return require_safe(view)(request, *args, **kwargs)

        return self.admin_site.admin_view(looked_at)

    def _act(self, view):
        """For who may moderate."""

        def acted(request, *args, **kwargs):
            if not may_moderate(request.user):
                raise PermissionDenied
            return require_POST(view)(request, *args, **kwargs)

        return self.admin_site.admin_view(acted)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        selection = Selection.asked(request.GET)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Comments"),
            "opts": self.opts,
            "selection": selection,
            "name": selection.name,
            "tabs": [(key, label) for key, (label, *_rest) in QUEUES.items()],
            "counts": queues.counts(),
            "may_moderate": may_moderate(request.user),
            "whys": Decision.Why.choices,
            "undo": request.session.get(UNDO),
            **(extra_context or {}),
        }
        if selection.name == "appeals":
            asked = queues.appeals(request.user)
            for one in asked:
                one.may_decide = may_decide_appeal(request.user, one)
            return render(request, "admin/comments/appeals.html", {**context, "appeals": asked})
        get = request.GET.get
        found = queues.queue(selection, after=get("after", ""), at=get("at", ""))
        waits = found.lines and selection.name in WAITING and not selection.is_narrow
        context |= {
            "queue": found,
            "waited": span(timezone.now() - found.lines[0].posted_at) if waits else "",
            "reasons": reasons(selection.name),
            **self.whole(selection, context["counts"]),
            **self._side(found.current),
        }
        return render(request, "admin/comments/queue.html", context)

    def _side(self, comment: Comment | None) -> dict:
        if comment is None:
            return {}
        return {
            "comment": comment,
            "discussion": discussion_of(comment.article),
            "states": State.choices,
        }

    def side(self, request, pk):
        """What stands beside a comment, for the script that moves along the queue."""
        comments = Comment.objects.select_related("author", "article__section")
        comment = get_object_or_404(comments, pk=pk)
        comment.record = queues.records_of({comment.author_id} - {None}).get(comment.author_id, {})
        context = {"queue": queues.Queue([], around=queues.around(comment))}
        context |= self._side(comment) | {"may_moderate": may_moderate(request.user)}
        return render(request, "admin/comments/_side.html", context)

    def decide(self, request):
        """One comment, or those that are ticked; each in the state the moderator saw it in."""
        verb = next((v for v in ("approve", "reject", "hold") if v in request.POST), "")
        one = request.POST.get(verb, "")
        chosen = list(filter(None, map(_seen, [one] if one else request.POST.getlist("chosen"))))
        if not chosen:
            messages.error(request, _("Choose a comment first."))
        elif verb == "hold":
            self._hold(request, chosen[0])
        elif verb:
            self._decide(request, verb, chosen)
        return self._back(request)

    def _decide(self, request, verb, chosen):
        outcome = moderation.decide_many(chosen, **self.meant(request, verb))
        self.say(request, verb, outcome)

    def meant(self, request, verb) -> dict:
        """What is decided, and what the writers are told."""
        if verb == "approve":
            return {"status": Comment.Status.VISIBLE, "by": request.user}
        why = request.POST.get("why", "")
        return {
            "status": Comment.Status.REMOVED,
            "by": request.user,
            "why": why if why in Decision.Why.values else Decision.Why.OTHER,
            "reason": _words(request, "reason"),
        }

    def say(self, request, verb, outcome):
        """What was done, with the way back; and what was left."""
        for changed in outcome.said(MOST_SAID):
            messages.error(request, changed.messages[0])
        if (more := len(outcome.left) - MOST_SAID) > 0:
            said = ngettext(
                "%(n)s more has changed meanwhile and is left as it is.",
                "%(n)s more have changed meanwhile and are left as they are.",
                more,
            )
            messages.error(request, said % {"n": more})
        if outcome.done:
            words = _said(verb, outcome.done) % {"n": outcome.done, "at": moment(timezone.now())}
            request.session[UNDO] = {"batch": str(outcome.batch), "words": words}
        elif not outcome.left:
            messages.info(request, _("There was nothing to decide any more."))

    def _hold(self, request, chosen):
        comment = get_object_or_404(Comment, pk=chosen[0])
        try:
            moderation.hold(comment, by=request.user, version=chosen[1])
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            said = _("Taken from readers at %(at)s until somebody has read it again.")
            messages.success(request, said % {"at": moment(timezone.now())})

    def undo(self, request):
        last = request.session.get(UNDO)
        done = moderation.undo(uuid.UUID(last["batch"]), by=request.user) if last else 0
        request.session.pop(UNDO, None)
        if done:
            said = ngettext("%(n)s decision undone.", "%(n)s decisions undone.", done)
            messages.success(request, said % {"n": done})
        else:
            messages.error(request, _("There is nothing left to undo."))
        return self._back(request)

    def claim(self, request):
        """Say who is reading what; the answer names the other who is."""
        number = request.POST.get("comment", "")
        other = moderation.claim(int(number), by=request.user) if is_key(number) else None
        if other is None or other.claimed_by is None:
            return JsonResponse({"said": ""})
        name = other.claimed_by.display_name
        return JsonResponse({"said": _("%(name)s is reading this one.") % {"name": name}})

    def highlight(self, request):
        number = request.POST.get("comment", "")
        comment = get_object_or_404(Comment, pk=number if is_key(number) else 0)
        try:
            moderation.feature(comment, by=request.user, on="on" in request.POST)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self._back(request)

    def appeal(self, request, pk):
        asked = get_object_or_404(Appeal, pk=pk)
        try:
            people.decide_appeal(
                asked,
                by=request.user,
                granted="grant" in request.POST,
                answer=_words(request, "answer"),
            )
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self._back(request)

    def story(self, request, pk):
        """For one story: hold everything, keep open, or another state than its section's."""
        state = request.POST.get("state", "")
        StoryComments.objects.update_or_create(
            article=get_object_or_404(Article.objects.only("pk"), pk=pk),
            defaults={
                "hold_all": "hold_all" in request.POST,
                "keep_open": "keep_open" in request.POST,
                "state": state if state in State.values else "",
                "changed_by": request.user,
            },
        )
        return self._back(request)

    def _back(self, request):
        """To the queue one came from, at the comment after the one decided."""
        there = reverse("admin:comments_comment_changelist")
        back = request.POST.get("back", "")
        return redirect(f"{there}?{back}" if back else there)


def _said(verb: str, n: int) -> str:
    if verb == "approve":
        return ngettext("Approved %(n)s comment at %(at)s.", "Approved %(n)s at %(at)s.", n)
    return ngettext("Rejected %(n)s comment at %(at)s.", "Rejected %(n)s at %(at)s.", n)


def _words(request, name: str) -> str:
    """As the database can hold them."""
    return request.POST.get(name, "").replace("\x00", "")


def _seen(value: str) -> tuple[int, int] | None:
    """A comment and the version of it that was looked at: “12:3”."""
    number, _colon, version = value.partition(":")
    return (int(number), int(version)) if is_key(number) and is_key(version) else None
