"""What a public page may load: the site's own policy, and the hosts a purpose names.

Only while that purpose is on. The policy permits, it does not load: that waits for each reader's
choice.
"""

from django.conf import settings
from django.db import DatabaseError

from newsroom.consent.asking import asked

WIDENED = ("script-src", "connect-src", "img-src", "frame-src")


class ConsentPolicyMiddleware:
    """Outside the one that answers 304: such an answer's policy replaces the one kept with the
    page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "public_page", False) and not hasattr(response, "_csp_config"):
            hosts = outside_hosts()
            if hosts:
                response._csp_config = widened(hosts)
        return response


def outside_hosts() -> list[str]:
    try:
        now = asked()
    except DatabaseError:
        return []
    return now.hosts if now else []


def widened(hosts: list[str]) -> dict:
    policy = dict(settings.SECURE_CSP)
    for name in WIDENED:
        policy[name] = [*policy[name], *(f"https://{host}" for host in hosts)]
    return policy
