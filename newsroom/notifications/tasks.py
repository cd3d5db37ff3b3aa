"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=4)


@app.task(queue="mail", retry=AGAIN)
def mail_news(*, person_id: int, kind: str) -> None:
    """Tell by mail what has just happened."""
    from newsroom.notifications.actions import mail_news

    mail_news(person_id, [kind])


@app.task(queue="mail", retry=AGAIN)
def mail_day(*, person_id: int, kinds: list[str]) -> None:
    """Tell by mail what the day brought."""
    from newsroom.notifications.actions import mail_news

    mail_news(person_id, kinds)


@app.periodic(cron="0 7 * * *")
@app.task(queue="mail")
def mail_daily(*, timestamp: int) -> None:
    """Begin the daily mails."""
    from newsroom.notifications.actions import mail_daily

    mail_daily()
