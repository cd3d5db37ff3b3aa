"""Reads the environment once and turns what is wrong with it into one clear sentence."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env()


def required(name: str, why: str) -> str:
    """The variable's value, or an error that says what it is for."""
    try:
        value = env.str(name)
    except EnvError:
        value = ""
    if not value.strip():
        raise ImproperlyConfigured(f"Set {name} in the environment: {why}")
    return value


def integer(name: str, default: int) -> int:
    try:
        return env.int(name, default)
    except EnvError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


def time_zone(name: str, default: str) -> str:
    value = env.str(name, default)
    if value not in available_timezones():
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Madrid.")
    return value


def one_of(name: str, known: list[str], default: str) -> str:
    value = env.str(name, default)
    if value not in known:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(known)}.")
    return value


def public_origin(value: str) -> str:
    """The site's origin without a trailing slash, for example https://news.example."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            "SITE_URL must be the public address of the site, such as https://news.example."
        )
    return f"{parts.scheme}://{parts.netloc}"


def database(url: str) -> dict:
    """Django's DATABASES entry. Only PostgreSQL is spoken here."""
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL server: postgres://user:password@host:5432/name."
        )
    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}.") from None
    config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    return config


def provider(url: str) -> dict:
    """NEWSLETTER_PROVIDER from the same addresses; rate, connections and key_header may be added.

    smtp://user:password@host:587?tls=1&rate=14&connections=4
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        folder = Path(unquote(parts.path))
        return {"CLASS": "newsletter.providers.folder.Folder", "OPTIONS": {"folder": folder}}
    options = {**mailer(url)["OPTIONS"]}
    del options["timeout"]
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        if "rate" in asked:
            options["rate"] = float(asked["rate"])
        for name in ("connections", "per_connection"):
            if name in asked:
                options[name] = int(asked[name])
    except ValueError:
        raise ImproperlyConfigured(
            "In NEWSLETTER_EMAIL_URL rate, connections and per_connection are numbers."
        ) from None
    if "key_header" in asked:
        options["key_header"] = asked["key_header"]
    return {"CLASS": "newsletter.providers.smtp.Smtp", "OPTIONS": options}


def mailer(url: str) -> dict:
    """One MAILERS entry from smtp://user:password@host:587?tls=1 or file:///folder."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "newsroom.kit.mail.FolderBackend",
            "OPTIONS": {"folder": Path(unquote(parts.path))},
        }
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must be smtp://user:password@host:587?tls=1, smtps://… or file:///folder."
        )
    tls = parse_qs(parts.query).get("tls", ["0"])[0] in {"1", "true", "yes"}
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587 if tls else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": tls and parts.scheme == "smtp",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
