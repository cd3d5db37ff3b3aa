"""What an app on somebody's phone would show."""

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    counters = list(yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]  # between those that are let through as well
    return format_hotp_value(hotp_value(secret, now))
