"""What changed in a story, as its readers saw it: only what was before them, and never more than
they may read now."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models.functions import Now

from articles.access import is_open
from articles.differences import Part, Words, compare_bodies, compare_texts
from articles.models import Article, PublicVersion, ReaderNote

SHOWN = 30
# Which row a picture is, in the comparison of the desk: “[image 12]”.
ROW = re.compile(r"\[[^\]]*\]?|\d+\]")


@dataclass
class Step:
    """One substantive version and what changed with it. The first has nothing before it."""

    at: datetime
    notes: list[ReaderNote] = field(default_factory=list)
    heads: list[Part] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    hidden_why: str = ""
    withheld: bool = False
    first: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.heads or self.parts)


def steps(article: Article) -> list[Step]:
    """Newest first; two questions, however often the story was changed."""
    rows = list(article.public_versions.select_related("revision").filter(from_at__lte=Now()))
    notes: dict[int | None, list[ReaderNote]] = {}
    for note in article.reader_notes.all():
        notes.setdefault(note.version_id, []).append(note)
    found: list[Step] = []
    opens, before, group_hidden = is_open(article), None, ""
    for row in rows:
        if row.substantive or before is None:
            hidden = row.hidden_why or group_hidden
            found.append(_step(before, row, notes.get(row.pk, []), hidden, opens))
            group_hidden = row.hidden_why
        before = row
    if found and article.first_published_at:
        found[0].at = article.first_published_at
    return found[::-1][:SHOWN]


def _step(before: PublicVersion | None, row: PublicVersion, notes, hidden: str, opens: bool):
    step = Step(at=row.from_at, notes=notes, hidden_why=hidden, first=before is None)
    if hidden or before is None:
        return step
    old, new = before.revision.snapshot, row.revision.snapshot
    for name in ("headline", "standfirst"):
        part = Part(name, name, compare_texts(old[name], new[name]))
        if part.changes:
            step.heads.append(part)
    if opens:
        changed = [part for part in compare_bodies(old["body"], new["body"]) if part.changes]
        step.parts = [_for_readers(part) for part in changed]
    else:
        step.withheld = old["body"] != new["body"]
    return step


def _for_readers(part: Part) -> Part:
    """A picture is told by its caption; which row it is says nothing to readers."""
    if part.kind == "figure":
        words = [Words(run.kind, ROW.sub("", run.text)) for run in part.words]
        part.words = [run for run in words if run.text.strip()]
        part.restyled = True
    return part
