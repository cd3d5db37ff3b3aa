from django import template
from django.utils.translation import gettext as _

from accounts.letters import device as rough_device

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    return rough_device(user_agent) or _("unknown device")
