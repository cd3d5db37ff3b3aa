"""What a reader may choose on the page of preferences, and what they have chosen."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Count, Q

from articles.models import Article, Author, Section, Tag
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.reading.models import Follow

SUGGESTED, FOUND = 8, 20


@dataclass
class Offer:
    newsletter: Newsletter
    receives: bool
    rhythm: str = ""


@dataclass
class Choice:
    target: Section | Author | Tag
    chosen: bool
    part: bool = False


def offered_to(subscriber: Subscriber | None) -> list[Offer]:
    """Those open to readers, and what this one gets though it is closed to others."""
    own = {}
    if subscriber is not None:
        subscriptions = Subscription.objects.filter(subscriber=subscriber)
        own = {s.newsletter_id: s for s in subscriptions}
    received = [s.newsletter_id for s in own.values() if s.receives]
    found = Newsletter.objects.filter(Q(open=True) | Q(pk__in=received))
    return [
        Offer(
            newsletter,
            receives=newsletter.pk in received,
            rhythm=own[newsletter.pk].rhythm if newsletter.pk in own else "",
        )
        for newsletter in found
    ]


def is_a_members(subscriber: Subscriber) -> bool:
    """A member follows as a member: who holds a letter may not change what an account holds."""
    return EmailAddress.objects.filter(
        email__iexact=subscriber.email, verified=True, user__is_active=True
    ).exists()


def follows_of(subscriber: Subscriber, find: str = "") -> dict[str, list[Choice]]:
    """All sections; of authors and topics those chosen, those found, else those much written of."""
    own = {kind: set() for kind in Follow.TARGETS}
    for row in Follow.objects.filter(subscriber=subscriber):
        own[row.kind].add(getattr(row, f"{row.kind}_id"))
    return {
        "section": _sections(own["section"]),
        "author": _some(Author.objects.with_stories(), "bylines__article", own["author"], find),
        "tag": _some(Tag.objects.all(), "tagged__content_object", own["tag"], find),
    }


def _sections(own: set[int]) -> list[Choice]:
    """As in the menu: each section, then its parts."""
    sections = list(Section.objects.filter(Q(pk__in=Section.objects.open()) | Q(pk__in=own)))
    tops = [s for s in sections if s.parent_id is None]
    ordered = [s for top in tops for s in (top, *(p for p in sections if p.parent_id == top.pk))]
    alone = [s for s in sections if s not in ordered]
    return [Choice(s, s.pk in own, part=s.parent_id is not None) for s in [*ordered, *alone]]


def _some(rows, stories: str, own: set[int], find: str) -> list[Choice]:
    """Chosen ones first, then others by the number of their stories readers can see."""
    live = Count(stories, filter=Q(**{f"{stories}__in": Article.objects.published()}))
    others = rows.exclude(pk__in=own).annotate(live=live).filter(live__gt=0)
    if find:
        others = others.filter(name__icontains=find)
    others = others.order_by("-live", "name")[: FOUND if find else SUGGESTED]
    chosen = rows.model.objects.filter(pk__in=own).order_by("name")
    return [*(Choice(row, True) for row in chosen), *(Choice(row, False) for row in others)]
