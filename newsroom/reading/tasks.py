"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="default", queueing_lock="tell_followers")
def tell_followers(*, timestamp: int) -> None:
    """Tell of the stories that appeared and of what was corrected since the last minute."""
    from newsroom.reading.actions import tell_followers, tell_savers

    tell_followers()
    tell_savers()
