"""What each letter about an account says. allauth names the occasion; the words are ours."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """`link` names the address in allauth's context that the button leads to."""

    heading: Words
    text: Words
    button: Words = ""
    link: str = ""
    hint: Words = ""
    tells_who_asked: bool = False


NOT_YOU = _("Was it not you? Then do nothing: nothing changes.")
ALARM = _("Was it not you? Set a new password at once: “Lost your password?” on the sign-in page.")

CONFIRM = Kind(
    heading=_("Confirm your email address"),
    text=_("One press, and you can sign in with this address."),
    button=_("Confirm"),
    link="activate_url",
    hint=_("The link works for three days. Was it not you? Then do nothing: nothing changes."),
)
KINDS = {
    "email_confirmation": CONFIRM,
    "email_confirmation_signup": CONFIRM,
    "account_already_exists": Kind(
        heading=_("You have an account already"),
        text=_("Somebody, we hope you, tried to sign up with this address. It has an account."),
        button=_("Set a new password"),
        link="password_reset_url",
        hint=_("Sign in as usual, or set a new password. Was it not you? Then do nothing."),
    ),
    "password_reset_key": Kind(
        heading=_("Set a new password"),
        text=_("Somebody, we hope you, asked for a new password for your account."),
        button=_("Set a new password"),
        link="password_reset_url",
        hint=_("The link works once, within an hour. Was it not you? Then do nothing."),
        tells_who_asked=True,
    ),
    "unknown_account": Kind(
        heading=_("No account with this address"),
        text=_("Somebody, we hope you, asked for a new password, but there is no account here."),
        button=_("Sign up"),
        link="signup_url",
        hint=_("Perhaps you signed up with another address. Was it not you? Then do nothing."),
    ),
    "login_code": Kind(
        heading=_("Your code to sign in"),
        text=_("Write this code on the page where you asked for it. It works for 15 minutes."),
        hint=NOT_YOU,
        tells_who_asked=True,
    ),
    "totp_activated": Kind(
        _("An app gives codes for your account now"), ALARM, tells_who_asked=True
    ),
    "totp_deactivated": Kind(
        _("The app’s codes are no longer asked for"), ALARM, tells_who_asked=True
    ),
    "webauthn_added": Kind(_("A passkey was added to your account"), ALARM, tells_who_asked=True),
    "webauthn_removed": Kind(
        _("A passkey was removed from your account"), ALARM, tells_who_asked=True
    ),
    "recovery_codes_generated": Kind(
        _("Your account has new recovery codes"), ALARM, tells_who_asked=True
    ),
    "second_factor_removed": Kind(
        heading=_("Your second step was removed"),
        text=_("An administrator removed it, so that you can set up a new one at the desk’s door."),
        hint=_("Did you not ask for it? Tell another administrator at once."),
    ),
    "password_changed": Kind(_("Your password was changed"), ALARM, tells_who_asked=True),
    "password_reset": Kind(_("Your password was changed"), ALARM, tells_who_asked=True),
    "password_set": Kind(_("Your account has a password now"), ALARM, tells_who_asked=True),
    "email_changed": Kind(_("Your email address was changed"), ALARM, tells_who_asked=True),
    "email_deleted": Kind(
        _("An email address was removed from your account"), ALARM, tells_who_asked=True
    ),
    "email_confirm": Kind(
        _("An email address was confirmed for your account"), ALARM, tells_who_asked=True
    ),
}

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def device(user_agent: str) -> str:
    """Roughly which device, from words of our own: the header is anybody's text."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, [browser, system]))
