"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.periodic(cron="37 * * * *")
@app.task(queue="default")
def erase_due(*, timestamp: int) -> None:
    """Forget those whose fourteen days are over."""
    from newsroom.privacy.actions.erasing import erase_due

    erase_due()
