"""Stories as the writing page has them, for its tests."""

from django.urls import reverse

from articles.actions import editing, publishing
from articles.models import Article
from tests.factories import AuthorFactory, SectionFactory


def written(**fields) -> Article:
    """A story as typed, not stored."""
    text = {
        "headline": "The harbour opens again",
        "standfirst": "Boats leave from Monday.",
        "body": "<p>The harbour opens.</p>",
    }
    return Article(section=SectionFactory(), **text | fields)


def change(story) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def typed(of=None, **fields) -> dict:
    """The form as the page sends it, with these fields typed over."""
    story = of or Article()
    values = {
        "headline": story.headline or "The harbour opens again",
        "standfirst": story.standfirst or "Boats leave from Monday.",
        "body": story.body or "<p>The harbour opens.</p>",
        "kind": story.kind,
        "section": story.section_id or "",
        "comments": story.comments,
        "contents": story.contents,
        "base": story.version,
        "authors": [b.author_id for b in story.bylines.all()] if story.pk else [],
        "tags": "",
        "slug": story.slug,
        "advertising": "on",
    }
    return values | fields


def saved(story, person, **relations) -> Article:
    relations.setdefault("authors", [AuthorFactory()])
    return editing.create(story, by=person, **relations)


def published(person, **fields) -> Article:
    story = saved(written(**fields), person)
    return publishing.publish(story, by=person)
