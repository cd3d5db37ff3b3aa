"""An issue in the desk: its pages, and one that could go."""

from django.urls import reverse

from newsletter.actions import issues as acts
from newsletter.actions.issues import Chosen
from tests.factories import ArticleFactory


def url(name, issue) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=[issue.pk])


def typed(issue, *stories, **more) -> dict:
    """What the page would post."""
    fields = {
        "base": issue.version, "subject": "What happened", "preheader": "", "intro": "",
        "ending": "", "story": [story.pk for story in stories],
    }  # fmt: skip
    return {**fields, **more}


def ready(issue, editor, *stories):
    stories = stories or [ArticleFactory(live=True)]
    words = {"subject": "What happened"}
    return acts.save(
        issue, words=words, stories=[Chosen(s) for s in stories], by=editor, base=issue.version
    )
