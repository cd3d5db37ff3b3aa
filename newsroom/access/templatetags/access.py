"""{% continue_reading article %}: nothing under an open story."""

from django import template

register = template.Library()


@register.inclusion_tag("access/_own.html", takes_context=True)
def give_button(context, article) -> dict:
    """A member's button to give a story that is not open; comes with what is their own."""
    from articles.access import is_open

    return {"article": article, "open": is_open(article), "csrf_token": context.get("csrf_token")}
