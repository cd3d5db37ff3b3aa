"""Playing the last thirty days again under other rules.

What the rules looked at was written down with each comment, so a replay judges by what was known
then, and by the very function that judges live.
"""

from collections import Counter
from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from comments.models import Comment, Decision, Hold, RuleSet
from comments.rules.judging import Facts, judge

DAYS = 30
EXAMPLES = 12
NAMES = Facts.__dataclass_fields__.keys()


def rehearse(rules: RuleSet) -> dict:
    """Numbers, by rule and in sum, and some comments about which people decided otherwise."""
    wanted = list(rules.rules.all())
    totals, by_kind, examples = Counter(), {}, {"approved": [], "missed": []}
    for comment in _comments().iterator(chunk_size=1000):
        facts = Facts(**{name: comment.facts[name] for name in NAMES if name in comment.facts})
        found = judge(comment.text, facts, wanted)
        removed = comment.decided == Comment.Status.REMOVED
        approved = comment.decided == Comment.Status.VISIBLE
        totals["comments"] += 1
        totals["held"] += bool(found)
        totals["held_before"] += comment.held_before
        totals["held_approved"] += bool(found) and approved
        totals["held_removed"] += bool(found) and removed
        totals["missed"] += removed and not found
        totals["new"] += bool(found) and not comment.held_before
        totals["freed"] += comment.held_before and not found
        for kind in {finding.rule.kind for finding in found}:
            line = by_kind.setdefault(kind, Counter())
            line["held"] += 1
            line["approved"] += approved
            line["removed"] += removed
        if found and approved and len(examples["approved"]) < EXAMPLES:
            examples["approved"].append([comment.pk, found[0].rule.kind, found[0].found])
        if removed and not found and len(examples["missed"]) < EXAMPLES:
            examples["missed"].append([comment.pk, "", ""])
    return {
        "days": DAYS,
        "totals": {name: totals[name] for name in TOTALS},
        "rules": [{"kind": kind, **line} for kind, line in sorted(by_kind.items())],
        "examples": examples,
    }


TOTALS = (
    "comments", "held", "held_before", "held_approved", "held_removed", "missed", "new", "freed",
)  # fmt: skip


def _comments():
    """Oldest first, with what people decided last and whether it was held when it came."""
    last = Decision.objects.filter(comment=OuterRef("pk"), undone_at=None).order_by("-made_at")
    # Not for what came after it: that is no judgement of this comment.
    held = Hold.objects.filter(comment=OuterRef("pk")).exclude(start=0, end=0)
    since = timezone.now() - timedelta(days=DAYS)
    return (
        Comment.objects.filter(posted_at__gt=since)
        .exclude(facts={})
        .only("text", "facts", "posted_at")
        .annotate(decided=Subquery(last.values("status")[:1]), held_before=Exists(held))
        .order_by("posted_at", "pk")
    )
