"""Whether everybody may read a story to its end, and what those who may not are shown."""

from django.utils import timezone
from lxml import html as lxml_html

from articles.models import Article
from articles.models.section import Access
from newsroom.site.chrome import chrome

# The opening is whole paragraphs: these many words or, failing that, the first.
OPENING_WORDS = 60
MOST_BLOCKS = 3


def rule_of(article: Article) -> Access:
    """The story's own word, else its section's, else the section's above; open without a wall."""
    if not chrome().site.wall or article.public_safety:
        return Access.OPEN
    if article.open_from and article.open_from <= timezone.now() < article.open_until:
        return Access.OPEN
    section = article.section
    said = article.access or section.access or (section.parent.access if section.parent else "")
    return Access(said or Access.OPEN)


def is_open(article: Article) -> bool:
    return rule_of(article) == Access.OPEN


def public_body(article: Article) -> str:
    """The body as far as everybody may read it: pages, feeds, search and data for machines take
    this, so that withheld words leave the server in none of them."""
    return article.body if is_open(article) else opening(article.body)


def opening(html: str) -> str:
    """The first paragraphs, without headings, pictures or lists."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    kept, words = [], 0
    for block in tree:
        if block.tag != "p" or len(kept) == MOST_BLOCKS or words >= OPENING_WORDS:
            break
        block.tail = None
        kept.append(lxml_html.tostring(block, encoding="unicode"))
        words += len(block.text_content().split())
    return "\n".join(kept)
