"""Judging a comment as it comes in, and holding it with the reasons said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.actions.telling import untell_replies
from comments.discussion import discussion_of
from comments.models import Comment, Decision, Hold
from comments.models.rule import Rule
from comments.policy import speaks_for_the_paper
from comments.rules.facts import Neighbours, gather, leave_traces
from comments.rules.folding import hosts, shape
from comments.rules.judging import Facts, Finding, judge
from comments.rules.standard import live_rules

# Of these alone one cannot tell anything bad: newcomers have a queue of their own.
HARMLESS = {Rule.Kind.FIRST, Rule.Kind.UNVERIFIED, Rule.Kind.SURGE}

# Whoever takes part in one has not said the rest of the last hour in earnest either.
OF_A_WAVE = {Rule.Kind.WAVE, Rule.Kind.HOSTS, Rule.Kind.JUNK}
BY_PEOPLE = (Hold.Kind.HAND, Rule.Kind.REPORTS)


@dataclass
class Verdict:
    """What the rules and the story's settings say about a text before it is stored."""

    holds: list[Hold]
    facts: Facts
    shape: list[int]
    links: list[str]
    wave: list[int]  # comments that came before and belong to the same wave

    @property
    def status(self) -> str:
        return Comment.Status.HELD if self.holds else Comment.Status.VISIBLE

    @property
    def lane(self) -> str:
        harmless = all(hold.kind in HARMLESS for hold in self.holds)
        return Comment.Lane.NEW if self.holds and harmless else Comment.Lane.HELD


def examine(article: Article, *, by: User, text: str, comment: Comment | None = None) -> Verdict:
    if speaks_for_the_paper(by):
        return Verdict([], Facts(), [], [], [])
    itself = comment.pk if comment else None
    links = [host for host, _, _ in hosts(text)]
    like = shape(text)
    near = Neighbours(like, links, but=itself)
    facts = gather(article, by, links, near, but=itself)
    findings = judge(text, facts, live_rules())
    holds = [*_by_settings(article), *map(_hold, findings)]
    waves = any(finding.rule.kind == Rule.Kind.WAVE for finding in findings)
    wave = [row[1] for row in near.alike] if waves else []
    if any(finding.rule.kind in OF_A_WAVE for finding in findings):
        recent = Comment.objects.visible().filter(author=by, posted_at__gt=hour_ago())
        wave += recent.exclude(pk=itself).values_list("pk", flat=True)
    return Verdict(holds, facts, like, links, wave)


def _by_settings(article: Article) -> list[Hold]:
    discussion = discussion_of(article)
    if not discussion.reads_first:
        return []
    kind = Hold.Kind.FIRE if discussion.hold_all else Hold.Kind.STORY
    return [Hold(kind=kind, found=str(kind.label))]


def _hold(finding: Finding) -> Hold:
    rule = finding.rule
    return Hold(
        rule=rule if rule.pk else None,
        kind=rule.kind,
        found=finding.found,
        start=finding.start,
        end=finding.end,
    )


def settle(comment: Comment, verdict: Verdict) -> None:
    """Write down what was found about a comment that is stored now."""
    for hold in verdict.holds:
        hold.comment = comment
    Hold.objects.bulk_create(verdict.holds)
    leave_traces(comment, verdict.links)
    if verdict.wave:
        hold_back(verdict.wave)


def hold_back(numbers: list[int]) -> None:
    """Those of a wave that came before it was one wait as well, unless somebody has read them;
    and those of newcomers no longer wait for being new alone."""
    read = Decision.objects.filter(comment__in=numbers, undone_at=None).values("comment")
    unsuspected = Q(status=Comment.Status.VISIBLE) | Q(
        status=Comment.Status.HELD, lane=Comment.Lane.NEW
    )
    found = (
        Comment.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(unsuspected, pk__in=numbers)
        .exclude(pk__in=read)
    )
    for comment in found:
        # An empty span marks nothing, and tells it from what was found when a comment came.
        put_on_hold(
            comment, Hold(kind=Rule.Kind.WAVE, found=str(Rule.Kind.WAVE.label), start=0, end=0)
        )


def hour_ago() -> datetime:
    return timezone.now() - timedelta(hours=1)


def put_on_hold(comment: Comment, *holds: Hold) -> None:
    """Keep a comment from readers until somebody has read it. It is locked already."""
    comment.status, comment.lane = Comment.Status.HELD, Comment.Lane.HELD
    comment.featured = False
    comment.version += 1
    comment.save(update_fields=["status", "lane", "featured", "version"])
    for hold in holds:
        hold.comment = comment
    Hold.objects.bulk_create(holds)
    untell_replies([comment])


def open_holds(comments) -> dict[int, list[Hold]]:
    """The reasons that stand, by comment; one query for a page of them."""
    found: dict[int, list[Hold]] = {}
    standing = Hold.objects.filter(comment__in=comments, decision=None)
    for hold in standing.select_related("rule", "person"):
        found.setdefault(hold.comment_id, []).append(hold)
    return found
