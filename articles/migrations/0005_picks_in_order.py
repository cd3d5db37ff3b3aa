from django.db import migrations, models


class Migration(migrations.Migration):
    # Django cannot give a many-to-many field a table of its own; 0004 has carried its rows over.
    dependencies = [
        ("articles", "0004_keep_the_picks"),
    ]

    operations = [
        migrations.RemoveField(model_name="article", name="related_picks"),
        migrations.AddField(
            model_name="article",
            name="related_picks",
            field=models.ManyToManyField(
                blank=True,
                through="articles.RelatedPick",
                through_fields=("article", "story"),
                to="articles.article",
                verbose_name="related stories",
            ),
        ),
    ]
