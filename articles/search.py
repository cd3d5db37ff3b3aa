"""Full text: the row a story is found by, the reader's words, ranking and snippets.

Headline weighs more than standfirst, standfirst more than tags, bylines and the opening of the
text, those more than the rest. The weights say as well what everybody may read: of a story behind
the wall only the words before the rest are asked, so that no answer, not even “nothing found”,
tells which words stand further down. Accents are folded on both sides by the same function.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.access import has_wall, open_behind_wall, opening_and_rest, public_body
from articles.models import Article, Author, PublicWords, Section, Tag, TaggedArticle
from newsroom.kit.slugs import slugify, unaccented

# Ranking every hit of a common word is what makes search slow.
RANKED = 500
FEWEST_LETTERS = 2
CONFIGS = {"en": "english", "es": "spanish", "de": "german", "fr": "french", "pt": "portuguese"}


def config() -> str:
    """PostgreSQL's stemmer for the site's language."""
    return CONFIGS.get(settings.LANGUAGE_CODE.split("-")[0], "simple")


WEIGHTS = ("A", "B", "C", "C", "D")


def index(article: Article) -> None:
    """Write the story's search row. Called by every action that changes what it holds."""
    names = [byline.author.name for byline in article.bylines.select_related("author")]
    index_each([(article, [*names, *article.tags.names()])])


def index_each(stories: list[tuple[Article, list[str]]]) -> None:
    """Write the search rows of stories, each with the names it is signed and tagged with."""
    if not stories:
        return
    rows = [_row(article.pk, article, names) for article, names in stories]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE articles_article AS story SET search = {_vector()} "  # noqa: S608
            f"FROM {_words()} WHERE story.id = words.number",
            [_as_json(rows)],
        )


def vectors(stories: list[tuple[Article, list[str], tuple[str, str]]]) -> list[str]:
    """The search rows of stories that are not stored yet: each with its names, and with what
    `words_of_text` made of its body. Stored with the story, they are not indexed twice.
    """
    rows = [_row(number, *story) for number, story in enumerate(stories)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({_vector()})::text FROM {_words()} ORDER BY words.number",  # noqa: S608
            [_as_json(rows)],
        )
        return [vector for (vector,) in cursor.fetchall()]


def _vector() -> str:
    return " || ".join(
        f"setweight(to_tsvector('{config()}'::regconfig, words.part{n}), '{weight}')"
        for n, weight in enumerate(WEIGHTS)
    )


def _words() -> str:
    columns = ", ".join(f"part{n} text" for n in range(len(WEIGHTS)))
    return f"json_to_recordset(%s::json) AS words (number bigint, {columns})"


def _as_json(rows: list[dict]) -> str:
    """One value for all of them: as arrays they take as long to quote as the rest together."""
    return json.dumps(rows, ensure_ascii=False)


def _row(
    number: int, article: Article, names: list[str], text: tuple[str, str] | None = None
) -> dict:
    opening, rest = text or words_of_text(article.body)
    head = map(unaccented, (article.headline, article.standfirst, " ".join(names)))
    parts = {f"part{n}": words for n, words in enumerate((*head, opening, rest))}
    return {"number": number, **parts}


def words_of_text(html: str) -> tuple[str, str]:
    """The opening, which everybody may read, and the rest, as they are asked."""
    opening, rest = opening_and_rest(html)
    return unaccented(body.plain_text(opening)), unaccented(body.plain_text(rest))


@dataclass(frozen=True)
class Question:
    words: str
    section: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.section or self.author or self.since or self.until)


def find(question: Question) -> QuerySet[Article]:
    """Published stories that hold the words, best or newest first; at most RANKED when ranked.

    Without words, all that the rest of the question leaves.
    """
    query = SearchQuery(_asked(question.words), config=config(), search_type="websearch")
    hits = holding(query) if question.words else Article.objects.published()
    if question.section:
        section = Section.objects.filter(path=question.section).first()
        hits = hits.in_section(section) if section else hits.none()
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
        .annotate(rank=SearchRank(_words_to_rank(), query, normalization=Value(1)))
        .order_by("-rank", "-published_at", "-pk")
    )


def holding(query: SearchQuery) -> QuerySet[Article]:
    """Published stories that hold the words where everybody may read them."""
    stories = Article.objects.published()
    if not has_wall():
        return stories.filter(search=query)
    is_open = open_behind_wall()
    asked = Q(is_open, search=query) | Q(~is_open, public_words=query)
    return stories.alias(public_words=PublicWords("search")).filter(asked)


def _words_to_rank():
    if not has_wall():
        return F("search")
    return Case(When(open_behind_wall(), then=F("search")), default=PublicWords("search"))


def alike(text: str) -> SearchQuery | None:
    """A question that finds stories with any of the text's words; None when it has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_literal(lexeme), ' | ') "
            "FROM unnest(to_tsvector(%s::regconfig, %s))",
            [config(), unaccented(text).replace("\\", " ")],
        )
        words = cursor.fetchone()[0]
    # They are stems already: another round of the stemmer would make others of them.
    return SearchQuery(words, config="simple", search_type="raw") if words else None


def likeness(question: SearchQuery | None):
    """From 0 to about 1: how much of a story is of these words."""
    if question is None:
        return Value(0.0)
    return SearchRank(F("search"), question, normalization=Value(1))


def beginning(words: str) -> SearchQuery | None:
    """A question for words still being typed: the last one may go on."""
    whole = re.findall(r"[^\W_]+", unaccented(words))[:8]
    asked = " & ".join([*whole[:-1], f"{whole[-1]}:*"]) if whole else ""
    return SearchQuery(asked, config=config(), search_type="raw") if asked else None


def _asked(words: str) -> str:
    """The reader's words, folded as the texts are; any quotation marks ask for a phrase."""
    return unaccented(re.sub("[“”„‟«»]", '"', words))


def suggestions(typed: str, limit: int = 6) -> list[str]:
    """Topics and authors with such a word, then headlines; what readers cannot see is in none."""
    slug = slugify(typed)
    if len(slug) < FEWEST_LETTERS:
        return []
    known = Q(slug__startswith=slug) | Q(slug__contains=f"-{slug}")
    tagged = TaggedArticle.objects.filter(content_object__in=Article.objects.published())
    tags = Tag.objects.filter(known, Exists(tagged.filter(tag=OuterRef("pk")))).order_by("name")
    authors = Author.objects.with_stories().filter(known)
    stories = holding(beginning(typed) or SearchQuery(""))
    names = [*tags.values_list("name", flat=True)[:3], *authors.values_list("name", flat=True)[:2]]
    headlines = stories.newest_first().values_list("headline", flat=True)[:limit]
    return list(dict.fromkeys([*names, *headlines]))[:limit]


# Of the private use area, so no text needs them.
MARK, UNMARK = "\ue000", "\ue001"
OPTIONS = f'StartSel="{MARK}", StopSel="{UNMARK}", MaxWords=32, MinWords=16'
# The parser would take these for mark-up, or we for marks.
_DISTURBING = str.maketrans(dict.fromkeys(f"<>&{MARK}{UNMARK}", " "))


def snippets(stories: list[Article], words: str) -> dict[int, SafeString]:
    """By id: the part of each text around the words, escaped, with <mark>."""
    texts = {
        story.pk: f"{story.standfirst} {body.plain_text(public_body(story))}".strip()
        for story in stories
    }
    folded = {pk: _folded(text) for pk, text in texts.items()}
    plain = [letters for letters, _ in folded.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pk, ts_headline(%s::regconfig, text, websearch_to_tsquery(%s::regconfig, %s), "
            "%s) FROM unnest(%s::bigint[], %s::text[]) AS story (pk, text)",
            [config(), config(), _asked(words), OPTIONS, list(folded), plain],
        )
        fragments = dict(cursor.fetchall())
    return {pk: _marked(fragments[pk], *folded[pk], texts[pk]) for pk in texts}


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents, and for each of its letters the place in the text it is from."""
    letters = [_letter(letter) for letter in text]
    places = [place for place, letter in enumerate(letters) for _ in letter]
    return "".join(letters), places


@cache
def _letter(letter: str) -> str:
    return unaccented(letter).translate(_DISTURBING)


def _marked(fragment: str, folded: str, places: list[int], text: str) -> SafeString:
    """The fragment in the text's own letters."""
    bare = fragment.replace(MARK, "").replace(UNMARK, "")
    at = folded.find(bare)
    made, copied = [], places[at] if at >= 0 and bare else 0
    for letter in fragment:
        if letter in (MARK, UNMARK):
            made.append("<mark>" if letter == MARK else "</mark>")
        elif at < 0:
            made.append(escape(letter))
        else:
            # One letter may have become two (ß, æ): it is copied with the first of them.
            made.append(escape(text[copied : places[at] + 1]))
            copied = places[at] + 1
            at += 1
    begun, ended = folded.find(bare) > 0, at >= 0 and copied < len(text)
    return mark_safe(f"{'… ' if begun else ''}{''.join(made)}{' …' if ended else ''}")
