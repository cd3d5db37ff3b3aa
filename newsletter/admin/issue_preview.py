"""An issue as any reader would get it, shown without sending it.

The mail stands in a frame without script, cookies or origin. It carries its styles in its elements,
as mail must, so that frame has a policy of its own.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _

from newsletter import audience, rendering
from newsletter.actions.issues import NOBODY
from newsletter.models import Issue, Subscriber
from newsroom.kit.keys import is_key

ORIGIN = re.match(r"https?://[^/]+", settings.SITE_URL)[0]
POLICY = {
    "default-src": ["'none'"],
    "img-src": ["'self'", "data:", ORIGIN],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": True,
}
DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Seen:
    """`why_not` says in words why this reader gets no copy."""

    rendered: rendering.Rendered
    reader: Subscriber | None = None
    why_not: str = ""

    @property
    def kilobytes(self) -> int:
        return max(1, round(len(self.rendered.html.encode()) / 1000))


def seen_by(issue: Issue, reader: Subscriber | None) -> Seen:
    """Without a reader, a new one to whom nothing was sent yet."""
    why_not = ""
    if reader is None:
        stories, counted = of_somebody_new(issue), False
    else:
        found = _copy_of(issue, reader)
        stories, counted = found or (of_somebody_new(issue), False)
        if found is None:
            why_not = _("%(email)s gets no copy of this issue as things are.") % {
                "email": reader.email
            }
    return Seen(rendering.render(issue, stories, counted=counted), reader, why_not)


def of_somebody_new(issue: Issue) -> list[int]:
    """Of a personal issue as much as fits, as if they followed everything."""
    if issue.is_follow_up:
        return [issue.correction.article_id] if issue.correction else []
    keys = [row.article_id for row in issue.stories.all()]
    readable = [story.pk for story in rendering.readable(keys)]
    return readable[: issue.newsletter.most_stories] if issue.newsletter.personal else readable


def readers_now(issue: Issue) -> int:
    found = audience.readers(issue)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({found.sql}) AS reader", found.params)  # noqa: S608
        return cursor.fetchone()[0]


def reader_asked_for(request) -> Subscriber | None:
    """By number or address; None is somebody new."""
    asked = request.GET.get("reader", "").strip().replace("\x00", "")
    if not asked or not request.user.has_perm("newsletter.view_subscriber"):
        return None
    if is_key(asked):
        return Subscriber.objects.filter(pk=asked).first()
    return Subscriber.objects.filter(email__iexact=asked).first()


def frame(seen: Seen, *, dark: bool) -> HttpResponse:
    """The mail alone. A browser cannot be told to be dark, so the mail is."""
    html = rendering.filled(seen.rendered.html, reader_key=NOBODY, copy_key=NOBODY)
    html = html.replace(DARK, "all" if dark else "not all")
    html = html.replace('content="light dark"', f'content="{"dark" if dark else "light"}"')
    response = HttpResponse(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _copy_of(issue: Issue, reader: Subscriber) -> tuple[list[int], bool] | None:
    found = audience.readers(issue)
    sql = f"SELECT stories, counted FROM ({found.sql}) AS reader WHERE subscriber_id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*found.params, reader.pk])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None
