"""Who must never be written to: asked by a hash, so that the list holds no address.

The hash is made with a key of its own derived from SECRET_KEY. After a change of that key the
former ones are asked as well, see SUPPRESSION_FORMER_KEYS in the settings: the list cannot be
hashed anew, because nobody has its addresses.
"""

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

from newsletter.models import Suppression

SALT = "newsroom.newsletter.suppression"
# Lifted by the desk alone; the others also by the address's own confirmation.
FINAL = (Suppression.Reason.COMPLAINED, Suppression.Reason.ASKED)


def email_hash(email: str) -> str:
    """What a suppression of this address is kept under from now on."""
    return _hash(email, settings.SECRET_KEY)


def email_hashes(email: str) -> list[str]:
    """All that a suppression of this address may be kept under; the present one first."""
    former = [*settings.SECRET_KEY_FALLBACKS, *settings.SUPPRESSION_FORMER_KEYS]
    return [_hash(email, key) for key in [settings.SECRET_KEY, *former]]


def is_suppressed(email: str) -> bool:
    return Suppression.objects.filter(email_hash__in=email_hashes(email)).exists()


def suppressed_among(emails: Iterable[str]) -> set[str]:
    """Those of these addresses, as they are spelled here, that must not be written to."""
    spelled = {hashed: email for email in emails for hashed in email_hashes(email)}
    found = Suppression.objects.filter(email_hash__in=list(spelled))
    return {spelled[hashed] for hashed in found.values_list("email_hash", flat=True)}


def may_be_asked(email: str) -> bool:
    """Whether a form may make us write to this address to have it confirmed.

    Anybody can type an address. One that did not exist may exist now, and shows it by confirming;
    one that called our mail unwanted, or asked never to be written to, is left alone.
    """
    found = Suppression.objects.filter(email_hash__in=email_hashes(email))
    return not found.filter(reason__in=FINAL).exists()


def _hash(email: str, secret: str) -> str:
    plain = unicodedata.normalize("NFC", email.strip()).lower()
    return salted_hmac(SALT, plain, secret=secret, algorithm="sha256").hexdigest()
