"""Who gets an issue, and which of its stories: one query, so that a million readers are one too."""

from dataclasses import dataclass

from newsletter.models import Issue, IssueStory


@dataclass(frozen=True)
class Readers:
    """A SELECT of subscriber_id, stories (bigint[], in their order) and counted (boolean).

    It names each reader once who is to get a copy: who said yes and has not left. Its rows decide
    the content of each copy; readers for whom nothing is left to tell are not among them.
    """

    sql: str
    params: list


MAILABLE = """
    newsletter_subscription subscription
    JOIN newsletter_subscriber subscriber ON subscriber.id = subscription.subscriber_id
    WHERE subscription.newsletter_id = %s
      AND subscription.confirmed_at IS NOT NULL AND subscription.left_at IS NULL
"""


def readers(issue: Issue) -> Readers:
    """Everybody gets what the newsroom put together."""
    stories = list(
        IssueStory.objects.filter(issue=issue)
        .order_by("position", "pk")
        .values_list("article_id", flat=True)
    )
    return Readers(
        f"SELECT subscriber.id AS subscriber_id, %s::bigint[] AS stories,"
        f" subscriber.counting_agreed_at IS NOT NULL AS counted FROM {MAILABLE}",
        [stories, issue.newsletter_id],
    )
