"""Mail services with an interface of their own, as one address: postmark://?server_token=…

What stands before :// is the service; what follows ? are its settings, in lower case, under the
names its page in the documentation of django-anymail gives them.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Service:
    """`signed_with` is the setting that proves where its reports come from; none, no reports.

    For most it is webhook_secret, user:password as the service is told to send them; some sign
    each report with a key of their own.
    """

    backend: str
    webhook: str = ""
    signed_with: str = ""

    @property
    def for_reports(self) -> set[str]:
        return {"webhook_secret", self.signed_with} - {""}


def _service(module: str, webhook: str = "", signed_with: str = "webhook_secret") -> Service:
    return Service(
        backend=f"anymail.backends.{module}.EmailBackend",
        webhook=f"anymail.webhooks.{module}.{webhook}TrackingWebhookView" if webhook else "",
        signed_with=signed_with if webhook else "",
    )


# All that django-anymail speaks without a further package. Amazon SES is spoken to by SMTP.
SERVICES = {
    "brevo": _service("brevo", "Brevo"),
    "mailersend": _service("mailersend", "MailerSend", "signing_secret"),
    "mailgun": _service("mailgun", "Mailgun", "webhook_signing_key"),
    "mailjet": _service("mailjet", "Mailjet"),
    "mailtrap": _service("mailtrap", "Mailtrap", "tracking_secret"),
    "mandrill": _service("mandrill"),
    "postal": _service("postal", "Postal", "webhook_key"),
    "postmark": _service("postmark", "Postmark"),
    "resend": _service("resend", "Resend"),
    "scaleway": _service("scaleway"),
    "sparkpost": _service("sparkpost", "SparkPost"),
}
OURS = {"rate": float, "connections": int}


@dataclass(frozen=True)
class Chosen:
    name: str
    options: dict
    reports: dict
    ours: dict


def is_service(url: str) -> bool:
    return urlsplit(url).scheme in SERVICES


def read(url: str, variable: str) -> Chosen:
    """The service an address names, or one sentence about what is wrong with it."""
    parts = urlsplit(url)
    if parts.scheme not in SERVICES or parts.netloc or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{variable} must be such as postmark://?server_token=…&webhook_secret=user:password,"
            f" for one of {', '.join(SERVICES)}."
        )
    service, given = SERVICES[parts.scheme], dict(parse_qsl(parts.query))
    reports = {name: given.pop(name) for name in sorted(service.for_reports) if name in given}
    secret = reports.get("webhook_secret", "")
    if "webhook_secret" in reports and (":" not in secret or len(secret) < 20):
        raise ImproperlyConfigured(
            f"webhook_secret in {variable} must be user:password, 20 letters or more together."
        )
    try:
        ours = {name: kind(given.pop(name)) for name, kind in OURS.items() if name in given}
    except ValueError:
        raise ImproperlyConfigured(f"rate and connections in {variable} are numbers.") from None
    return Chosen(parts.scheme, given, reports, ours)


def hooks(*chosen: Chosen) -> dict[str, dict]:
    """The services whose reports are received: only those that prove where they come from."""
    return {
        each.name: each.reports
        for each in chosen
        if each.reports.get(SERVICES[each.name].signed_with)
    }


def for_newsletter(hand_over: str, only_reports: str) -> tuple[dict | None, dict]:
    """The provider of newsletters, where a service is one, and the services that report.

    A service may also be used by SMTP and only report here.
    """
    chosen = []
    provider = None
    if hand_over and is_service(hand_over):
        own = read(hand_over, "NEWSLETTER_EMAIL_URL")
        chosen.append(own)
        provider = {
            "CLASS": "newsletter.providers.anymail.Anymail",
            "OPTIONS": {"service": own.name, "options": own.options, **own.ours},
        }
    if only_reports:
        chosen.append(read(only_reports, "NEWSLETTER_REPORTS_URL"))
    return provider, hooks(*chosen)
