"""Two changes of one text, brought together where they do not touch.

What only one of them changed is taken from that one. Bodies are brought together block by block;
a block both changed, each in its way, is a conflict and nobody's to decide but an editor's.
"""

from difflib import SequenceMatcher

from lxml import html as lxml_html


class Conflict(Exception):
    """Both changed the same: `names` says what."""

    def __init__(self, names: list[str]):
        self.names = names
        super().__init__(", ".join(names))


def bring_together(base: dict, mine: dict, theirs: dict) -> dict:
    """Snapshots of a story (articles.actions.editing) in, one out. Raises Conflict."""
    merged, clashes = {}, []
    for name in mine:
        before, ours, other = base.get(name), mine[name], theirs.get(name, mine[name])
        if ours in (before, other):
            merged[name] = other
        elif other == before:
            merged[name] = ours
        elif name == "body" and (both := _bodies(before or "", ours, other)) is not None:
            merged[name] = both
        else:
            clashes.append(name)
    if clashes:
        raise Conflict(clashes)
    return merged


def _bodies(base: str, mine: str, theirs: str) -> str | None:
    """None where both changed the same block, or put something at the same place."""
    old = _blocks(base)
    ours, others = _edits(old, _blocks(mine)), _edits(old, _blocks(theirs))
    if any(_touch(a, b) for a in ours for b in others if a != b):
        return None
    edits = sorted({*ours, *others}, reverse=True)
    for start, end, new in edits:  # from the end, so that the places before stay right
        old[start:end] = new
    return "".join(old)


def _edits(old: list[str], new: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """(first, behind the last, what stands there instead), as places of the old text."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a1, a2, tuple(new[b1:b2])) for kind, a1, a2, b1, b2 in steps if kind != "equal"]


def _touch(one: tuple, other: tuple) -> bool:
    """Side by side is apart; at the same place is not, since nobody said in which order."""
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]


def _blocks(body: str) -> list[str]:
    if not body.strip():
        return []
    tree = lxml_html.fragment_fromstring(body, create_parent="div")
    return [lxml_html.tostring(block, encoding="unicode", with_tail=True) for block in tree]
