"""Stories of ours that stand as cards within a text.

The text keeps the number of the story and nothing else: headline, picture and address are today's
whenever it is read, and of a story readers may not see there is nothing.
"""

from datetime import datetime

from articles.body import story_ids
from articles.models import Article

MARK = "data-story-id"


def within(*texts: str) -> dict[int, Article]:
    """By number, those readers may see; as many questions for one card as for a hundred."""
    wanted = {number for html in texts for number in story_ids(html)}
    return Article.objects.published().for_cards().in_bulk(wanted) if wanted else {}


def attach(stories: list[Article]) -> None:
    """Sets `cards`: the stories within its text that readers may see, in their order.

    The texts themselves need not be read for it, but for those that hold a card.
    """
    rows = Article.objects.filter(pk__in=[story.pk for story in stories], body__contains=MARK)
    texts = dict(rows.order_by().values_list("pk", "body"))
    wanted = {story.pk: story_ids(texts.get(story.pk, "")) for story in stories}
    every = {number for numbers in wanted.values() for number in numbers}
    named = Article.objects.published().only("headline", "path")
    shown = named.in_bulk(every) if every else {}
    for story in stories:
        story.cards = {n: shown[n] for n in wanted[story.pk] if n in shown and n != story.pk}


def unseen(html: str, *, at: datetime | None = None) -> dict[int, str]:
    """By number, the headlines of those that readers would not see at `at`."""
    wanted = story_ids(html)
    if not wanted:
        return {}
    seen = set(Article.objects.published(at).filter(pk__in=wanted).values_list("pk", flat=True))
    named = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "headline"))
    return {number: named.get(number, f"#{number}") for number in wanted if number not in seen}
