"""Many changes due in the same second, some of which cannot be made, and a real worker."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from articles.actions import editing, planning, publishing
from articles.models import Article, GateRule, PlannedChange, PublicVersion
from newsroom.kit.times import database_now
from tests.articles.writing_page import published

OLD, NEW = "<p>The harbour opens on Friday.</p>", "<p>The harbour opens on Monday.</p>"
DEAD_LINK = '<p><a href="/nowhere/at/all/">there</a></p>'
PATIENCE = 30
State = PlannedChange.State


@dataclass
class Made:
    """What became of them, and how late by the database's clock."""

    delays: list[float] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)


def plan(story: Article, editor, at: datetime, body: str = NEW) -> PlannedChange:
    text = Article.objects.get(pk=story.pk)
    text.body = body
    return planning.plan(text, by=editor, base=text.version, at=at)


def many(editor, number: int, seconds: float) -> dict[str, PlannedChange]:
    """`number` that are fine and four that cannot be made, each for a reason of its own; all due
    in the same second, `seconds` after the stories are there."""
    titles = [*(f"Fine {n}" for n in range(number)), "Withdrawn", "Ruled out", "Touched", "Broken"]
    stories = {title: published(editor, headline=title, body=OLD) for title in titles}
    GateRule.objects.update_or_create(rule="links", section=None, defaults={"level": "off"})
    bodies = {"Ruled out": NEW + DEAD_LINK}
    at = soon(seconds)
    # The broken ones first: they stand in the way of all others, if anything does.
    order = [*titles[number:], *titles[:number]]
    changes = {title: plan(stories[title], editor, at, bodies.get(title, NEW)) for title in order}
    publishing.withdraw(stories["Withdrawn"], by=editor)
    GateRule.objects.update(level="block")
    touched = Article.objects.get(pk=stories["Touched"].pk)
    touched.body = "<p>The harbour opens on Sunday.</p>"
    editing.save(touched, by=editor, base=touched.version)
    broken = changes["Broken"].revision
    broken.snapshot = {"headline": "Torn out"}  # no code of ours writes such a row
    broken.save(update_fields=["snapshot"])
    return changes


def wait_for(changes: dict[str, PlannedChange]) -> Made:
    """Until nothing but the broken one waits; no text changes before its time."""
    at = changes["Broken"].due_at
    assert database_now() < at, "this machine plans too slowly for the proof"
    found, until = Made(), time.monotonic() + PATIENCE + (at - database_now()).total_seconds()
    rows = PlannedChange.objects.filter(pk__in=[c.pk for c in changes.values()])
    while time.monotonic() < until:
        if rows.filter(state=State.WAITING).count() <= 1:
            break
        if database_now() < at:
            new = Article.objects.filter(body=NEW).values_list("headline", flat=True)
            found.early += new if database_now() < at else []
        time.sleep(0.05)
    for title, change in changes.items():
        change.refresh_from_db()
        found.states[title] = change.state
        if change.state == State.MADE:
            seen = PublicVersion.objects.get(article=change.article_id, until_at=None)
            found.delays.append((seen.from_at - change.due_at).total_seconds())
    return found


def soon(seconds: float) -> datetime:
    """A whole second: they are all due in the same."""
    return (database_now() + timedelta(seconds=seconds)).replace(microsecond=0)
