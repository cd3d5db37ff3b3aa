"""What a page of the desk may load: the site's own policy, and a little more.

The prose editor names its modules in an import map, which has no file of its own and therefore
needs a nonce; a picture just chosen is shown from the browser's memory before it is uploaded.
"""

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override


def desk_policy() -> dict:
    return {
        **settings.SECURE_CSP,
        "script-src": [CSP.SELF, CSP.NONCE],
        "img-src": [CSP.SELF, "data:", "blob:"],
    }


def under_desk_policy(view):
    return csp_override(desk_policy())(view)
