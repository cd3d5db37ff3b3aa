"""Addresses as they are written in mail."""

import re

CANNOT_BE_WRITTEN = re.compile(r"[\x00-\x20\x7f<>()\\,;:\"\[\]]")


def for_mail(email: str) -> str | None:
    """With the domain as mail servers know it; None for what must not stand in a command."""
    local, at, domain = email.rpartition("@")
    if not at or not local or CANNOT_BE_WRITTEN.search(email):
        return None
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return None
