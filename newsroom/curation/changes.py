"""What was changed on the front page, in sentences."""

from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.models import Section
from newsroom.curation.models import EditionChange
from newsroom.curation.slots import Place
from newsroom.kit.times import moment

Act = EditionChange.Act


def told(change: EditionChange, sections: dict[int, Section]) -> str:
    return in_words(change.act, change.about, sections)


def in_words(act: str, about: dict, sections: dict[int, Section]) -> str:
    """`about` as the actions keep it."""
    words = {
        "story": about.get("story", ""),
        "place": _place(about.get("place"), sections),
        "from": _place(about.get("from"), sections),
        "until": moment(_time(about.get("until"))),
        "text": about.get("text", ""),
        "number": about.get("number", 0),
        "names": ", ".join(about.get("names", [])),
    }
    match act:
        case Act.PLACE if words["until"]:
            return _("“%(story)s” in %(place)s until %(until)s") % words
        case Act.PLACE:
            return _("“%(story)s” in %(place)s") % words
        case Act.CLEAR:
            return _("“%(story)s” taken off %(place)s") % words
        case Act.MOVE:
            return _("“%(story)s” moved from %(from)s to %(place)s") % words
        case Act.BLOCKS if words["names"]:
            return _("Blocks chosen: %(names)s") % words
        case Act.BLOCKS:
            return _("Blocks follow the navigation") % words
        case Act.RAISE:
            return _("Breaking news raised: “%(text)s”") % words
        case Act.LOWER:
            return _("Breaking news lowered: “%(text)s”") % words
    if words["number"]:
        return _("Back to the page as it was after change %(number)d") % words
    return _("Back to the page as it was before the first change")


def _place(text: str | None, sections: dict[int, Section]) -> str:
    place = Place.read(text or "")
    return str(place.in_words(sections)) if place else ""


def _time(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
