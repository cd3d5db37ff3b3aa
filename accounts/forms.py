"""allauth's forms in our words and our look, and what one may change about oneself."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.actions.letters import ask_for_new_password
from accounts.letter_limits import check_letters, people_with
from accounts.models import PAGE_KEY_LENGTH, PAGE_KEY_LETTERS, User
from newsroom.kit.forms import LineField
from newsroom.kit.locks import one_at_a_time

TRAP = "motto"


class InOurLook:
    """Fields as the paper draws them; labels say what allauth puts into placeholders."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    missing = {
        "login": _("Write your username or your email address."),
        "email": _("Write your email address."),
        "display_name": _("Write the name others will see."),
        "password": _("Write your password."),
        "password1": _("Choose a password."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            for attribute in ("placeholder", "style"):
                field.widget.attrs.pop(attribute, None)
            if name == TRAP:
                field.widget.attrs["autocomplete"] = "off"
            if isinstance(field.widget, forms.CheckboxInput):
                continue
            field.widget.attrs["class"] = "input"
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs |= {
                    "data-module": "show-password",
                    "data-show": _("Show"),
                    "data-hide": _("Hide"),
                }


class SignInForm(InOurLook, allauth.LoginForm):
    labels = {
        "login": _("Username or email address"),
        "password": _("Password"),
        "remember": _("Keep me signed in"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def user_credentials(self):
        """An address or a username, never both: usernames hold no @. Trying the same words as
        both would check a member's password twice and a stranger's once, and time would tell."""
        login = self.cleaned_data["login"]
        kind = "email" if "@" in login else "username"
        return {kind: login, "password": self.cleaned_data["password"]}


class SignUpForm(InOurLook, allauth.SignupForm):
    field_order = ["email", "display_name", "password1"]
    labels = {
        "email": _("Email address"),
        "display_name": _("Your name"),
        "password1": _("Password"),
        TRAP: _("Leave this empty"),
    }
    hints = {
        "display_name": _("Shown beside your comments."),
        "password1": _("Eight characters or more."),
    }
    display_name = LineField(
        max_length=80, widget=forms.TextInput(attrs={"autocomplete": "nickname"})
    )

    def try_save(self, request):
        """Pressing the button twice is one account: the second press finds the first one's."""
        email = self.cleaned_data["email"]
        with one_at_a_time(f"signup:{email}"):
            self.validate_unique_email(email)
            if self.account_already_exists:
                # A new account costs a hash: without one here, time would tell who is a member.
                make_password(self.cleaned_data["password1"])
            return super().try_save(request)


class AddEmailForm(InOurLook, allauth.AddEmailForm):
    labels = {"email": _("Another email address")}


class ChangePasswordForm(InOurLook, allauth.ChangePasswordForm):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }
    hints = {"password1": _("Eight characters or more.")}


class SetPasswordForm(InOurLook, allauth.SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("New password, again")}
    hints = {"password1": _("Eight characters or more.")}


class LostPasswordForm(InOurLook, allauth.ResetPasswordForm):
    """Does the same for every address; a job finds out who has it, so that time tells nothing."""

    labels = {"email": _("Email address")}

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        check_letters("password", email, people_with(email), request=context.request)
        return email

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        ask_for_new_password(email, asked=get_adapter(request).asked())
        return email


class NewPasswordForm(InOurLook, allauth.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, again")}
    hints = {"password1": _("Eight characters or more.")}


class ProfileForm(InOurLook, forms.ModelForm):
    labels = {
        "display_name": _("Your name"),
        "username": _("Username (optional)"),
        "page": _("A page of all your comments"),
    }
    hints = {
        "display_name": _("Shown beside your comments."),
        "username": _("To sign in with. Letters, digits and . + - _ only."),
        "page": _("With your name, since when you are a member, and what you said; nothing else."),
    }
    display_name = LineField(
        max_length=80, widget=forms.TextInput(attrs={"autocomplete": "nickname"})
    )

    class Meta:
        model = User
        fields = ["display_name", "username", "page"]
        widgets = {"username": forms.TextInput(attrs={"autocomplete": "username"})}

    def clean_username(self):
        """Empty is no username, and any number of people may have none."""
        return self.cleaned_data["username"] or None

    def save(self, commit=True):
        if self.instance.page and not self.instance.page_key:
            self.instance.page_key = get_random_string(PAGE_KEY_LENGTH, PAGE_KEY_LETTERS)
        return super().save(commit)

    def validate_constraints(self):
        """Whatever breaks here is the username; the message belongs beside its field."""
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self.add_error("username", error.messages)
