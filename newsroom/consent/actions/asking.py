"""What the newsroom asks of readers. Whatever widens the question asks it anew."""

from collections.abc import Iterable

from django.db import transaction

from newsroom.consent.models import Purpose, Wording
from newsroom.consent.scripts import hosts_in


@transaction.atomic
def ask(*, sentence: str, explanation: str, purposes: Iterable[Purpose], by) -> Wording | None:
    """Keep text and purposes. The new version of the text, or None when nobody is asked again.

    Asked again: when the text changed, a purpose was switched on, or one that is on says
    something else or names another host. Less than before needs no new answer.
    """
    before = {p.key: p for p in Purpose.objects.select_for_update()}
    newest = Wording.objects.select_for_update().first()
    purposes = list(purposes)
    wider = any(_wider(before.get(p.key), p) for p in purposes if p.on)
    for purpose in purposes:
        purpose.save()
    if newest and not wider and (newest.sentence, newest.explanation) == (sentence, explanation):
        return None
    return Wording.objects.create(
        number=newest.number + 1 if newest else 1,
        sentence=sentence,
        explanation=explanation,
        purposes=[_as_asked(p) for p in purposes if p.on],
        made_by=by,
    )


def _wider(before: Purpose | None, after: Purpose) -> bool:
    if before is None or not before.on or before.words != after.words:
        return True
    return not hosts_in(after.scripts) <= hosts_in(before.scripts)


def _as_asked(purpose: Purpose) -> dict:
    return {
        "key": purpose.key,
        "words": purpose.words,
        "hosts": sorted(hosts_in(purpose.scripts)),
    }
