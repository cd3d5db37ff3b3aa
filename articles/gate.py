"""The release gate: one function judges a story on every way to its readers.

What is judged is a Candidate, made of a stored story or of what is being typed, so the margin of
the writing page says exactly what the button will say.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import body, cards, links
from articles.models import Article, GateRule, Image, LegalSignOff, Level, Note, Rule, Section
from newsroom.kit.times import moment

# What holds where nobody decided otherwise: level and, where there is one, limit.
DEFAULTS: dict[str, tuple[str, int | None]] = {
    Rule.LENGTH: (Level.WARN, 65),
    Rule.BYLINE: (Level.BLOCK, None),
    Rule.ALT: (Level.BLOCK, None),
    Rule.CREDIT: (Level.WARN, None),
    Rule.LICENCE: (Level.BLOCK, None),
    Rule.RIGHTS: (Level.BLOCK, None),
    Rule.ENDING: (Level.WARN, 7),
    Rule.HEADINGS: (Level.BLOCK, None),
    Rule.LINKS: (Level.WARN, None),
    Rule.NOTES: (Level.WARN, None),
    Rule.EMBARGO: (Level.BLOCK, None),
    Rule.DUPLICATE: (Level.WARN, 30),
    Rule.LEGAL: (Level.OFF, None),
}
LIMITED = {rule for rule, (_level, limit) in DEFAULTS.items() if limit}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as a rule wants it. `item` tells several of one rule apart;
    without a rule it is what every story needs and nobody may pass over."""

    rule: Rule | None
    level: Level
    matched: str
    advice: str
    field: str
    item: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == Level.BLOCK

    @property
    def sentence(self) -> str:
        words = f"{self.matched} {self.advice}".strip()
        return f"{self.rule.label}: {words}" if self.rule else words


@dataclass(frozen=True)
class Verdict:
    findings: list[Finding]
    passed: list[Rule] = field(default_factory=list)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.blocks]

    def worse_than(self, before: "Verdict") -> list[Finding]:
        """What blocks here and did not block there."""
        known = {(finding.rule, finding.item) for finding in before.blocking}
        return [f for f in self.blocking if (f.rule, f.item) not in known]


@dataclass(frozen=True)
class Candidate:
    """What is judged, and `at` when readers would see it; without, it is not known yet."""

    headline: str
    standfirst: str
    body: str
    section: Section | None
    bylines: int
    pictures: list[Image]
    embargo_until: datetime | None = None
    own_credit: tuple[int, str] = (0, "")  # the lead picture and the credit the story gives it
    pk: int | None = None
    at: datetime | None = None


def stored(article: Article, at: datetime | None = None) -> Candidate:
    """The story as the database has it."""
    lead = [article.lead_image] if article.lead_image else []
    rest = [image for image in article.body_images.all() if image.pk != article.lead_image_id]
    return Candidate(
        headline=article.headline,
        standfirst=article.standfirst,
        body=article.body,
        section=article.section,
        bylines=article.bylines.count(),
        pictures=[*lead, *rest],
        embargo_until=article.embargo_until,
        own_credit=(article.lead_image_id or 0, article.lead_credit),
        pk=article.pk,
        at=at,
    )


def digest(story: Article | Candidate) -> str:
    """What a legal sign-off is given to: these very words."""
    words = "\x00".join([story.headline, story.standfirst, story.body])
    return hashlib.sha256(words.encode()).hexdigest()


def rules_for(section: Section | None) -> dict[str, tuple[str, int | None]]:
    """Level and limit of every rule: the section's word, else that above it, else the paper's."""
    nearest = [section.pk, section.parent_id] if section else []
    found = {(row.section_id, row.rule): row for row in _rows(nearest)}
    held = dict(DEFAULTS)
    for rule in Rule:
        for place in [*nearest, None]:
            if row := found.get((place, rule)):
                held[rule] = (row.level, row.limit or DEFAULTS[rule][1])
                break
    return held


def _rows(sections: list[int | None]):
    wanted = [pk for pk in sections if pk]
    rows = GateRule.objects.order_by()
    return rows.filter(section__in=wanted) | rows.filter(section=None)


def judge(story: Candidate) -> Verdict:
    """Everything the rules of its section find in the story, what blocks first."""
    findings, passed = list(_needed(story)), []
    for rule, (level, limit) in rules_for(story.section).items():
        if level == Level.OFF:
            continue
        found = [Finding(Rule(rule), Level(level), *words) for words in CHECKS[rule](story, limit)]
        findings += found
        if not found:
            passed.append(Rule(rule))
    findings.sort(key=lambda finding: not finding.blocks)
    return Verdict(findings, passed)


def _needed(story: Candidate) -> Iterator[Finding]:
    if not story.headline.strip():
        yield Finding(None, Level.BLOCK, "", _("Write a headline."), "headline", "headline")
    if not story.standfirst.strip():
        advice = _("Write a standfirst: cards, search and shares show it.")
        yield Finding(None, Level.BLOCK, "", advice, "standfirst", "standfirst")


def _length(story: Candidate, limit: int):
    size = len(story.headline.strip())
    if size > limit:
        words = {"count": size, "limit": limit}
        yield (
            _("%(count)d characters, at most %(limit)d are wanted.") % words,
            _("Shorten the headline."),
            "headline",
        )


def _byline(story: Candidate, limit):
    if not story.bylines:
        yield _("nobody signs the story."), _("Add a byline."), "authors"


def _alt(story: Candidate, limit):
    for image in story.pictures:
        if not image.described:
            yield (
                _("“%(picture)s” has no alternative text.") % {"picture": _named(image)},
                _("Describe the picture, or mark it as decorative."),
                _place(story, image),
                str(image.pk),
            )


def _credit(story: Candidate, limit):
    for image in story.pictures:
        lead, credit = story.own_credit
        if not (image.credit or (credit if image.pk == lead else "")).strip():
            yield (
                _("“%(picture)s” has no credit.") % {"picture": _named(image)},
                _("Say whose it is."),
                _place(story, image),
                str(image.pk),
            )


def _licence(story: Candidate, limit):
    for image in story.pictures:
        if not image.licence:
            yield (
                _("“%(picture)s” has no licence.") % {"picture": _named(image)},
                _("Say by what right it runs."),
                _place(story, image),
                str(image.pk),
            )


def _rights(story: Candidate, limit):
    """As they are when the story is read first, or now where that was before."""
    for image in story.pictures:
        if image.expires_at and image.expires_at <= _read_from(story):
            yield (
                _("“%(picture)s” has rights until %(time)s only.")
                % {"picture": _named(image), "time": moment(image.expires_at)},
                _("Extend them, or take another picture."),
                _place(story, image),
                str(image.pk),
            )


def _ending(story: Candidate, days: int):
    first = _read_from(story)
    for image in story.pictures:
        if image.expires_at and first < image.expires_at <= first + timedelta(days=days):
            yield (
                _("“%(picture)s” has rights until %(time)s only.")
                % {"picture": _named(image), "time": moment(image.expires_at)},
                _("From then on the story stands without it."),
                _place(story, image),
                str(image.pk),
            )


def _read_from(story: Candidate) -> datetime:
    return max(filter(None, [story.at, timezone.now()]))


def _headings(story: Candidate, limit):
    if skipped := body.first_skipped_level(story.body):
        yield (
            _("the heading “%(text)s” skips a level.") % {"text": skipped.text},
            _("Make it one step below the heading before it."),
            "body",
        )


def _links(story: Candidate, limit):
    at = story.at and _read_from(story)  # what came out since an old story did is there as well
    for address in links.dead(story.body, at=at, but=story.pk):
        yield (
            _("“%(address)s” leads nowhere.") % {"address": address},
            _("Correct the link or remove it."),
            "body",
            address,
        )
    for number, headline in cards.unseen(story.body, at=story.at).items():
        yield (
            _("readers do not see the card of “%(headline)s”.") % {"headline": headline},
            _("Publish that story, or take the card away."),
            "body",
            str(number),
        )


def _notes(story: Candidate, limit):
    if count := Note.objects.open().filter(article=story.pk).count():
        words = ngettext("%(count)d note is open.", "%(count)d notes are open.", count)
        yield words % {"count": count}, _("Answer and resolve what is open."), "notes"


def _embargo(story: Candidate, limit):
    until = story.embargo_until
    if until and (story.at is None or story.at < until):
        yield (
            _("the story may not be read before %(time)s.") % {"time": moment(until)},
            _("Schedule it for then or later."),
            "embargo_until",
        )


def _duplicate(story: Candidate, days: int):
    if story.at is None or not story.headline.strip():
        return
    within = (story.at - timedelta(days=days), story.at + timedelta(days=days))
    same = Article.objects.filter(
        status=Article.Status.PUBLISHED,
        published_at__range=within,
        headline__iexact=story.headline.strip(),
    ).exclude(pk=story.pk)
    if path := same.order_by("-published_at").values_list("path", flat=True).first():
        yield (
            _("another story has this headline: %(path)s.") % {"path": path},
            _("Say what is new in this one."),
            "headline",
            path,
        )


def _legal(story: Candidate, limit):
    if not LegalSignOff.objects.filter(article=story.pk, text=digest(story)).exists():
        yield _("nobody has signed off these words."), _("Ask for the sign-off."), "legal"


def _named(image: Image) -> str:
    return image.caption[:40] or image.original_name or f"#{image.pk}"


def _place(story: Candidate, image: Image) -> str:
    return "lead_image" if image.pk == story.own_credit[0] else "body"


CHECKS = {
    Rule.LENGTH: _length,
    Rule.BYLINE: _byline,
    Rule.ALT: _alt,
    Rule.CREDIT: _credit,
    Rule.LICENCE: _licence,
    Rule.RIGHTS: _rights,
    Rule.ENDING: _ending,
    Rule.HEADINGS: _headings,
    Rule.LINKS: _links,
    Rule.NOTES: _notes,
    Rule.EMBARGO: _embargo,
    Rule.DUPLICATE: _duplicate,
    Rule.LEGAL: _legal,
}
