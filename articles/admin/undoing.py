"""The button that takes back what just went out. It saves nothing of what is typed meanwhile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.actions.undoing import undo
from articles.models import Article
from articles.policy import may_edit, may_publish


def view(admin):
    @require_POST
    def take_back(request, pk):
        story = get_object_or_404(Article, pk=pk)
        if not (may_publish(request.user) and may_edit(request.user, story)):
            raise PermissionDenied
        try:
            undo(story, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("Taken back. Readers see what they saw before."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    return take_back
