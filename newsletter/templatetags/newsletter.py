"""{% newsletter_form place="footer" %}: the same bytes for every reader of a page."""

from django import template

from newsletter.models import Subscription

register = template.Library()


@register.inclusion_tag("newsletter/band.html", takes_context=True)
def newsletter_form(context, place: str) -> dict:
    return {"site": context["site"], "place": place}


@register.inclusion_tag("newsletter/own.html")
def own_newsletters(user) -> dict:
    """What goes to the address a member has confirmed; for the page of their own."""
    own = Subscription.objects.mailable().filter(subscriber__email__iexact=user.email)
    return {"subscriptions": list(own.select_related("newsletter", "subscriber"))}
