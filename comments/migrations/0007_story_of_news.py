"""Say of the news told so far which story each is about; those of withdrawn ones are withheld."""

from django.db import migrations

REPLIES = """
UPDATE notifications_notification n
SET story = a.id, withheld = a.status = 'withdrawn'
FROM comments_comment c JOIN articles_article a ON a.id = c.article_id
WHERE n.kind = 'reply' AND n.story IS NULL AND n.key = 'reply:' || c.id
"""
DECISIONS = """
UPDATE notifications_notification n
SET story = a.id, withheld = a.status = 'withdrawn'
FROM comments_decision d
JOIN comments_comment c ON c.id = d.comment_id
JOIN articles_article a ON a.id = c.article_id
WHERE n.kind = 'decision' AND n.story IS NULL AND n.key = 'decision:' || d.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0006_decision_was_featured"),
        ("notifications", "0002_story_of_news"),
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(REPLIES, migrations.RunSQL.noop),
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
    ]
