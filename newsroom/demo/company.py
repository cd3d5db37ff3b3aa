"""What surrounds the demo's stories: beats, guests and an agency, worded bylines, picks."""

import tomllib

from articles import search
from articles.models import Article, Author, Byline, RelatedPick, Section
from newsroom.demo.edition import Edition
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import FOLDER

FILE = FOLDER / "content" / "company.toml"
KEY = "company"


def keep_company(ledger: Ledger, edition: Edition) -> None:
    """Once, for the paper's own stories and authors that are there."""
    if KEY in ledger:
        return
    told = tomllib.loads(FILE.read_text())
    stories = edition.articles()
    for entry in told["signed"]:
        if entry["story"] in stories:
            _sign(stories[entry["story"]], entry, told["names"])
    for slug, paths in told["beats"].items():
        author = edition.authors.get(slug)
        if author:
            author.beats.set(Section.objects.filter(path__in=paths))
    for slug, chosen in told["picks"].items():
        picked = [stories[one] for one in chosen if one in stories]
        if slug in stories and not stories[slug].picks.exists():
            RelatedPick.objects.bulk_create(
                RelatedPick(article=stories[slug], story=one, order=n)
                for n, one in enumerate(picked)
            )
    ledger.add(KEY, 0)


def _sign(story: Article, entry: dict, names: list[dict]) -> None:
    if also := next((name for name in names if name["slug"] == entry.get("and")), None):
        author, _ = Author.objects.get_or_create(slug=also["slug"], defaults=also)
        Byline.objects.get_or_create(article=story, author=author, defaults={"order": 9})
    Article.objects.filter(pk=story.pk).update(byline_text=entry["text"])
    search.index(story)
