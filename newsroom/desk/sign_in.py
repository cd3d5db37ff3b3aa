"""The desk's door: allauth's sign-in, with its limits on guessing, on a page of our own."""

from allauth.account.views import LoginView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from newsroom.site.chrome import chrome


class DeskLogin(LoginView):
    template_name = "admin/login.html"
    desk = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return self.already_in(request)
        return super().dispatch(request, *args, **kwargs)

    def already_in(self, request):
        """Members have no desk. Sending them back and forth would never end."""
        if self.desk.has_permission(request):
            return redirect(self.get_success_url())
        context = {**self.desk.each_context(request), "title": self.desk.site_title}
        return render(request, "admin/no_desk.html", context, status=403)

    def get_success_url(self):
        wanted = self.request.POST.get(REDIRECT_FIELD_NAME) or self.request.GET.get(
            REDIRECT_FIELD_NAME, ""
        )
        safe = url_has_allowed_host_and_scheme(
            wanted, {self.request.get_host()}, require_https=self.request.is_secure()
        )
        return wanted if safe else reverse("admin:index")

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **self.desk.each_context(self.request),
            "site": chrome().site,  # allauth means its own by this name
            "title": self.desk.site_title,
            "next": self.get_success_url(),
        }
