"""What a page of the desk may load: the site's own policy, and pictures still in the browser.

A picture just chosen is shown from the browser's memory before it is uploaded. No page of the
desk needs a nonce: every script is a file, and the prose editor's modules are imported by path.
"""

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override


def desk_policy() -> dict:
    return {**settings.SECURE_CSP, "img-src": [CSP.SELF, "data:", "blob:"]}


def under_desk_policy(view):
    return csp_override(desk_policy())(view)
