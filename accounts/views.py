"""The page of one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.second_factor import opens_desk


def ours(view_class):
    """A page of allauth that knows `site` as the paper; allauth puts the host's name there."""

    class View(view_class):
        def get_context_data(self, **kwargs):
            context = super().get_context_data(**kwargs)
            context.pop("site", None)
            return context

    return never_cache(View.as_view())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request):
    # A copy: a refused form must not show its values as the person's in the rest of the page.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and request.user.is_staff and not opens_desk(request):
        form.add_error(None, _("Your name speaks for the newsroom. Take your second step first."))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:home")
    status = 422 if form.errors else 200
    return render(request, "accounts/home.html", {"form": form}, status=status)
