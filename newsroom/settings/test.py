"""The test suite: fast hashes, plain static files, mail kept in memory unless a test says SMTP."""

from pathlib import Path

from newsroom.ground import words
from newsroom.ground.postgres import hold

hold("test")  # plain `pytest` too finds a database
words.build()  # and readers' words in every language

from newsroom.settings.base import *  # noqa: E402
from newsroom.settings.base import VAR_DIR, environment  # noqa: E402

MODE = "test"
DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 40
PORT = 8000
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DEMO_PASSWORD = "newsroom-demo"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A server that a test starts has the test's own files.
MEDIA_ROOT = Path(environment.env.str("MEDIA_ROOT", str(VAR_DIR / "test-media")))
TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", 0)
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MFA_TOTP_TOLERANCE = 1  # a code is made, and half a minute ends before it is typed
# Tests of the second factor ask for it; those of the desk's pages are about something else.
SECOND_FACTOR_REQUIRED = False
