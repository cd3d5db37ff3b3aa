"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_letter(*, letter_id: int) -> None:
    """Hand a letter about an account to the mail server."""
    from accounts.actions.letters import send_letter

    send_letter(letter_id)


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def answer_lost_password(*, letter_id: int) -> None:
    """Write to whoever has the address, or that nobody has it."""
    from accounts.actions.letters import answer_lost_password

    answer_lost_password(letter_id)


@app.periodic(cron="29 3 * * *")
@app.task(queue="mail")
def burn_old_letters(*, timestamp: int) -> None:
    """Throw away letters that could not be sent."""
    from accounts.actions.letters import burn_old_letters

    burn_old_letters()
