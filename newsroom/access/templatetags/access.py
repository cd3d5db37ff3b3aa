"""{% give_button article %}: a member's way to give a story that is not open to everybody."""

from django import template

from articles.access import is_open

register = template.Library()


@register.inclusion_tag("access/_own.html", takes_context=True)
def give_button(context, article) -> dict:
    return {"article": article, "open": is_open(article), "csrf_token": context.get("csrf_token")}
