"""Every path by which words come before readers, and how a test walks it.

The paths are found in the code: whoever adds a call of one of the verbs below is stopped by
test_gate_matrix.py until the place of the call stands in PATHS, with a way to walk it or with the
reason why nothing is judged there.
"""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles import tasks
from articles.actions import editing, planning
from articles.models import Article, PlannedChange
from tests.articles.test_gate import by_button, by_schedule, in_bulk, sent
from tests.articles.writing_page import change

PROJECT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "articles", "comments", "newsletter", "newsroom")
# Module of articles.actions: its verbs that change what readers see or will see.
VERBS = {
    "publishing": {"publish"},
    "editing": {"save", "write", "restore", "bring_in"},
    "planning": {"plan", "revise", "make_due"},
    "arriving": {"take_in", "show"},
}
LATER = timedelta(hours=2)


# A story's first way to its readers: walk(client, editor, story) → what the desk said ----------
def again(client, story) -> str:
    """A story that was withdrawn and is published anew."""
    Article.objects.filter(pk=story.pk).update(status=Article.Status.WITHDRAWN)
    story.refresh_from_db()
    return client.post(change(story), sent(story, _again=""), follow=True).text


FIRST = {"button": by_button, "schedule": by_schedule, "bulk": in_bulk, "again": again}


# A change of one they see: walk(client, editor, story, worse, authors) → what was said ----------
def saved(client, editor, story, fields, authors) -> str:
    page = client.post(change(story), sent(_laid(story, fields), authors=_pks(story, authors)))
    return page.text if page.status_code == 200 else ""


def brought_together(client, editor, story, fields, authors) -> str:
    """Written from the version before the last, whose change does not touch this one."""
    late = sent(_laid(Article.objects.get(pk=story.pk), fields), authors=_pks(story, authors))
    theirs = Article.objects.get(pk=story.pk)
    theirs.seo_title = "Found by this"
    editing.save(theirs, by=editor, base=theirs.version)
    page = client.post(change(story), late)
    return page.text if page.status_code == 200 else ""


def planned(client, editor, story, fields, authors) -> str:
    """Refused when it is planned already."""
    return _in_words(lambda: _plan(editor, story, fields, authors))


def written_on(client, editor, story, fields, authors) -> str:
    """A plan that was fine is written on and saved as the plan again."""
    plan = _plan(editor, story, {"seo_title": "Found by this"}, None)
    text = _laid(Article.objects.get(pk=story.pk), fields)
    given = {} if authors is None else {"authors": authors}
    return _in_words(
        lambda: planning.revise(
            plan, text, by=editor, base=plan.revision_id, at=timezone.now() + LATER, **given
        )
    )


def coming_due(client, editor, story, fields, authors, *, before=None) -> str:
    """Planned while the rule let it pass; `before` is done meanwhile."""
    plan = _plan(editor, story, fields, authors)
    if before:
        before()
    PlannedChange.objects.filter(pk=plan.pk).update(due_at=timezone.now())
    tasks.make_planned_changes.func(timestamp=0)
    plan.refresh_from_db()
    return plan.why


def restored(client, editor, story, fields, authors, *, before=None) -> str:
    """A version from before the rule is made the newest one again."""
    head = Article.objects.get(pk=story.pk)
    bad = editing.keep(head, _snapshot(head, fields, authors), by=editor, kind="unsaved")
    if before:
        before()
    page = client.post(
        reverse("admin:articles_article_versions", args=[story.pk]),
        {"number": bad.number, "base": head.version},
        follow=True,
    )
    return page.text


CHANGES = {
    "saving": saved,
    "together": brought_together,
    "plan": planned,
    "plan written on": written_on,
    "plan due": coming_due,
    "restore": restored,
}
# These begin before there is a rule that would have kept them from it.
RULE_COMES_MEANWHILE = {"plan due", "restore"}

# Where a verb is called: the ways that walk there, or why nothing is judged.
PATHS: dict[str, set[str] | str] = {
    "articles.admin.editor_steps._publish": {"button", "again"},
    "articles.admin.editor_steps._schedule": {"schedule"},
    "articles.admin.story_list.StoryList.publish_chosen": {"bulk"},
    "articles.admin.article.ArticleAdmin.save_model": {"saving"},
    "articles.admin.article.ArticleAdmin._came_late": {"together"},
    "articles.admin.article.ArticleAdmin._plan": {"plan"},
    "articles.admin.article.ArticleAdmin._revise": {"plan written on"},
    "articles.admin.compare._restore": {"restore"},
    "articles.actions.editing.bring_in": {"together"},
    "articles.actions.editing.restore": {"restore"},
    "articles.actions.editing.write": {"restore", "plan due"},
    "articles.actions.planning.plan": {"plan"},
    "articles.actions.planning._as_saved": {"plan", "plan written on"},
    "articles.actions.planning._write": {"plan due"},
    "articles.tasks.make_planned_changes": {"plan due"},
    "articles.admin.preview._stored": "a preview is taken back at once; no reader sees it",
    "articles.actions.undoing._go_back": "readers saw these very words a minute ago",
    "articles.admin.story_list.StoryList._each": "compares which verb it was given",
    "articles.actions.publishing.publish": {"button", "schedule", "bulk", "again"},
    "articles.actions.arriving.show": "readers knew it at the former site",
    "newsroom.moving.actions.writing.as_story": "readers knew it at the former site",
    "newsroom.moving.actions.stories.Stories._store": "readers knew it at the former site",
    "newsroom.moving.actions.stories.Stories._rewrite": "readers knew it at the former site",
    "newsroom.demo.edition.Edition._move": "the demonstration, through the gate as an editor",
    "newsroom.demo.edition.Edition._update": "the demonstration, through the gate as an editor",
}


def calls() -> Iterator[str]:
    """Every place outside the tests that calls a verb, hands it on, or writes the status itself."""
    for app in APPS:
        for file in sorted((PROJECT / app).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            module = ".".join(file.relative_to(PROJECT).with_suffix("").parts)
            yield from _calls_in(ast.parse(file.read_text()), module)


def _calls_in(tree: ast.Module, module: str) -> Iterator[str]:
    """By the name of a verb, however it was imported."""
    own = VERBS.get(module.rpartition(".")[2], set()) if "articles.actions" in module else set()
    names, modules = set(own), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "articles.actions":
            modules |= {alias.asname or alias.name for alias in node.names if alias.name in VERBS}
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("articles.actions."):
            verbs = VERBS.get(node.module.rpartition(".")[2], set())
            names |= {alias.asname or alias.name for alias in node.names if alias.name in verbs}
    for place, node in _within(tree, module):
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            yield place
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules:
            if node.attr in set().union(*VERBS.values()):
                yield place
        elif isinstance(node, ast.Assign) and _publishes(node):
            yield place


def _publishes(node: ast.Assign) -> bool:
    """Whether it writes the status of a story that readers see."""
    written = any(ast.unparse(target).endswith(".status") for target in node.targets)
    return written and ast.unparse(node.value).endswith("Status.PUBLISHED")


def _within(node: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.ClassDef)
        yield from _within(child, f"{place}.{child.name}" if named else place)
        yield place, child


def _plan(editor, story, fields, authors) -> PlannedChange:
    text = _laid(Article.objects.get(pk=story.pk), fields)
    given = {} if authors is None else {"authors": authors}
    at = timezone.now() + LATER
    return planning.plan(text, by=editor, base=text.version, at=at, **given)


def _laid(story: Article, fields: dict) -> Article:
    for name, value in fields.items():
        setattr(story, name, value)
    return story


def _snapshot(head: Article, fields: dict, authors) -> dict:
    values = editing.snapshot(_laid(Article.objects.get(pk=head.pk), fields))
    return values if authors is None else values | {"authors": [a.pk for a in authors]}


def _pks(story: Article, authors) -> list[int]:
    if authors is None:
        return [byline.author_id for byline in story.bylines.all()]
    return [author.pk for author in authors]


def _in_words(act) -> str:
    try:
        act()
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""
