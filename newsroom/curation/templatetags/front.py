"""{% on_front as ids %}: the stories on the front page at the moment."""

from django import template

from newsroom.curation.front import compose

register = template.Library()


@register.simple_tag
def on_front() -> set[int]:
    return {story.pk for story in compose().stories}
