"""{% promo "home" %} and {% with_promos body %}: the same bytes for every reader of a page."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.models import Article, Section
from newsroom.ads import rules
from newsroom.ads.choosing import page_of
from newsroom.ads.models import Booking, Creative, Placement
from newsroom.ads.sizes import SHAPES

register = template.Library()


@register.simple_tag(takes_context=True)
def promo(context, key: str) -> str:
    """One slot, or nothing where none may be or none is booked."""
    found = _standing(context, key)
    return _put(context, found[0]) if found else ""


@register.simple_tag(takes_context=True)
def with_promos(context, body: str) -> str:
    """The rendered text of a story with the slots its placement's rules allow, no two alike."""
    article = context["article"]
    if article.word_count < rules.SHORTEST:
        return body
    found = _standing(context, "story-text")
    if not found:
        return body
    rule = found[0].placement
    most = min(rule.most, len(found))
    places = rules.places_in(body, after=rule.after, gap=rule.gap, most=most)
    parts, position = [], 0
    for place, booking in zip(places, found, strict=False):
        parts += [body[position:place], _put(context, booking)]
        position = place
    return mark_safe("".join([*parts, body[position:]]))


@register.simple_tag(takes_context=True)
def promo_sample(context, booking: Booking) -> str:
    """A slot that is not counted: in the desk's preview, on the page of parts."""
    return slot(booking, context["site"], counted=False)


@register.simple_tag
def promo_samples() -> list[Booking]:
    """For the page of parts: words of the paper's own in each shape, then what is paid for."""
    own = Creative(
        kind=Creative.Kind.HOUSE,
        headline=_("The day in Spain, in your post"),
        words=_("One email each morning, and a way out in every one."),
        link="/newsletter/",
    )
    paid = Creative.objects.filter(kind=Creative.Kind.PAID)[:2]
    places = [Placement(key=key) for key in ("home", "section-rail", "story-rail", "story-text")]
    return [
        Booking(placement=place, creative=creative)
        for creative in [own, *paid]
        for place in places
        if not creative.lacks(place.sizes)
    ]


def slot(booking: Booking, site, *, counted: bool = True, landmark: bool = False) -> str:
    """The slot as readers see it. `counted` False is for the desk and the page of parts.

    Of two landmarks of one name nobody knows which is which: only the first of them is one.
    """
    creative = booking.creative
    shown = [
        {"media": media, "size": size, "url": getattr(creative, size.field).url}
        for media, size in SHAPES[booking.placement.shape]
        if not creative.is_house
    ]
    context = {
        "booking": booking,
        "creative": creative,
        "shape": booking.placement.shape,
        "sources": shown[:-1],
        "last": shown[-1] if shown else None,
        "counted": counted,
        "landmark": landmark,
        "site": site,
    }
    return mark_safe(render_to_string("ads/slot.html", context))


def _put(context, booking: Booking) -> str:
    first = page_of(context["request"]).stands(booking)
    return slot(booking, context["site"], landmark=first)


def _standing(context, key: str) -> list[Booking]:
    """What may stand here beside what the page is about."""
    if context.get("preview") or context.get("printing"):
        return []
    article, section = context.get("article"), context.get("section")
    sections = frozenset()
    if isinstance(article, Article):
        if not rules.allowed_beside(article):
            return []
        sections = rules.sections_of(article)
    elif isinstance(section, Section):
        if not rules.allowed_in(section):
            return []
        sections = rules.with_parent(section)
    return page_of(context["request"]).standing(key, sections)
