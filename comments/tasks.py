"""Jobs of the discussion: rehearsals, and forgetting what is only needed for a day."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="house", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def rehearse(*, rehearsal_id: int) -> None:
    """Safe to run twice: one that is done stays as it is."""
    from comments.actions.ruling import run_rehearsal
    from comments.models import Rehearsal

    if found := Rehearsal.objects.filter(pk=rehearsal_id).first():
        run_rehearsal(found)


@app.periodic(cron="23 * * * *")
@app.task(queue="house")
def forget_traces(*, timestamp: int) -> None:
    """Likeness is looked for within a day."""
    from datetime import timedelta

    from django.utils import timezone

    from comments.models import Trace

    Trace.objects.filter(posted_at__lt=timezone.now() - timedelta(days=2)).delete()
