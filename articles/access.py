"""Whether everybody may read a story to its end, and what those who may not are shown."""

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now, NullIf
from django.db.models.lookups import Exact
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
    if not has_wall() or article.public_safety:
        return Access.OPEN
    if article.open_from and article.open_from <= timezone.now() < article.open_until:
        return Access.OPEN
    section = article.section
    said = article.access or section.access or (section.parent.access if section.parent else "")
    return Access(said or Access.OPEN)


def is_open(article: Article) -> bool:
    return rule_of(article) == Access.OPEN


def has_wall() -> bool:
    return chrome().site.wall


def open_behind_wall() -> Q:
    """`is_open` as the database decides it while there is a wall, for questions about many."""
    above = ("access", "section__access", "section__parent__access")
    said = Coalesce(*(NullIf(F(name), Value("")) for name in above), Value(Access.OPEN.value))
    breaking = Q(open_from__lte=Now(), open_until__gt=Now())
    return Q(public_safety=True) | breaking | Q(Exact(said, Value(Access.OPEN.value)))


def public_body(article: Article) -> str:
    """The body as far as everybody may read it: pages, feeds, search and data for machines take
    this, so that withheld words leave the server in none of them."""
    return article.body if is_open(article) else opening(article.body)


def opening(html: str) -> str:
    """The first paragraphs, without headings, pictures or lists."""
    return opening_and_rest(html)[0]


def opening_and_rest(html: str) -> tuple[str, str]:
    blocks = list(lxml_html.fragment_fromstring(html, create_parent="div"))
    number, words = 0, 0
    for block in blocks[:MOST_BLOCKS]:
        if block.tag != "p" or words >= OPENING_WORDS:
            break
        number += 1
        words += len(block.text_content().split())
    for block in blocks:
        block.tail = None
    texts = [lxml_html.tostring(block, encoding="unicode") for block in blocks]
    return "\n".join(texts[:number]), "\n".join(texts[number:])
