from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_bylines_and_picks"),
    ]

    operations = [
        migrations.RunSQL(
            'INSERT INTO articles_relatedpick (article_id, story_id, "order") '
            "SELECT from_article_id, to_article_id, "
            "row_number() OVER (PARTITION BY from_article_id ORDER BY id) - 1 "
            "FROM articles_article_related_picks WHERE from_article_id <> to_article_id",
            migrations.RunSQL.noop,
        ),
    ]
