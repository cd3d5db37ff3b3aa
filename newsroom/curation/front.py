"""The front page: which story stands where. No story stands twice, save in Popular.

Everything is filled by rule, newest first. Ids are found first, from indexes; the stories
chosen are then read once, so the number of queries is the same for any number of stories.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from articles.models import Article, Section
from articles.models.article import LONG_READ_WORDS
from articles.popularity import Period, popular_box

NEWEST = 40
SECONDARY, LATEST, OPINION, EVENTS = 4, 8, 3, 6
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
    stories: list[Article]
    opens_pair: bool = False
    closes_pair: bool = False


@dataclass
class Front:
    lead: Article | None = None
    secondary: list[Article] = field(default_factory=list)
    latest: list[Article] = field(default_factory=list)
    opinion: list[Article] = field(default_factory=list)
    long_read: Article | None = None
    event_lead: Article | None = None
    events: list[Article] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    popular: list[Article] = field(default_factory=list)
    popular_period: Period | None = None

    @property
    def some_event(self) -> Article:
        return self.event_lead or self.events[0]


def compose() -> Front:
    """The front page as it is now."""
    live = Article.objects.published()
    plain = live.exclude(kind=Article.Kind.OPINION)
    newest = list(plain.newest_first().values_list("pk", "lead_image_id")[:NEWEST])
    pictured = [pk for pk, image in newest if image]
    used: set[int] = set()

    lead = _take(pictured or [pk for pk, _ in newest], 1, used)
    opinion = live.filter(kind=Article.Kind.OPINION).newest_first()
    opinion = _take(opinion.values_list("pk", flat=True), OPINION, used)
    long_reads = plain.filter(word_count__gte=LONG_READ_WORDS, lead_image__isnull=False)
    long_read = _take(long_reads.newest_first().values_list("pk", flat=True), 1, used)
    coming = live.filter(event_date__gte=timezone.localdate()).order_by("event_date", "pk")
    events = _take(coming.values_list("pk", flat=True), EVENTS, used)
    secondary = _take(pictured, SECONDARY, used)
    latest = _take([pk for pk, _ in newest], LATEST, used)
    blocks = _blocks(used)

    found = live.for_cards().in_bulk(used)
    coming_stories = list(_read(events, found))
    event_lead = next((a for a in coming_stories if a.lead_image), None)
    # What is most read may stand here again, but no picture twice on a page.
    with_picture = {pk for pk, a in found.items() if a.lead_image_id and pk not in latest}
    popular, period = popular_box(without=with_picture)
    return Front(
        lead=next(_read(lead, found), None),
        secondary=list(_read(secondary, found)),
        latest=list(_read(latest, found)),
        opinion=list(_read(opinion, found)),
        long_read=next(_read(long_read, found), None),
        event_lead=event_lead,
        events=[a for a in coming_stories if a is not event_lead],
        blocks=_pairs([Block(s, shape, list(_read(ids, found))) for s, shape, ids in blocks]),
        popular=popular,
        popular_period=period,
    )


def _take(candidates, wanted: int, used: set[int]) -> list[int]:
    """The first `wanted` ids nobody has taken; they are taken from now on.

    Of a query no more is read than is sure to be enough.
    """
    enough = dict.fromkeys(candidates[: wanted + len(used)])
    chosen = [pk for pk in enough if pk not in used][:wanted]
    used.update(chosen)
    return chosen


def _read(ids: list[int], found: dict[int, Article]):
    return (found[pk] for pk in ids if pk in found)


def _blocks(used: set[int]) -> list[tuple[Section, str, list[int]]]:
    """Top sections in the order of the navigation, in a rhythm of shapes."""
    sections = list(Section.objects.open().order_by("order", "name"))
    tops = [s for s in sections if s.parent_id is None and s.in_navigation]
    newest = _newest_by_section([s.pk for s in sections], NEWEST)
    blocks: list[tuple[Section, str, list[int]]] = []
    for top in tops:
        within = {s.pk for s in sections if s.pk == top.pk or s.parent_id == top.pk}
        free = [row for row in newest if row[1] in within and row[0] not in used]
        if len(free) < FEWEST_IN_BLOCK:
            continue
        shape = _shape(len(blocks), len(free))
        blocks.append((top, shape, _take(_pictured_first(free, shape), SHAPES[shape], used)))
    return blocks


def _pictured_first(rows: list[tuple[int, int, bool]], shape: str) -> list[int]:
    """The newest of the block's stories, those with a picture in the places that show one."""
    newest = rows[: SHAPES[shape] * 2]
    shown = [pk for pk, _, picture in newest if picture][: PICTURED[shape]]
    return [*shown, *(pk for pk, _, _ in newest if pk not in shown)]


def _shape(number: int, stories: int) -> str:
    shape = ORDER_OF_SHAPES[number % len(ORDER_OF_SHAPES)]
    return "three" if shape == "feature" and stories < SHAPES["feature"] else shape


def _pairs(blocks: list[Block]) -> list[Block]:
    """Mark who stands beside whom; a pair left alone becomes a row of three."""
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
            block.shape, block.stories = "three", block.stories[: SHAPES["three"]]
    return blocks


def _newest_by_section(section_ids: list[int], limit: int) -> list[tuple[int, int, bool]]:
    """(story, section, has a picture) of the newest of each section, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT newest.id, newest.section_id, newest.lead_image_id IS NOT NULL
            FROM unnest(%s::bigint[]) AS wanted(id)
            CROSS JOIN LATERAL (
                SELECT a.id, a.section_id, a.published_at, a.lead_image_id FROM articles_article a
                WHERE a.section_id = wanted.id AND a.status = 'published'
                  AND a.published_at <= now() AND a.kind <> 'opinion'
                ORDER BY a.published_at DESC LIMIT %s
            ) AS newest
            ORDER BY newest.published_at DESC, newest.id DESC""",
            [section_ids, limit],
        )
        return cursor.fetchall()
