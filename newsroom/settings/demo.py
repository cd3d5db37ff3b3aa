"""`make run`: behaves as production does, on this machine's loopback only."""

from newsroom.settings.base import *
from newsroom.settings.base import VAR_DIR, environment
from newsroom.settings.secret import local_secret_key

MODE = "demo"
DEBUG = False
SECRET_KEY = local_secret_key(VAR_DIR)
PORT = environment.integer("PORT", 8000)
SITE_URL = environment.public_origin(environment.env.str("SITE_URL", f"http://127.0.0.1:{PORT}"))
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_PASSWORD = environment.env.str("DEMO_PASSWORD", "newsroom-demo")
MAILERS = {
    "default": environment.mailer(
        environment.env.str("EMAIL_URL", "") or f"file://{VAR_DIR / 'mail'}"
    )
}
STORAGES["staticfiles"] = {"BACKEND": "newsroom.staticfiles.SiteStaticFilesStorage"}  # noqa: F405

# Passkeys need https elsewhere; here they work at http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SECOND_FACTOR_EXEMPT = frozenset({"administrator", "editor", "reporter"})
