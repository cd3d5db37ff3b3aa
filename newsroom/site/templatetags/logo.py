"""{% logo_size site.logo_dark %}: its width and height, so that nothing moves when it arrives."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.site.logo import size_of

register = template.Library()


@register.simple_tag
def logo_size(file) -> SafeString | str:
    size = size_of(file.name)
    return format_html(' width="{}" height="{}"', *size) if size else ""
