"""Who gets an issue, and which of its stories: one query, so that a million readers are one too.

Readers who were sent the same contents before are told the same now, so what is left for them is
worked out once for each such group and not once for each reader.
"""

from dataclasses import dataclass
from datetime import timedelta

from newsletter.models import Delivery, Issue

# A copy in one of these states was not, and will not be, read.
NEVER_CAME = (Delivery.State.FAILED, Delivery.State.SUPPRESSED, Delivery.State.CANCELLED)


@dataclass(frozen=True)
class Readers:
    """A SELECT of subscriber_id, stories (bigint[], in their order) and counted (boolean).

    It names each reader once who is to get a copy: who said yes and has not left. Its rows decide
    the content of each copy; readers for whom nothing is left to tell are not among them.
    """

    sql: str
    params: list


def readers(issue: Issue) -> Readers:
    """By hand, everybody gets what the newsroom put together, whatever they were sent before. By
    the rule, nobody gets a story twice, and of a personal newsletter only what they follow."""
    if issue.is_follow_up:
        return corrected(issue.correction_id, issue.newsletter_id, besides=issue.pk)
    if issue.newsletter.personal:
        return _personal(issue)
    return _by_rule(issue) if issue.automatic else _by_hand(issue)


# The stories of the issue that readers may see at this moment.
STORIES = """
    story AS MATERIALIZED (
        SELECT article.id, row_number() OVER (ORDER BY chosen.position, chosen.id) AS place
        FROM newsletter_issuestory chosen
        JOIN articles_article article ON article.id = chosen.article_id
        WHERE chosen.issue_id = %s AND article.status = 'published'
          AND article.published_at <= now() AND NOT article.sensitive
    )"""

READERS = """
    reader AS (
        SELECT subscriber.id, subscriber.email,
               subscriber.counting_agreed_at IS NOT NULL AS counted
        FROM newsletter_subscription subscription
        JOIN newsletter_subscriber subscriber ON subscriber.id = subscription.subscriber_id
        WHERE subscription.newsletter_id = %s
          AND subscription.confirmed_at IS NOT NULL AND subscription.left_at IS NULL {rhythm}
    )"""

# Other contents with one of these stories.
CONTENTS = """
    content AS MATERIALIZED (
        SELECT id, stories FROM newsletter_content
        WHERE issue_id <> %s AND stories && ARRAY(SELECT id FROM story)::bigint[]
    )"""

# Which of them each reader was sent, or is about to be.
TOLD = f"""{CONTENTS},
    told AS (
        SELECT subscriber_id, array_agg(content_id ORDER BY content_id) AS contents
        FROM newsletter_delivery
        WHERE content_id IN (SELECT id FROM content) AND state <> ALL(%s)
          AND subscriber_id IS NOT NULL
        GROUP BY subscriber_id
    )"""  # noqa: S608


# A copy in one of these states was handed over, or may have been.
MAY_HAVE_COME = (Delivery.State.SENDING, Delivery.State.ACCEPTED, Delivery.State.UNCERTAIN)

# A note bears the time its saving began; an issue frozen meanwhile still held the old words.
SAVING = timedelta(minutes=1)
# The story a correction is of, if readers may see it; and what told it before it was corrected.
FAULTY = """
    faulty AS MATERIALIZED (
        SELECT note.article_id AS story, note.at + %s AS until
        FROM articles_readernote note JOIN articles_article article ON article.id = note.article_id
        WHERE note.id = %s AND article.status = 'published' AND article.published_at <= now()
    ),
    content AS MATERIALIZED (
        SELECT content.id, issue.newsletter_id FROM newsletter_content content
        JOIN newsletter_issue issue ON issue.id = content.issue_id
        JOIN faulty ON issue.frozen_at <= faulty.until
        WHERE issue.kind = 'stories'
          AND content.stories && ARRAY(SELECT story FROM faulty)::bigint[]
    )"""


def corrected(correction_id: int | None, newsletter_id: int, *, besides: int = 0) -> Readers:
    """Who was handed the story before it was corrected by an issue of this newsletter, or may have
    been, and still gets the newsletter. Who is told by another follow-up of it is not told twice;
    `besides` is this one."""
    return Readers(
        f"""WITH {FAULTY}, {READERS.format(rhythm="")}
        SELECT reader.id AS subscriber_id,
               ARRAY(SELECT story FROM faulty)::bigint[] AS stories, reader.counted
        FROM reader
        WHERE EXISTS (
            SELECT FROM newsletter_delivery copy JOIN content ON content.id = copy.content_id
            WHERE copy.subscriber_id = reader.id AND content.newsletter_id = %s
              AND (copy.state = ANY(%s) OR copy.resends > 0)
        ) AND NOT EXISTS (
            SELECT FROM newsletter_delivery told JOIN newsletter_issue other
              ON other.id = told.issue_id
            WHERE told.subscriber_id = reader.id AND other.correction_id = %s
              AND other.id <> %s AND told.state <> ALL(%s)
        )""",  # noqa: S608 our own words
        [
            SAVING, correction_id, newsletter_id, newsletter_id, list(MAY_HAVE_COME),
            correction_id, besides, list(NEVER_CAME),
        ],
    )  # fmt: skip


def _by_hand(issue: Issue) -> Readers:
    return Readers(
        f"""WITH {STORIES}, {READERS.format(rhythm="")}
        SELECT reader.id AS subscriber_id,
               ARRAY(SELECT id FROM story ORDER BY place)::bigint[] AS stories, reader.counted
        FROM reader""",  # noqa: S608 our own words
        [issue.pk, issue.newsletter_id],
    )


def _by_rule(issue: Issue) -> Readers:
    return Readers(
        f"""WITH {STORIES}, {READERS.format(rhythm="")}, {TOLD},
        remaining AS (
            SELECT known.contents, array_agg(story.id ORDER BY story.place) AS stories
            FROM (SELECT DISTINCT contents FROM told) known, story
            WHERE NOT EXISTS (
                SELECT FROM content
                WHERE content.id = ANY(known.contents) AND story.id = ANY(content.stories)
            )
            GROUP BY known.contents
        )
        SELECT reader.id AS subscriber_id, reader.counted,
               CASE WHEN told.subscriber_id IS NULL
                    THEN ARRAY(SELECT id FROM story ORDER BY place)::bigint[]
                    ELSE remaining.stories END AS stories
        FROM reader LEFT JOIN told ON told.subscriber_id = reader.id
        LEFT JOIN remaining ON remaining.contents = told.contents
        WHERE EXISTS (SELECT FROM story)
          AND (told.subscriber_id IS NULL OR remaining.contents IS NOT NULL)""",  # noqa: S608
        [issue.pk, issue.newsletter_id, issue.pk, list(NEVER_CAME)],
    )


# What a story can be followed by: its sections (1) with those they are parts of, authors (2), tags
# (3).
TARGETS = """
    target AS MATERIALIZED (
        SELECT story.id AS story, 1 AS kind, section.number AS id
        FROM story JOIN articles_article article ON article.id = story.id
        JOIN LATERAL (
            SELECT article.section_id AS id
            UNION SELECT further.section_id FROM articles_article_further_sections further
            WHERE further.article_id = story.id
        ) own ON true
        JOIN articles_section ON articles_section.id = own.id
        JOIN LATERAL (VALUES (articles_section.id), (articles_section.parent_id)) section (number)
          ON section.number IS NOT NULL
        UNION
        SELECT story.id, 2, byline.author_id
        FROM story JOIN articles_byline byline ON byline.article_id = story.id
        UNION
        SELECT story.id, 3, tagged.tag_id
        FROM story JOIN articles_taggedarticle tagged ON tagged.content_object_id = story.id
    )"""

# What an address chose stays chosen when it becomes a member's, who then follows as a member too.
WISH = """CASE WHEN wish.section_id IS NOT NULL THEN 1 WHEN wish.author_id IS NOT NULL THEN 2
               ELSE 3 END AS kind,
               COALESCE(wish.section_id, wish.author_id, wish.tag_id) AS target"""
FOLLOWS = f"""
    follower AS MATERIALIZED (
        SELECT reader.id, member.user_id
        FROM reader LEFT JOIN (
            SELECT DISTINCT ON (lower(address.email)) lower(address.email) AS email, address.user_id
            FROM account_emailaddress address
            JOIN accounts_user person ON person.id = address.user_id AND person.is_active
            WHERE address.verified
            ORDER BY lower(address.email), address.user_id
        ) member ON member.email = lower(reader.email)
    ),
    follow AS (
        SELECT follower.id, {WISH}
        FROM follower JOIN reading_follow wish ON wish.person_id = follower.user_id
        UNION ALL
        SELECT follower.id, {WISH}
        FROM follower JOIN reading_follow wish ON wish.subscriber_id = follower.id
    )"""  # noqa: S608

# Said so that the database can guess how many that are: it plans by it.
RHYTHM = "AND (subscription.rhythm = %s OR (%s AND subscription.rhythm = ''))"


def _personal(issue: Issue) -> Readers:
    """Reader by reader: almost everybody follows something else, so groups would save nothing."""
    newsletter = issue.newsletter
    return Readers(
        f"""WITH {STORIES}, {READERS.format(rhythm=RHYTHM)}, {CONTENTS}, {TARGETS}, {FOLLOWS},
        wanted AS (
            SELECT DISTINCT follow.id AS reader, story.id AS story, story.place
            FROM follow JOIN target ON target.kind = follow.kind AND target.id = follow.target
            JOIN story ON story.id = target.story
        ),
        sent AS (
            SELECT DISTINCT delivery.subscriber_id AS reader, story.id AS story
            FROM content
            JOIN newsletter_delivery delivery ON delivery.content_id = content.id
            JOIN story ON story.id = ANY(content.stories)
            WHERE delivery.state <> ALL(%s) AND delivery.subscriber_id IS NOT NULL
        ),
        turn AS (
            SELECT reader, story, place,
                   row_number() OVER (PARTITION BY reader ORDER BY place) AS number
            FROM wanted LEFT JOIN sent USING (reader, story)
            WHERE sent.reader IS NULL
        )
        SELECT reader.id AS subscriber_id, reader.counted,
               array_agg(turn.story ORDER BY turn.place)::bigint[] AS stories
        FROM turn JOIN reader ON reader.id = turn.reader
        WHERE turn.number <= %s
        GROUP BY reader.id, reader.counted""",  # noqa: S608
        [
            issue.pk, newsletter.pk, issue.rhythm, issue.rhythm == newsletter.rhythm,
            issue.pk, list(NEVER_CAME), newsletter.most_stories,
        ],
    )  # fmt: skip
