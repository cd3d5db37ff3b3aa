"""The forms of signing in without a password and of the second factor, in our words and look."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import InOurLook
from accounts.letter_limits import check_letters

CODE = _("Code")
ONE_TIME = {
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "spellcheck": "false",
}


class OneTimeCode(InOurLook):
    """A code that somebody reads elsewhere and types here."""

    labels = {"code": CODE}
    missing = {"code": _("Write the code.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= ONE_TIME


class AskForCodeForm(InOurLook, account.RequestLoginCodeForm):
    labels = {"email": _("Email address")}

    def clean_email(self):
        email = super().clean_email()
        people = [self._user] if self._user else []
        check_letters("code", email, people, request=context.request)
        return email


class MailedCodeForm(OneTimeCode, account.ConfirmLoginCodeForm):
    labels = {"code": _("Code from our mail")}


class PasswordAgainForm(InOurLook, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class SecondFactorForm(OneTimeCode, base.AuthenticateForm):
    hints = {"code": _("From your app, or one of your recovery codes.")}


class SecondFactorAgainForm(OneTimeCode, base.ReauthenticateForm):
    hints = {"code": _("From your app, or one of your recovery codes.")}


class SetUpAppForm(OneTimeCode, totp.ActivateTOTPForm):
    labels = {"code": _("The six digits your app shows")}


class NewRecoveryCodesForm(InOurLook, recovery.GenerateRecoveryCodesForm):
    pass


class NewPasskeyForm(InOurLook, webauthn.AddWebAuthnForm):
    """Every key is made to sign in by itself: one kind of passkey, nothing to choose."""

    labels = {"name": _("Name of this passkey")}
    hints = {"name": _("To tell it from others: “My phone”.")}
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {})["name"] = ""
        super().__init__(*args, **kwargs)


class PasskeyNameForm(InOurLook, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name of this passkey")}
    missing = {"name": _("Give it a name.")}
