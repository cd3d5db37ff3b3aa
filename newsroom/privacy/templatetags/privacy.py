from django import template

from newsroom.privacy.models import ErasureRequest

register = template.Library()


@register.inclusion_tag("privacy/_own.html", takes_context=True)
def own_data(context, person) -> dict:
    """Taking one's data away and leaving; for the page of one's own."""
    return {
        "csrf_token": context.get("csrf_token"),
        "waiting": ErasureRequest.objects.filter(person=person).first(),
    }
