"""Stories in every state, and what is done about them at each address of the desk."""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles.actions import assigning, editing, noting, planning, publishing, releasing
from articles.admin.editor_steps import STEPS, state
from articles.models import (
    Article,
    DeskLog,
    LegalSignOff,
    Note,
    NoteAnswer,
    OpenPage,
    PlannedChange,
    PublicVersion,
    Revision,
    WorkEntry,
)
from tests.articles.writing_page import saved, typed, written
from tests.factories import ImageFactory, UserFactory

STORIES = "/admin/articles/article/"


class Scene:
    """A story in a state, begun by a writer, with all that is done about one."""

    person = ""  # the account of whoever is at it

    def __init__(self, wanted: str):
        self.writer = UserFactory(role="Reporter")
        self.editor = UserFactory(role="Editor")
        self.other = UserFactory(role="Reporter")
        self.story = saved(written(), self.writer)
        getattr(self, f"_{wanted}")()
        self.story.refresh_from_db()

    def _draft(self):
        pass

    def _review(self):
        publishing.submit(self.story, by=self.writer)

    def _ready(self):
        self._review()
        publishing.make_ready(self.story, by=self.editor)

    def _scheduled(self):
        soon = timezone.now() + timedelta(hours=2)
        publishing.publish(self.story, by=self.editor, at=soon)

    def _live(self):
        publishing.publish(self.story, by=self.editor)

    def _withdrawn(self):
        self._live()
        publishing.withdraw(self.story, by=self.editor)

    # What the acts need to be there -----------------------------------------------------------
    def free(self):
        assigning.let_go(self.story, by=self.writer)
        return self

    def just_now(self):
        """Readers see it since this moment, however long it took to get here."""
        self.story.public_versions.filter(until_at=None).update(from_at=timezone.now())
        return self

    def came_late(self) -> int:
        late = Article.objects.get(pk=self.story.pk)
        late.headline = "Typed too late"
        try:
            editing.save(late, by=self.editor, base=late.version + 7)
        except editing.SavedMeanwhile as kept:
            return kept.kept.number

    def noted(self, *, resolved=False) -> Note:
        note = noting.write(self.story, text="So?", quote="harbour", by=self.editor)
        if resolved:
            noting.resolve(note, by=self.editor)
        return note

    def planned(self) -> PlannedChange:
        later = timezone.now() + timedelta(hours=3)
        changed = Article.objects.get(pk=self.story.pk)
        changed.headline = "Planned"
        return planning.plan(changed, by=self.editor, base=changed.version, at=later)

    def seen(self) -> int:
        version = self.story.public_versions.filter(from_at__lte=timezone.now()).first()
        if version is None:
            return 999_999
        PublicVersion.objects.filter(pk=version.pk).update(substantive=True)
        return version.pk


def at(name, *args) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


def day_and_time(name, when) -> dict:
    when = timezone.localtime(when)
    return {f"{name}_0": f"{when:%Y-%m-%d}", f"{name}_1": f"{when:%H:%M}"}


def looks(name, *args):
    return lambda scene: ("GET", at(name, scene.story.pk, *args), {})


def posts(name, **sent):
    return lambda scene: ("POST", at(name, scene.story.pk), sent)


def presses(button, **fields):
    """What a button of the writing page does, besides saving: the act is told from the log."""

    def door(scene):
        later = timezone.now() + timedelta(hours=5)
        times = day_and_time("publish_at", later) | day_and_time("change_at", later)
        times |= day_and_time("new_date", timezone.now() - timedelta(days=2))
        sent = typed(scene.story, **{button: ""}, **times, **fields)
        return "POST", at("change", scene.story.pk), sent

    return door


def note_act(verb, *, resolved=False):
    def door(scene):
        note = scene.noted(resolved=resolved)
        sent = {f"answer-{note.pk}": "Yes."}
        return "POST", at(f"note_{verb}", scene.story.pk, note.pk), sent

    return door


def in_bulk(action, **prepared):
    def door(scene):
        if action == "claim_chosen":
            scene.free()
        sent = {"action": action, "_selected_action": [scene.story.pk], "to": scene.other.pk}
        return "POST", STORIES, sent

    return door


DOORS = {
    "change": looks("change"),
    "change _save": presses("_save", standfirst="Saved anew."),
    **{
        f"change {name}": presses(
            name, note="So.", reason="It was then.", new_slug="elsewhere", standfirst="With it."
        )
        for name in STEPS
    },
    "legal": lambda s: (
        "POST", at("legal", s.story.pk), {"text": releasing.gate.digest(s.story)},
    ),
    "preview": lambda s: ("POST", at("preview"), typed(s.story, story=s.story.pk)),
    "check": lambda s: ("POST", at("check"), typed(s.story, story=s.story.pk)),
    "keep": lambda s: (
        "POST", at("keep"),
        {"story": s.story.pk, "page": "a" * 32, "person": s.person, "number": 1, "base": 1,
         "typed": json.dumps([["headline", "Typed"]])},
    ),
    "typed": lambda s: (
        "POST", at("typed"), {"story": s.story.pk, "typed": json.dumps([["headline", "Typed"]])},
    ),
    "history": looks("history"),
    "versions": looks("versions"),
    "versions restore": lambda s: (
        "POST", at("versions", s.story.pk), {"number": 1, "base": s.story.version},
    ),
    "conflict": lambda s: ("GET", at("conflict", s.story.pk, s.came_late()), {}),
    "conflict keep": lambda s: (
        "POST",
        at("conflict", s.story.pk, s.came_late()),
        {"number": s.story.revisions.first().number, "base": s.story.version},
    ),
    "hide": lambda s: ("POST", at("hide", s.story.pk, s.seen()), {"why": "A name."}),
    "undo": lambda s: ("POST", at("undo", s.just_now().story.pk), {}),
    "unplan": lambda s: (
        "POST",
        at("unplan", s.story.pk, s.planned().pk if state(s.story) == "live" else 999_999),
        {},
    ),
    "work": looks("work"),
    "claim": lambda s: ("POST", at("claim", s.free().story.pk), {}),
    "assign": lambda s: (
        "POST", at("assign", s.story.pk), {"to": s.other.pk, "was": s.writer.pk, "due": ""},
    ),
    "let_go": posts("let_go"),
    "note": posts("note", quote="harbour", text="Which one?"),
    "note_answer": note_act("answer"),
    "note_resolve": note_act("resolve"),
    "note_reopen": note_act("reopen", resolved=True),
    **{f"changelist {name}": in_bulk(name) for name in (
        "submit_chosen", "ready_chosen", "publish_chosen", "withdraw_chosen", "claim_chosen",
        "assign_chosen", "put_on_front",
    )},
    "delete": posts("delete", post="yes"),
}  # fmt: skip
# Of a button that saves as well, the entry in the log that only its own act writes.
TOLD = {
    "change _submit": "submit", "change _ready": "ready", "change _return": "return",
    "change _redraft": "return", "change _publish": "publish", "change _schedule": "schedule",
    "change _unschedule": "return", "change _again": "publish", "change _withdraw": "withdraw",
    "change _plan": "plan", "change _move": "move", "change _backdate": "backdate",
    "change _legal": "legal",
}  # fmt: skip
# Posted, and only answered.
SHOWN = {"preview", "check", "typed", "clean", "changelist put_on_front"}
LEADS = {"changelist put_on_front", "history"}  # to another page, where one may


def plain(name, **sent):
    return lambda scene: ("GET", at(name), sent)


OTHER_DOORS = {
    "changelist": plain("changelist"),
    "add": plain("add"),
    "add _save": lambda s: (
        "POST", at("add"), typed(section=s.story.section_id, headline="Another", _save=""),
    ),
    "clean": lambda s: ("POST", at("clean"), {"html": "<p>x</p>"}),
    "embed": plain("embed", address="https://vimeo.com/123456"),
    "tags": plain("tags", q="rain"),
    "stories": plain("stories", q="rain"),
    "cards": plain("cards", q="rain"),
    "pictures": plain("pictures"),
    "documents": plain("documents"),
    "picture": lambda s: ("GET", at("picture", ImageFactory().pk), {}),
    "file": lambda s: ("GET", at("file", ImageFactory().pk), {}),
    "index": lambda s: ("GET", "/admin/", {}),
    "week": lambda s: ("GET", "/admin/week/", {}),
    "audit": lambda s: ("GET", "/admin/log/", {}),
    "audit_export": lambda s: ("GET", "/admin/log/log.csv", {}),
}  # fmt: skip


# All that what is done about stories can change.
WRITTEN = [
    Article, Revision, DeskLog, LegalSignOff, Note, NoteAnswer, PlannedChange, PublicVersion,
    OpenPage, WorkEntry,
]  # fmt: skip
