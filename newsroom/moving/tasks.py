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


@app.task(queue="desk", retry=1)
def write_departure(*, departure_id: int) -> None:
    """Write an export that was asked for in the desk; begun before, begin anew."""
    from newsroom.moving.actions.departing import carry_out

    carry_out(departure_id)


@app.periodic(cron="23 * * * *")
@app.task(queue="house")
def forget_departures(*, timestamp: int) -> None:
    """Throw away the files of exports that are older than a day."""
    from newsroom.moving.actions.departing import forget_old

    forget_old()
