"""{% newsletter_form place="footer" %}: the same bytes for every reader of a page."""

from django import template

register = template.Library()


@register.inclusion_tag("newsletter/band.html", takes_context=True)
def newsletter_form(context, place: str) -> dict:
    return {"site": context["site"], "place": place}
