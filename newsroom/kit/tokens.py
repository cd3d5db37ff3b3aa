"""Signed links: made for one purpose, useless for another, over after a while."""

from datetime import timedelta
from typing import Any

from django.core import signing


class LinkIsOver(Exception):
    """The link was genuine and is too old."""


class LinkIsWrong(Exception):
    """The link was not made by us, or not for this."""


def make_token(purpose: str, value: Any) -> str:
    """A token for an address. Its content can be read by whoever holds it: put no secret in."""
    return signing.dumps(value, salt=f"newsroom.link.{purpose}")


def read_token(purpose: str, token: str, *, valid_for: timedelta) -> Any:
    """What was signed, or LinkIsOver or LinkIsWrong."""
    try:
        return signing.loads(token, salt=f"newsroom.link.{purpose}", max_age=valid_for)
    except signing.SignatureExpired:
        raise LinkIsOver from None
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkIsWrong from None
