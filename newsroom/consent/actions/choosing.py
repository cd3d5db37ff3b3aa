"""A reader's choice: what it means, and the proof that it was made."""

from collections.abc import Collection

from newsroom.consent.asking import Asked
from newsroom.consent.models import Choice, Purpose


def answers_to(asked: Asked, way: str, ticked: Collection[str], *, gpc: bool) -> dict[str, bool]:
    """Yes or no to each purpose.

    A browser that says it must not be tracked has refused advertising: only a tick of its own
    allows it, not “accept all”.
    """
    keys = [purpose.key for purpose in asked.purposes]
    if way == Choice.Way.ACCEPT:
        return {key: not (gpc and key == Purpose.Key.ADVERTISING) for key in keys}
    if way == Choice.Way.REJECT:
        return dict.fromkeys(keys, False)
    return {key: key in ticked for key in keys}


def prove(asked: Asked, way: str, answers: dict[str, bool], *, gpc: bool) -> Choice:
    return Choice.objects.create(wording=asked.wording, way=way, answers=answers, gpc=gpc)
