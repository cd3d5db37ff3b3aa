"""{% newsletter_form place="footer" %}: the same bytes for every reader of a page."""

from django import template

from newsletter import corrections
from newsletter.friction import stamp
from newsletter.models import Newsletter, Subscriber, Subscription
from newsletter.offers import IN_A_BAND, offers
from newsletter.rhythm import often, often_marked

register = template.Library()


@register.inclusion_tag("newsletter/band.html", takes_context=True)
def newsletter_form(context, place: str) -> dict:
    found = offers()
    return {
        "site": context["site"],
        "place": place,
        "newsletters": found[:IN_A_BAND],
        "more": len(found) > IN_A_BAND,
        "stamp": stamp(),
    }


@register.simple_tag
def how_often(newsletter: Newsletter, rhythm: str = "") -> str:
    return often_marked(newsletter, rhythm)


@register.simple_tag
def how_often_plain(newsletter: Newsletter) -> str:
    """For mail in plain text."""
    return often(newsletter)


@register.inclusion_tag("newsletter/own.html")
def own_newsletters(user) -> dict:
    """What goes to the address a member has confirmed; for the page of their own."""
    own = Subscription.objects.mailable().filter(subscriber__in=Subscriber.objects.at(user.email))
    return {"subscriptions": list(own.select_related("newsletter", "subscriber"))}


@register.inclusion_tag("admin/newsletter/issue/_offer.html")
def correction_mail(story, user) -> dict:
    """Beside a story in the desk: its newest correction, where newsletters brought the story."""
    if not (story.pk and user.has_perm("newsletter.view_issue")):
        return {}
    return {"note": corrections.went_out().filter(article=story).first()}
