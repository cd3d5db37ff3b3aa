"""What readers of an issue get: subject, HTML and text, made once for all who get the same stories.

Addresses that differ from copy to copy hold placeholders; whoever sends a copy fills them in. They
are as long as what replaces them, so that a message encoded once need not be encoded again.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from articles.metadata import absolute
from articles.models import Article
from newsletter.models import Issue

# Letters only: no encoding, wrapping or template touches them.
READER_KEY = "ReaderKeyOfExactlyThirtyTwoChars"  # stands for Subscriber.key
COPY_KEY = "CopyKeyOfExactlyThirtyTwoLetters"  # stands for Delivery.key.hex


@dataclass(frozen=True)
class Rendered:
    subject: str
    html: str
    text: str


def render(issue: Issue, stories: list[int], *, counted: bool) -> Rendered:
    """The issue with these stories, in this order, as far as readers may see them."""
    found = Article.objects.published().in_bulk(stories)
    shown = [(absolute(found[pk].path), found[pk].headline) for pk in stories if pk in found]
    links = format_html_join("", '<p><a href="{}">{}</a></p>', shown)
    text = "\n\n".join(f"{headline}\n{address}" for address, headline in shown)
    return Rendered(str(issue), format_html("<html><body>{}</body></html>", links), text)
