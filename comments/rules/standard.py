"""The rules of a paper that has not made its own."""

from comments.models import Rule, RuleSet

Kind, Window = Rule.Kind, Rule.Window
STANDARD = [
    {"kind": Kind.FIRST, "number": 3},
    {"kind": Kind.UNVERIFIED},
    {"kind": Kind.LINKS, "number": 3},
    {"kind": Kind.WORDS, "words": ""},
    {"kind": Kind.REPEAT, "number": 1, "minutes": Window.DAY},
    {"kind": Kind.WAVE, "number": 2, "minutes": Window.HOUR},
    {"kind": Kind.HOSTS, "number": 3, "minutes": Window.HOUR},
    {"kind": Kind.JUNK, "number": 1},
    {"kind": Kind.SPEED, "number": 8, "minutes": Window.TEN},
    {"kind": Kind.SURGE, "number": 5},
    {"kind": Kind.WAITING, "number": 2},
    {"kind": Kind.RECORD, "number": 3},
    {"kind": Kind.REPORTS, "number": 3},
]


def live_rules() -> list[Rule]:
    """Those in use; one query."""
    found = list(Rule.objects.filter(rules__status=RuleSet.Status.LIVE))
    return found or [Rule(**line) for line in STANDARD]
