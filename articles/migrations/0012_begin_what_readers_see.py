"""Stories that are published stand before readers in their newest version from now on recorded."""

from django.db import migrations


def begin(apps, schema_editor):
    article = apps.get_model("articles", "Article")
    version = apps.get_model("articles", "PublicVersion")
    revision = apps.get_model("articles", "Revision")
    stories = article.objects.filter(status="published", public_versions=None)
    for pk, published_at in stories.values_list("pk", "published_at").iterator(chunk_size=1000):
        newest = revision.objects.filter(article=pk, kind="saved").order_by("-number").first()
        if newest is None:
            continue  # taken over from elsewhere: what was there before is not known
        from_at = max(published_at, newest.created_at)
        version.objects.create(
            article_id=pk, revision=newest, from_at=from_at, substantive=True
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_what_readers_saw")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
