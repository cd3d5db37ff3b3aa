"""Section blocks: which sections stand on the front page, and in which shape each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from articles.models import Article, Section
from newsroom.curation.models import FrontBlock

# How many stories a block of each shape holds, how many of them stand with a picture, and the
# fewest worth a block.
SHAPES = {"feature": 7, "three": 3, "pair": 4}
PICTURED = {"feature": 2, "three": 3, "pair": 1}
FEWEST_IN_BLOCK = 3
ORDER_OF_SHAPES = ("feature", "three", "pair", "pair")


@dataclass
class Block:
    """`stories` of a top section and its parts; `shape` is one of SHAPES.

    Two pairs stand side by side: the first opens the row, the second closes it.
    """

    section: Section
    shape: str
    stories: list[Article] = field(default_factory=list)
    opens_pair: bool = False
    closes_pair: bool = False


@dataclass
class Candidate:
    """A top section that may be a block, with its newest (story, has a picture)."""

    section: Section
    newest: list[tuple[int, bool]]


def candidates(limit: int, at: datetime | None) -> list[Candidate]:
    """The chosen sections in their order, else those of the navigation in its order."""
    sections = list(Section.objects.open().order_by("order", "name"))
    chosen = list(FrontBlock.objects.values_list("section_id", flat=True))
    tops = {s.pk: s for s in sections if s.parent_id is None}
    if chosen:
        shown = [tops[pk] for pk in chosen if pk in tops]
    else:
        shown = [s for s in tops.values() if s.in_navigation]
    newest = _newest_by_section([s.pk for s in sections], limit, at)
    found = []
    for top in shown:
        within = {s.pk for s in sections if s.pk == top.pk or s.parent_id == top.pk}
        found.append(Candidate(top, [(pk, pic) for pk, of, pic in newest if of in within]))
    return found


def shaped(sections: list[tuple[Section, int]]) -> list[Block]:
    """In a rhythm of shapes, for sections with so many stories each. A pair left alone becomes
    a row of three."""
    blocks = [Block(of, _shape(number, count)) for number, (of, count) in enumerate(sections)]
    waiting: Block | None = None
    for number, block in enumerate(blocks, 1):
        following = blocks[number] if number < len(blocks) else None
        if block.shape != "pair":
            continue
        if waiting:
            block.closes_pair, waiting = True, None
        elif following and following.shape == "pair":
            block.opens_pair, waiting = True, block
        else:
            block.shape = "three"
    return blocks


def pictured_first(rows: list[tuple[int, bool]], shape: str, *, pinned: int) -> list[int]:
    """The newest of the block's stories, those with a picture in the places that show one and
    are not pinned."""
    newest = rows[: SHAPES[shape] * 2]
    shown = [pk for pk, picture in newest if picture][: max(0, PICTURED[shape] - pinned)]
    return [*shown, *(pk for pk, _ in newest if pk not in shown)]


def _shape(number: int, stories: int) -> str:
    shape = ORDER_OF_SHAPES[number % len(ORDER_OF_SHAPES)]
    return "three" if shape == "feature" and stories < SHAPES["feature"] else shape


def _newest_by_section(
    section_ids: list[int], limit: int, at: datetime | None
) -> list[tuple[int, int, bool]]:
    """(story, section, has a picture) of the newest of each section, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT newest.id, newest.section_id, picture.id IS NOT NULL
            FROM unnest(%s::bigint[]) AS wanted(id)
            CROSS JOIN LATERAL (
                SELECT a.id, a.section_id, a.published_at, a.lead_image_id FROM articles_article a
                WHERE a.section_id = wanted.id AND a.status = 'published'
                  AND a.published_at <= coalesce(%s, now()) AND a.kind <> 'opinion'
                ORDER BY a.published_at DESC LIMIT %s
            ) AS newest
            LEFT JOIN articles_image picture ON picture.id = newest.lead_image_id
              AND (picture.expires_at IS NULL OR picture.expires_at > coalesce(%s, now()))
            ORDER BY newest.published_at DESC, newest.id DESC""",
            [section_ids, at, limit, at],
        )
        return cursor.fetchall()
