"""How allauth makes a person of ours, and how its letters go out."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import known_browsers
from accounts.actions.letters import post_kind
from accounts.letters import KINDS, device
from accounts.models import User
from accounts.second_factor import is_set_up
from newsroom.kit.network import client_address
from newsroom.kit.templatetags.moments import written
from newsroom.site.chrome import chrome

# One sentence for an unknown name and for a wrong password.
MISMATCH = gettext_lazy("That name or address and that password do not belong together.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait a few minutes, or use “Lost your password?”."
        ),
        "enter_current_password": gettext_lazy("That is not your present password."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "incorrect_code": gettext_lazy(
            "That code is not right. Look at our newest mail, or ask for a new code."
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        return chrome().site.signing_up

    def get_reauthentication_methods(self, user):
        """Whoever has a second factor proves by it who they are: a password alone must not be
        enough to put another in its place."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        if is_set_up(user):
            methods = [m for m in methods if m["id"] != "reauthenticate"]
        return [{**m, "description": words.get(m["id"], m["description"])} for m in methods]

    def populate_username(self, request, user):
        """Nobody needs a username; allauth would invent one."""
        user.username = user.username or None

    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit=commit)

    def post_login(self, request, user, **kwargs):
        """Public pages show no messages: what waits must not come up long after."""
        response = super().post_login(request, user, **kwargs)
        list(messages.get_messages(request))
        known_browsers.remember(response, request, user)
        return response

    def get_client_ip(self, request):
        return client_address(request) or super().get_client_ip(request)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Guesses count by person, so that a name and an address are not two sets of tries, and
        whatever host the request names; and apart for each browser the person was in with."""
        login = credentials.get("email") or credentials.get("username") or ""
        field = "email" if credentials.get("email") else "username"
        found = User.objects.filter(**{f"{field}__iexact": login})
        person = found.first()
        if person is None:
            return f"nobody:{login.lower()}"
        return f"person:{person.pk}:{known_browsers.known(request, person)}"

    def send_mail(self, template_prefix, email, context):
        """Our words, our origin (never the request's Host), and a job that sends it."""
        kind = KINDS[template_prefix.rpartition("/")[2]]
        post_kind(
            kind,
            to=email,
            link=context[kind.link] if kind.link else "",
            code=context.get("code", ""),
            asked=self.asked() if kind.tells_who_asked else "",
        )

    def asked(self) -> str:
        """When and from what device, so that the reader can tell whether it was they."""
        when = written(timezone.now())
        where = device(self.get_http_user_agent(self.request))
        return _("Asked on %(when)s (%(where)s).") % {
            "when": when,
            "where": where or _("unknown device"),
        }


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code is not right, or it is over. Try the next one."),
    }

    def get_totp_issuer(self):
        return chrome().site.name

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": chrome().site.name}

    def generate_authenticator_name(self, user, type):
        return str(gettext_lazy("Passkey"))
