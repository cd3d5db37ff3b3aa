import json

from django import template

from newsroom.consent.asking import asked

register = template.Library()


@register.inclusion_tag("consent/_link.html")
def cookie_settings():
    """The footer's link, from which the script learns what there is to ask. Nothing when nothing
    is."""
    now = asked()
    return {"asked": now, "purposes": json.dumps(now.addresses) if now else ""}
