"""What came over and what did not, as data. Everything in the files is in one of its sums."""

from collections import Counter

from django.db.models import Count

from newsroom.moving.models import Origin

LISTED = 200
# What of a story's notes an editor should look at first, the worst before the rest.
LOOK_FIRST = (
    "refusal", "edited_here", "length", "pictures_missing", "documents_missing", "shortcodes",
    "blocks", "links_lost", "unsigned", "untitled", "shortened", "no_lead_on_pages",
)  # fmt: skip
COUNTED = (*LOOK_FIRST, "no_standfirst", "sections", "held_back")


def report_of(moving, exports, *, seconds: float) -> dict:
    """The receipt of one import, made of what the database holds now."""
    met = Origin.objects.filter(move=moving.move, position__isnull=False)
    kinds = Counter()
    for export in exports:
        kinds.update(export.kinds)
    outcomes = dict(met.values_list("outcome").annotate(number=Count("pk")))
    skipped = met.filter(outcome=Origin.Outcome.SKIPPED)
    reasons = dict(skipped.values_list("reason").annotate(number=Count("pk")))
    other = skipped.filter(reason="another kind")
    imported = sum(n for outcome, n in outcomes.items() if outcome != Origin.Outcome.SKIPPED)
    reasons |= {"twice": moving.twice} if moving.twice else {}
    repairs = Counter()
    for export in exports:
        repairs.update(export.repairs.counts)
    return {
        "site": moving.source.base,
        "files": [export.file.name for export in exports],
        "dry_run": moving.wishes.dry_run,
        "not_fetched": moving.unfetched,
        "seconds": round(seconds, 1),
        "items": {
            "in_file": sum(export.items for export in exports),
            "by_kind": dict(kinds),
            "imported": imported,
            "outcomes": {k: n for k, n in outcomes.items() if k != Origin.Outcome.SKIPPED},
            "skipped": sum(reasons.values()),
            "reasons": reasons,
            "other_kinds": dict(other.values_list("kind").annotate(number=Count("pk"))),
        },
        "comments": {
            "in_file": sum(export.remarks for export in exports),
            "imported": moving.remarks["comment"],
            "reasons": {k: n for k, n in moving.remarks.items() if k != "comment"},
        },
        "terms": _terms(moving),
        "readers": dict(moving.readers),
        "changes": dict(moving.changes),
        "held_back": _held_back(met),
        "addresses": moving.source.addresses.count(),
        "repairs": {
            export.file.name: {
                kind: [number, export.repairs.lines.get(kind, [])]
                for kind, number in export.repairs.counts.items()
            }
            for export in exports
            if export.repairs.counts
        },
        **_notes(met),
    }


def adds_up(report: dict) -> bool:
    items, comments = report["items"], report["comments"]
    return items["in_file"] == items["imported"] + items["skipped"] and comments[
        "in_file"
    ] == comments["imported"] + sum(comments["reasons"].values())


def _terms(moving) -> dict:
    rows = moving.origins().filter(position__isnull=True).exclude(kind="comment")
    return {
        f"{outcome} {kind}": number
        for outcome, kind, number in rows.values_list("outcome", "kind").annotate(n=Count("pk"))
    }


def _held_back(met) -> dict:
    found: Counter = Counter()
    rows = met.filter(details__has_key="held_back")
    for why in rows.values_list("details__held_back", flat=True):
        found[why] += 1
    return dict(found)


def _notes(met) -> dict:
    """How many stories have a note of each kind, and the first of those to look at."""
    counts: Counter = Counter()
    shortcodes: Counter = Counter()
    blocks: Counter = Counter()
    pictures = documents = links = 0
    examples: dict[str, list[str]] = {}
    first = []
    noted = met.filter(details__has_any_keys=list(COUNTED)).order_by("position")
    for origin in noted.only("details", "path", "outcome", "reason").iterator(chunk_size=500):
        notes = origin.details
        counts.update(name for name in COUNTED if name in notes)
        shortcodes.update(notes.get("shortcodes", {}))
        blocks.update(notes.get("blocks", {}))
        pictures += notes.get("pictures_missing", [0])[0]
        documents += notes.get("documents_missing", [0])[0]
        links += notes.get("links_lost", [0])[0]
        for name, found in notes.get("examples", {}).items():
            if name in examples or len(examples) < LISTED:
                known = examples.setdefault(name, [])
                known += found[: max(0, 3 - len(known))]
        weight = next((n for n, name in enumerate(LOOK_FIRST) if name in notes), None)
        if weight is not None and len(first) < 5 * LISTED:
            first.append((weight, _line(origin, notes)))
    first.sort(key=lambda line: line[0])
    return {
        "notes": dict(counts),
        "shortcodes": dict(shortcodes.most_common(LISTED)),
        "blocks": dict(blocks.most_common(LISTED)),
        "examples": dict(list(examples.items())[:LISTED]),
        "pictures_missing": pictures,
        "documents_missing": documents,
        "links_lost": links,
        "look_first": [line for _weight, line in first[:LISTED]],
    }


def _line(origin: Origin, notes: dict) -> dict:
    return {
        "title": notes.get("title", ""),
        "from": notes.get("link", ""),
        "to": origin.path if origin.outcome != Origin.Outcome.SKIPPED else "",
        **{name: notes[name] for name in LOOK_FIRST if name in notes},
    }
