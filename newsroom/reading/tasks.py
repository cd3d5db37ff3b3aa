"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="default", queueing_lock="tell_followers")
def tell_followers(*, timestamp: int) -> None:
    """Tell followers of the stories that appeared since the last minute."""
    from newsroom.reading.actions import tell_followers

    tell_followers()
