"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def mail_contact_message(*, message_id: int) -> None:
    """Hand a reader's message to the newsroom."""
    from newsroom.site.actions.contact import forward

    forward(message_id)
