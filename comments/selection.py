"""Which comments a moderator means: a queue, or what of it has something in common."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from comments.models import Comment, Hold, Trace
from comments.rules.facts import ALIKE
from comments.rules.folding import hosts, likeness, trace_of_host, traces
from newsroom.kit.keys import is_key

Status, Lane = Comment.Status, Comment.Lane
KINDS = dict(Hold._meta.get_field("kind").flatchoices)
# Name, words, what is in it, whether the longest waiting comes first.
QUEUES = {
    "held": (gettext_lazy("Held"), Q(status=Status.HELD, lane=Lane.HELD), True),
    "new": (gettext_lazy("New members"), Q(status=Status.HELD, lane=Lane.NEW), True),
    "reported": (gettext_lazy("Reported"), Q(open_reports__gt=0), True),
    "appeals": (gettext_lazy("Appeals"), None, True),
    "visible": (gettext_lazy("Visible"), Q(status=Status.VISIBLE), False),
    "removed": (gettext_lazy("Removed"), Q(status=Status.REMOVED), False),
}
WAITING = ("held", "new", "reported")


@dataclass(frozen=True)
class Selection:
    name: str = "held"
    words: str = ""
    rule: str = ""  # held by this kind of rule
    by: int | None = None  # said by this person
    like: int | None = None  # much like this comment, or linking where it links

    @classmethod
    def asked(cls, sent) -> "Selection":
        """From an address or a form; what makes no sense there narrows nothing."""
        name = sent.get("queue") or sent.get("state") or ""
        rule = sent.get("rule", "")
        by, like = sent.get("by", ""), sent.get("like", "")
        return cls(
            name=name if name in QUEUES else "held",
            words=sent.get("q", "").replace("\x00", "").strip()[:100],
            rule=rule if rule in KINDS else "",
            by=int(by) if is_key(by) else None,
            like=int(like) if is_key(like) else None,
        )

    @property
    def asking(self) -> dict[str, str | int]:
        """What `asked` reads."""
        told = {"queue": self.name, "rule": self.rule, "by": self.by, "like": self.like}
        return {key: value for key, value in {**told, "q": self.words}.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.asking)

    @property
    def oldest_first(self) -> bool:
        return QUEUES[self.name][2]

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.rule or self.by or self.like)

    @property
    def may_be_decided_whole(self) -> bool:
        """What waits; of what does not, only what one person said or what belongs together."""
        return self.name in WAITING or (self.name == "visible" and bool(self.by or self.like))

    def comments(self):
        found = Comment.objects.filter(QUEUES[self.name][1])
        if self.words:
            found = found.filter(
                Q(text__icontains=self.words)
                | Q(author__display_name__icontains=self.words)
                | Q(article__headline__icontains=self.words)
            )
        if self.rule:
            found = found.filter(pk__in=_open_holds().filter(kind=self.rule).values("comment"))
        if self.by:
            found = found.filter(author=self.by)
        if self.like:
            found = found.filter(pk__in=self._alike)
        return found

    @cached_property
    def _alike(self) -> list[int]:
        return alike(self.like)

    @cached_property
    def said(self) -> str:
        """What narrows it, in words."""
        parts = [f"“{self.words}”"] if self.words else []
        if self.rule:
            parts.append(_("held by: %(rule)s") % {"rule": KINDS[self.rule]})
        if self.by:
            name = User.objects.filter(pk=self.by).values_list("display_name", flat=True).first()
            parts.append(_("said by %(name)s") % {"name": name or _("nobody")})
        if self.like:
            text = Comment.objects.filter(pk=self.like).values_list("text", flat=True).first()
            words = Truncator(text or "").words(8, truncate="…")
            parts.append(_("like “%(words)s”") % {"words": words})
        return "; ".join(parts)


def as_they_waited(selection: Selection, at: datetime):
    """Not what came, was changed, held, reported or put back after that moment: that has not been
    seen by whoever decides about all of them."""
    later = [
        Q(posted_at__gt=at),
        Q(edited_at__gt=at),
        Q(pk__in=Hold.objects.filter(made_at__gt=at).values("comment")),
        Q(reports__made_at__gt=at),
        Q(decisions__undone_at__gt=at),
    ]
    found = selection.comments()
    for reason in later:
        found = found.exclude(reason)
    return found


def alike(number: int) -> list[int]:
    """Itself, and of the last two days those that are like it or link where it links."""
    comment = Comment.objects.filter(pk=number).first()
    if comment is None:
        return []
    places = [trace_of_host(host) for host, _start, _end in hosts(comment.text)]
    linking = Trace.objects.filter(value__in=places).values_list("comment", flat=True)
    close = Trace.objects.filter(value__in=traces(comment.shape, [])).values("comment")
    shapes = Comment.objects.filter(pk__in=close).values_list("pk", "shape")
    near = (pk for pk, shape in shapes if likeness(comment.shape, shape) >= ALIKE)
    return list({number, *linking, *near})


def reasons(name: str) -> list[tuple[str, str, int]]:
    """What holds those in a queue, the most frequent first: kind, words, number of comments."""
    if name not in ("held", "new"):
        return []
    waiting = _open_holds().filter(comment__status=Status.HELD, comment__lane=name)
    rows = waiting.values("kind").annotate(n=Count("comment", distinct=True)).order_by("-n", "kind")
    return [(row["kind"], KINDS[row["kind"]], row["n"]) for row in rows]


def _open_holds():
    return Hold.objects.filter(decision=None).order_by()
