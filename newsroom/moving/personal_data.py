"""What moving in keeps: things of the former site, and who moved it."""

KEPT = {
    "moving.Departure.by": "the paper's record of its own work",
    "moving.Move.by": "the paper's record of its own work",
    "moving.Move.report": "numbers, titles and addresses of stories",
    "moving.Origin.details": "titles, addresses and captions of the former site",
}
