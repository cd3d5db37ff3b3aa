import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_advertising"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="byline_text",
            field=models.CharField(
                blank=True,
                help_text="{1} is the first name, {2} the second: Reported by {1}, translated by {2}",
                max_length=200,
                verbose_name="wording of the byline",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="email_title",
            field=models.CharField(blank=True, max_length=120, verbose_name="subject in email"),
        ),
        migrations.AddField(
            model_name="author",
            name="beats",
            field=models.ManyToManyField(
                blank=True,
                related_name="reporters",
                to="articles.section",
                verbose_name="beats",
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "of the newsroom"),
                    ("guest", "guest"),
                    ("agency", "news agency"),
                ],
                default="staff",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="AuthorFormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="articles.author",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RelatedPick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picks",
                        to="articles.article",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picked_by",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "related story",
                "verbose_name_plural": "related stories",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "story"), name="one_story_picked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article", models.F("story")), _negated=True),
                        name="no_story_under_itself",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["related_ids"], name="stories_under_others"
            ),
        ),
    ]
