"""Jobs: ids in, one action called."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def write_to_asker(*, subscriber_id: int, newsletter_ids: list[int]) -> None:
    """Ask the address to confirm. Run twice, it asks twice; the link says the same."""
    from newsletter.actions.subscribing import write_to_asker

    write_to_asker(subscriber_id, newsletter_ids)


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def write_to_mover(*, subscriber_id: int) -> None:
    """Ask the address a reader wants to move to. Run twice, it asks twice."""
    from newsletter.actions.preferences import write_to_mover

    write_to_mover(subscriber_id)


@app.periodic(cron="41 3 * * *")
@app.task(queue="mail")
def forget_unconfirmed(*, timestamp: int) -> None:
    """Drop addresses that did not confirm within a month."""
    from newsletter.actions.subscribing import forget_unconfirmed

    forget_unconfirmed()


@app.periodic(cron="* * * * *")
@app.task(queue="mail")
def make_due_issues(*, timestamp: int) -> None:
    """Safe to run twice: an edition is made once."""
    from newsletter.actions.automatic import make_due_issues

    make_due_issues()


@app.task(queue="default", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def take_in_import(*, import_id: int) -> None:
    """Take in the list of an import. Run again, it goes on where it stopped."""
    from newsletter.actions.importing import carry_out

    carry_out(import_id)
