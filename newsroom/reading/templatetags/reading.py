"""{% save_button article %} and {% follow_button "author" author %}.

On public pages they are links, the same for everyone; a member's own button comes by script.
"""

from django import template

register = template.Library()


@register.inclusion_tag("reading/_save_place.html")
def save_button(article) -> dict:
    return {"article": article}


@register.inclusion_tag("reading/_follow_place.html")
def follow_button(kind: str, target) -> dict:
    return {"kind": kind, "target": target}
