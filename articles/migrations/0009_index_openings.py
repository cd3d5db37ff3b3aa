from django.db import migrations

BATCH = 300


def queue(apps, schema_editor):
    """The openings of texts have a weight of their own now; until then they are not found of
    stories behind the wall."""
    from articles.tasks import reindex_stories

    stories = apps.get_model("articles", "Article").objects.order_by("pk")
    ids = list(stories.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        reindex_stories.defer(article_ids=ids[start : start + BATCH])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_public_words"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunPython(queue, migrations.RunPython.noop)]
