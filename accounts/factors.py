"""The pages of the second factor: setting it up is using it, so nobody is asked twice at once."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.views import ours

# Where somebody wanted to go who had no second factor yet: setting one up takes several pages.
WANTED = "wanted_behind_second_factor"


class Overview(base.IndexView):
    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, None):
            request.session[WANTED] = wanted
        return super().get(request, *args, **kwargs)


class RecoveryCodes(recovery.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        desk = reverse("admin:index")
        wanted = self.request.session.pop(WANTED, desk if self.request.user.is_staff else "")
        onward = {"wanted": wanted, "to_the_desk": wanted.startswith(desk)}
        return super().get_context_data(**kwargs) | onward


class SetUpApp(totp.ActivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        _was_used(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # Asked for as one that signs in by itself, whatever the form's box says.
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"options": options}

    def form_valid(self, form):
        response = super().form_valid(form)
        _was_used(self.request, Authenticator.Type.WEBAUTHN)
        return response


def _was_used(request, kind: str) -> None:
    newest = Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
    record_authentication(request, request.user, "mfa", id=newest.pk, type=newest.type)


urlpatterns = [
    path("", ours(Overview), name="mfa_index"),
    path("code/", ours(base.AuthenticateView), name="mfa_authenticate"),
    path("again/", ours(base.ReauthenticateView), name="mfa_reauthenticate"),
    path("app/", ours(SetUpApp), name="mfa_activate_totp"),
    path("app/remove/", ours(totp.DeactivateTOTPView), name="mfa_deactivate_totp"),
    path("recovery/", ours(RecoveryCodes), name="mfa_view_recovery_codes"),
    path(
        "recovery/new/",
        ours(recovery.GenerateRecoveryCodesView),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery/download/",
        ours(recovery.DownloadRecoveryCodesView),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", ours(webauthn.ListWebAuthnView), name="mfa_list_webauthn"),
    path("passkeys/new/", ours(AddPasskey), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", ours(webauthn.EditWebAuthnView), name="mfa_edit_webauthn"),
    path(
        "passkeys/<int:pk>/remove/", ours(webauthn.RemoveWebAuthnView), name="mfa_remove_webauthn"
    ),
    path(
        "passkeys/again/",
        ours(webauthn.ReauthenticateWebAuthnView),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/sign-in/", ours(webauthn.LoginWebAuthnView), name="mfa_login_webauthn"),
]
