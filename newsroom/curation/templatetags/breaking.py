"""{% breaking_banner %}: the breaking news of the moment, or nothing."""

from django import template

from newsroom.curation import breaking

register = template.Library()


@register.inclusion_tag("curation/_breaking.html", takes_context=True)
def breaking_banner(context) -> dict:
    at = context.get("previewed_at")
    banner = breaking.standing(at)
    return {"banner": banner, "address": breaking.leads_to(banner, at) if banner else ""}
