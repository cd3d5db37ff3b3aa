"""The truth every mode shares. The environment is read here and in the mode's own file only."""

from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from newsroom.settings import environment, mail_service

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "newsroom.site",
    "accounts",
    "articles",
    "comments",
    "newsletter",
    "newsroom.notifications",
    "newsroom.reading",
    "newsroom.access",
    "newsroom.moving",
    "newsroom.privacy",
    "newsroom.curation",
    "newsroom.ads",
    "newsroom.consent",
    "newsroom.crawlers",
    "newsroom.demo",
    "newsroom.kit",
    "newsroom.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_prose_editor",
    "procrastinate.contrib.django",
    "taggit",
]

MIDDLEWARE = [
    "newsroom.moving.middleware.OldAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.CompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsroom.consent.policy.ConsentPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "newsroom.site.language.LanguageMiddleware",
    "newsroom.public.PublicPageMiddleware",
    "newsroom.public.ZeroCharacterMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "articles.middleware.RedirectMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.desk.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": environment.database(
        environment.required(
            "DATABASE_URL", "the PostgreSQL server, as postgres://user:password@host:5432/name."
        )
    )
}

# Sign-in limits must be right across processes, so they live in the database. The default of
# 300 entries would let an attacker evict the counters.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# E-mail is unique by Lower(), which the check for a unique column does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# One only: each more is one more hash to compute, and how many tells who is a member.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "motto"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.LostPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "request_login_code": "accounts.factor_forms.AskForCodeForm",
    "confirm_login_code": "accounts.factor_forms.MailedCodeForm",
    "reauthenticate": "accounts.factor_forms.PasswordAgainForm",
}
# The same answer for every address, so that nobody learns who is a member.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
# Only in the browser that signed up, where it leads back to where the reader came from.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PRESERVE_USERNAME_CASING = True
# A mailed code has a limit of its own: whoever is kept out by a stranger's guesses still gets in.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# How many letters one address gets is bounded in accounts.letter_limits.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "reset_password": "20/h/ip",
    "request_login_code": "20/h/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Else nobody with a second factor could change their address. The one we write to is always
# confirmed, and an address that is not yet signs nobody in.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.SecondFactorForm",
    "reauthenticate": "accounts.factor_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.factor_forms.SetUpAppForm",
    "generate_recovery_codes": "accounts.factor_forms.NewRecoveryCodesForm",
    "add_webauthn": "accounts.factor_forms.NewPasskeyForm",
    "edit_webauthn": "accounts.factor_forms.PasskeyNameForm",
}
# Whoever may enter the desk proves a second time who they are, in every session.
SECOND_FACTOR_REQUIRED = True
SECOND_FACTOR_EXEMPT: frozenset[str] = frozenset()  # usernames; the demo's own, see there
PASSWORD_RESET_TIMEOUT = 3600

# Former keys that still find who must never be written to, and open nothing else.
SUPPRESSION_FORMER_KEYS = environment.env.list("SUPPRESSION_FORMER_KEYS", [])

# Words and time -----------------------------------------------------------------------------
LANGUAGES = [("en-gb", _("English")), ("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_CODE = environment.one_of("SITE_LANGUAGE", [code for code, _name in LANGUAGES], "en-gb")
LOCALE_PATHS = [VAR_DIR / "locale"]  # compiled from locale/ by newsroom.ground.words
FORMAT_MODULE_PATH = ["newsroom.formats"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "Europe/Madrid")
USE_TZ = True

# Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# The fonts are built by a command of their own; before that there is no folder.
STATICFILES_DIRS = [f for f in (BASE_DIR / "static", VAR_DIR / "fonts") if f.is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(environment.env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.staticfiles.SiteStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
LARGEST_DOCUMENT = environment.integer("LARGEST_DOCUMENT_MB", 50) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Jobs ---------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

TAGGIT_CASE_INSENSITIVE = True

# Mail ---------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = environment.env.str("DEFAULT_FROM_EMAIL", "newsroom@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Newsletters go by a way of their own, so that no other mail waits behind them: by default the
# same server, over other connections.
# Or by a mail service; what one reports back is received where it is signed.
NEWSLETTER_SERVICE, NEWSLETTER_HOOKS = mail_service.for_newsletter(
    environment.env.str("NEWSLETTER_EMAIL_URL", ""),
    environment.env.str("NEWSLETTER_REPORTS_URL", ""),
)
NEWSLETTER_PROVIDER = NEWSLETTER_SERVICE or environment.provider(
    environment.env.str("NEWSLETTER_EMAIL_URL", "")
    or environment.env.str("EMAIL_URL", "")
    or f"file://{VAR_DIR / 'mail'}"
)
NEWSLETTER_PACE: dict = {}  # see newsletter/sending/pace.py
# A copy of the database elsewhere must not write to readers: see newsletter/sending/seal.py.
SENDING_SEAL = Path(environment.env.str("SENDING_SEAL", str(VAR_DIR / "sending-seal")))
FAULT = None  # only processes of a proof have one: see newsroom/kit/faults.py

# How many proxies of ours stand in front; the client's address is read from behind them.
TRUSTED_PROXIES = 0

# Safety -------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    # Embeds are loaded only when a reader presses the button.
    "frame-src": [
        CSP.SELF,
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://platform.twitter.com",
        "https://www.instagram.com",
        "https://www.facebook.com",
        "https://www.tiktok.com",
        "https://open.spotify.com",
        "https://www.google.com",
    ],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"keys": {"()": "newsroom.kit.logs.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"newsroom": {"level": "INFO"}},
}
