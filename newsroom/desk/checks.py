"""Refuses to start what must never face the internet."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
OPEN_MODES = {"demo", "development"}


@register
def known_passwords_stay_on_this_machine(app_configs, **kwargs):
    """The demo's sign-ins have a printed password and no second step."""
    if settings.MODE not in OPEN_MODES:
        return []
    hosts = {*settings.ALLOWED_HOSTS, urlsplit(settings.SITE_URL).hostname}
    if beyond := sorted(host for host in hosts if host and host not in LOOPBACK):
        return [
            Error(
                f"The mode {settings.MODE} would answer for {', '.join(beyond)}.",
                hint="Its sign-ins have a known password. Use NEWSROOM_MODE=production.",
                id="newsroom.E001",
            )
        ]
    return []
