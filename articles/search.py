"""Full text: the row a story is found by, the reader's words, ranking and snippets.

Headline weighs more than standfirst, standfirst more than tags and bylines, those more than
the body. Accents are folded on both sides by the same function.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.models import Article
from newsroom.kit.slugs import unaccented

# Ranking every hit of a common word is what makes search slow.
RANKED = 500
CONFIGS = {"en": "english", "es": "spanish", "de": "german", "fr": "french", "pt": "portuguese"}


def config() -> str:
    """PostgreSQL's stemmer for the site's language."""
    return CONFIGS.get(settings.LANGUAGE_CODE.split("-")[0], "simple")


def index(article: Article) -> None:
    """Write the story's search row. Called by every action that changes what it holds."""
    names = [byline.author.name for byline in article.bylines.select_related("author")]
    parts = [
        ("A", article.headline),
        ("B", article.standfirst),
        ("C", " ".join([*names, *article.tags.names()])),
        ("D", body.plain_text(article.body) if article.body else ""),
    ]
    vector = " || ".join(
        f"setweight(to_tsvector('{config()}'::regconfig, %s), '{weight}')" for weight, _ in parts
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE articles_article SET search = {vector} WHERE id = %s",  # noqa: S608
            [*(unaccented(text) for _, text in parts), article.pk],
        )


@dataclass(frozen=True)
class Question:
    words: str
    section: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False


def find(question: Question) -> QuerySet[Article]:
    """Published stories that hold the words, best or newest first; at most RANKED when ranked."""
    query = SearchQuery(unaccented(question.words), config=config(), search_type="websearch")
    hits = Article.objects.published().filter(search=query)
    if question.section:
        hits = hits.filter(section__path__regex=rf"^{question.section}(/|$)")
    if question.author:
        hits = hits.filter(bylines__author__slug=question.author)
    if question.since:
        hits = hits.filter(published_at__date__gte=question.since)
    if question.until:
        hits = hits.filter(published_at__date__lte=question.until)
    if question.newest:
        return hits.newest_first()
    newest = hits.newest_first().values("pk")[:RANKED]
    return (
        Article.objects.filter(pk__in=newest)
        .annotate(rank=SearchRank(F("search"), query, normalization=Value(1)))
        .order_by("-rank", "-published_at", "-pk")
    )


MARK, UNMARK = "\ue000", "\ue001"


def snippets(stories: list[Article], words: str) -> dict[int, SafeString]:
    """By id: the part of each text around the words, escaped, with <mark>."""
    if not stories:
        return {}
    options = f'StartSel="{MARK}", StopSel="{UNMARK}", MaxWords=32, MinWords=16'
    query = "SELECT ts_headline(%s::regconfig, %s, websearch_to_tsquery(%s::regconfig, %s), %s)"
    made = {}
    with connection.cursor() as cursor:
        for story in stories:
            text = f"{story.standfirst} {body.plain_text(story.body) if story.body else ''}"
            folded = unaccented(text)
            # Folding can change the length (ß, æ); only then is the folded text shown.
            shown = text if len(folded) == len(text) else folded
            cursor.execute(query, [config(), folded, config(), unaccented(words), options])
            made[story.pk] = _marked(cursor.fetchone()[0], folded, shown)
    return made


def _marked(fragment: str, folded: str, shown: str) -> SafeString:
    """The fragment in the text's own letters: found by position in the folded text."""
    bare = fragment.replace(MARK, "").replace(UNMARK, "")
    start = folded.find(bare)
    letters = iter(shown[start : start + len(bare)] if start >= 0 else bare)
    own = "".join(c if c in {MARK, UNMARK} else next(letters, "") for c in fragment)
    return mark_safe(str(escape(own)).replace(MARK, "<mark>").replace(UNMARK, "</mark>"))
