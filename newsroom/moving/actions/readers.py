"""Subscribers of a Ghost export, with the consent it tells of: none is confirmed by it."""

from collections import Counter
from itertools import batched
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from newsletter.actions.placing import Evidence, place, stricter
from newsletter.actions.subscribing import normalised
from newsletter.models import Newsletter
from newsletter.moving.formats import Person, State
from newsroom.moving.actions.asking import Refused, Wishes
from newsroom.moving.ghost.reading import moment
from newsroom.moving.ghost.stream import rows

BATCH = 500
LONGEST_ADDRESS = 254


def find_newsletter(wishes: Wishes) -> Newsletter | None:
    if not wishes.newsletter:
        return None
    found = Newsletter.objects.filter(slug=wishes.newsletter).first()
    if found is None:
        raise Refused(_("There is no newsletter called %s.") % wishes.newsletter)
    return found


def take_in_readers(file: Path, newsletter: Newsletter | None, wishes: Wishes) -> Counter:
    """How many there are by what became of them; without a newsletter they are only counted."""
    told: Counter = Counter()
    with file.open("rb") as stream:
        for batch in batched(rows(stream, {"subscribers", "members"}), BATCH):
            people: dict[str, Person] = {}
            for table, row in batch:
                if table == "meta":
                    continue
                told["in the file"] += 1
                person = _person(row)
                if person is None:
                    told["no address"] += 1
                elif person.email.lower() in people:
                    told["twice"] += 1
                    key = person.email.lower()
                    people[key] = stricter(person, people[key])
                else:
                    people[person.email.lower()] = person
            if newsletter is None:
                told["left out"] += len(people)
                continue
            evidence = Evidence(file.name, "Ghost", wishes.basis, wishes.by)
            with transaction.atomic():
                placed = place(people, newsletter, evidence, write=True)
            told.update(placed.outcomes.values())
    return told


def _person(row: dict) -> Person | None:
    try:
        email = normalised(str(row.get("email") or ""))
        validate_email(email)
    except (ValidationError, ValueError):
        return None
    if len(email) > LONGEST_ADDRESS:
        return None
    gone = moment(row.get("unsubscribed_at"))
    left = row.get("status") == "unsubscribed" or row.get("subscribed") in (False, 0)
    left = left or bool(row.get("email_disabled")) or gone is not None
    state = State.LEFT if left else State.WAITING
    return Person(email, state, moment(row.get("created_at")), None, gone)
