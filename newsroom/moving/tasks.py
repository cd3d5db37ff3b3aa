"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.task(queue="desk", retry=1)
def try_move(*, move_id: int) -> None:
    """Say what taking a site in would do."""
    from newsroom.moving.actions.ordering import try_it

    try_it(move_id)


@app.task(queue="desk", retry=3)
def carry_out_move(*, move_id: int) -> None:
    """Take a site in; begun before, go on."""
    from newsroom.moving.actions.ordering import carry_out

    carry_out(move_id)
