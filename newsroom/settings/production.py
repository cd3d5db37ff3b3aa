"""A server on the internet, behind a proxy that ends TLS. Nothing here has a default secret."""

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.base import *
from newsroom.settings.base import environment

MODE = "production"
DEBUG = False
SECRET_KEY = environment.required("SECRET_KEY", "a long random string, kept secret.")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters.")
SITE_URL = environment.public_origin(
    environment.required("SITE_URL", "the public address, such as https://news.example.")
)
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
ALLOWED_HOSTS = environment.env.list("ALLOWED_HOSTS", []) or [
    SITE_URL.removeprefix("https://").split(":")[0]
]
MAILERS = {
    "default": environment.mailer(
        environment.required(
            "EMAIL_URL", "the SMTP server, as smtp://user:password@host:587?tls=1."
        )
    )
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.required(
    "DEFAULT_FROM_EMAIL", "the address the site writes from."
)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", 1)
