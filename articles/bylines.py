"""How a story is signed: its names in order, or in words of the desk's own around them.

A wording holds a number in braces for each name: “Reported by {1}, translated by {2}”.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PLACE = re.compile(r"\{(\d{1,3})\}")


def check_wording(text: str, names: int) -> None:
    """Raise ValidationError in words unless each of the story's names has one place in the text."""
    if not text:
        return
    if re.search(r"[{}]", PLACE.sub("", text)):
        raise ValidationError(_("Write a number in braces for each name: {1}, {2}."))
    places = [int(number) for number in PLACE.findall(text)]
    for place in places:
        if not 1 <= place <= names:
            raise ValidationError(
                ngettext(
                    "{%(place)d} stands for no name: the story has one byline.",
                    "{%(place)d} stands for no name: the story has %(names)d bylines.",
                    names,
                )
                % {"place": place, "names": names}
            )
    for number in range(1, names + 1):
        if places.count(number) != 1:
            raise ValidationError(
                _("Name each byline once: {%(number)d} is missing or stands there twice.")
                % {"number": number}
            )


def fits(text: str, names: int) -> bool:
    try:
        check_wording(text, names)
    except ValidationError:
        return False
    return True


def worded(text: str) -> list[str | int]:
    """The wording in pieces: words, and the places (from 0) where names stand."""
    return [int(piece) - 1 if n % 2 else piece for n, piece in enumerate(PLACE.split(text))]
