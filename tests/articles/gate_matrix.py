"""Rule × path × kept back or let through: the cells of the release gate."""

from articles import gate
from articles.actions import editing, publishing, releasing
from articles.models import Article, Level, Rule
from tests.articles.gate_paths import CHANGES, FIRST, RULE_COMES_MEANWHILE
from tests.articles.test_gate import CASES, plain, rule_is, stored

# What a change cannot make worse on its way; everything else is a cell.
NOT_OF_A_CHANGE = {
    Rule.NOTES: "a note stands beside the text: no change of it opens one",
}
NOT_OF_A_VERSION = {
    Rule.EMBARGO: "an embargo is no part of a version: only saving sets it",
}
FROM_A_VERSION = {"together", "plan", "plan written on", "plan due", "restore"}


def cells() -> list[tuple[Rule, str]]:
    first = [(rule, way) for rule in Rule for way in FIRST]
    changes = [
        (rule, way)
        for rule in Rule
        for way in CHANGES
        if rule not in NOT_OF_A_CHANGE and not (way in FROM_A_VERSION and rule in NOT_OF_A_VERSION)
    ]
    return first + changes


def diagonal() -> list[tuple[Rule, str]]:
    """Each rule once and each path at least once: the cells that are walked on every change."""
    found, left = [], set(FIRST) | set(CHANGES)
    for rule in Rule:
        ways = [way for r, way in cells() if r == rule]
        chosen = next((way for way in ways if way in left), ways[0])
        left.discard(chosen)
        found.append((rule, chosen))
    assert not left, left
    return found


def keeps_back(rule: Rule, way: str, client, editor) -> None:
    """The story with the fault does not come before readers, and the words say why."""
    failing, _passing, words = CASES[rule]
    if way in FIRST:
        rule_is(rule, Level.BLOCK)
        story = stored(editor, **failing())
        before = story.status
        said = FIRST[way](client, story)
        story.refresh_from_db()
        assert story.status in {before, Article.Status.WITHDRAWN}
    else:
        story = _live(editor, rule)
        before = _as_readers_see(story)
        said = _change(rule, way, client, editor, story, failing())
        assert _as_readers_see(story) == before
    assert words in plain(said)


def lets_through(rule: Rule, way: str, client, editor) -> None:
    """The story without the fault comes before readers, and the words are not said."""
    _failing, passing, words = CASES[rule]
    if way in FIRST:
        rule_is(rule, Level.BLOCK)
        story = stored(editor, **passing())
        said = FIRST[way](client, story)
        story.refresh_from_db()
        assert story.status == Article.Status.PUBLISHED
    else:
        fields = passing()
        story = _live(editor, rule, signed=fields.pop("signed", False))
        said = _change(rule, way, client, editor, story, fields | {"label": "Changed"})
        assert Article.objects.get(pk=story.pk).label == "Changed" or way in WAITING
    assert words not in plain(said)


WAITING = {"plan", "plan written on"}  # what is planned comes later


def _live(editor, rule: Rule, *, signed: bool = False) -> Article:
    """A story before readers, in which the rule finds nothing."""
    rule_is(rule, Level.OFF)
    story = publishing.publish(stored(editor), by=editor)
    if signed or rule == Rule.LEGAL:
        releasing.sign_off(story, text=gate.digest(story), by=editor)
    return Article.objects.get(pk=story.pk)


def _change(rule: Rule, way: str, client, editor, story, fields) -> str:
    authors = fields.pop("authors", None)
    if rule == Rule.LEGAL and "label" not in fields:
        fields["body"] = "<p>Other words.</p>"

    def block():
        rule_is(rule, Level.BLOCK)

    walk = CHANGES[way]
    if way in RULE_COMES_MEANWHILE:
        return walk(client, editor, story, fields, authors, before=block)
    block()
    return walk(client, editor, story, fields, authors)


def _as_readers_see(story) -> dict:
    seen = editing.snapshot(Article.objects.get(pk=story.pk))
    return {name: value for name, value in seen.items() if name != "seo_title"}
