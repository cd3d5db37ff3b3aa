import json

from django import template

from newsroom.consent.asking import Asked, asked
from newsroom.consent.forms import SENTENCE, WORDS
from newsroom.consent.models import Purpose, Wording

register = template.Library()


@register.inclusion_tag("consent/_link.html")
def cookie_settings():
    """The footer's link, from which the script learns what there is to ask. Nothing when nothing
    is."""
    now = asked()
    return {"asked": now, "purposes": json.dumps(now.addresses) if now else ""}


@register.simple_tag
def example_of_asking():
    """For the page of parts, where nothing need be switched on."""
    purposes = [Purpose(key=key, on=True, words=words) for key, words in WORDS.items()]
    return Asked(Wording(number=0, sentence=SENTENCE), purposes)
