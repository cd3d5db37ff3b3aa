"""The pages of allauth that the paper has, under the names allauth looks them up by."""

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.urls import include, path, re_path
from django.utils.translation import gettext as _

from accounts.views import ours

# Whoever finds a browser open must not lead the account's mail elsewhere; looking is free.
asked_again = reauthentication_required(app="accounts", allow_get=True)


class Addresses(views.EmailView):
    def _action_send(self, request, *args, **kwargs):
        """Within a few minutes none is sent again, and whoever asked is told."""
        answer = super()._action_send(request, *args, **kwargs)
        if not self._did_send_verification_email:
            messages.info(
                request,
                _("We wrote there a moment ago. Look into the inbox, or ask again in a while."),
            )
        return answer


urlpatterns = [
    path("login/", ours(views.LoginView), name="account_login"),
    path("login/code/", ours(views.RequestLoginCodeView), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        ours(views.ConfirmLoginCodeView),
        name="account_confirm_login_code",
    ),
    path("reauthenticate/", ours(views.ReauthenticateView), name="account_reauthenticate"),
    path("sessions/", ours(ListUserSessionsView), name="usersessions_list"),
    path("second-factor/", include("accounts.factors")),
    path("logout/", ours(views.LogoutView), name="account_logout"),
    path("signup/", ours(views.SignupView), name="account_signup"),
    path("inactive/", ours(views.AccountInactiveView), name="account_inactive"),
    path("email/", asked_again(ours(Addresses)), name="account_email"),
    path(
        "confirm-email/",
        ours(views.EmailVerificationSentView),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        ours(views.ConfirmEmailView),
        name="account_confirm_email",
    ),
    path("password/change/", ours(views.PasswordChangeView), name="account_change_password"),
    path("password/set/", ours(views.PasswordSetView), name="account_set_password"),
    path("password/reset/", ours(views.PasswordResetView), name="account_reset_password"),
    path(
        "password/reset/done/",
        ours(views.PasswordResetDoneView),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ours(views.PasswordResetFromKeyView),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        ours(views.PasswordResetFromKeyDoneView),
        name="account_reset_password_from_key_done",
    ),
]
