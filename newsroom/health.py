"""Whether the paper is well, in words, for whoever or whatever watches it from outside.

A monitor is told by the status, a person by the lines. Nothing of a story is in it. It is not for
a balancer in front: a worker that stands still is no reason to send readers away.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import PlannedChange
from newsroom.kit.times import database_now, span

# A worker says every ten seconds that it lives.
SILENT_AFTER = timedelta(seconds=40)


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    try:
        wrong = list(_wrong(database_now()))
    except DatabaseError:
        wrong = [_("The database does not answer.")]
    lines = wrong or [_("All is well.")]
    return HttpResponse(
        "\n".join(lines) + "\n",
        status=503 if wrong else 200,
        content_type="text/plain; charset=utf-8",
        headers={"X-Robots-Tag": "noindex"},
    )


def _wrong(now: datetime) -> Iterator[str]:
    heard = _heard_of_a_worker()
    if heard is None:
        yield _("No worker is running.")
    elif now - heard > SILENT_AFTER:
        words = _("No worker is running: the last was heard of %(span)s ago.")
        yield words % {"span": span(now - heard)}
    late = PlannedChange.objects.late().order_by("due_at").values_list("due_at", flat=True)
    if late:
        words = ngettext(
            "%(count)d planned change is late: it was due %(span)s ago. Readers see the text as it"
            " was.",
            "%(count)d planned changes are late: the first was due %(span)s ago. Readers see the"
            " texts as they were.",
            len(late),
        )
        yield words % {"count": len(late), "span": span(now - late[0])}


def _heard_of_a_worker() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        return cursor.fetchone()[0]
