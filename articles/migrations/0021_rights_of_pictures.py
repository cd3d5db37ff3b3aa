"""Pictures say where and until when they may run; what the paper decided of “credit and licence”
holds of each of the two rules it is now."""

from django.db import migrations, models

import articles.models.image


def part(apps, schema_editor):
    """Where nobody decided otherwise, a rule warned: that was the paper's default, not its word."""
    rules = apps.get_model("articles", "GateRule").objects
    for row in rules.filter(rule="credit").exclude(level="warn"):
        rules.create(rule="licence", section_id=row.section_id, level=row.level)


def join(apps, schema_editor):
    rules = apps.get_model("articles", "GateRule").objects
    rules.filter(rule__in=["licence", "rights", "ending"]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0020_open_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='image',
            name='expires_at',
            field=models.DateTimeField(blank=True, db_index=True, help_text='From then on no reader is shown the picture. Empty: never.', null=True, verbose_name='rights end'),
        ),
        migrations.AddField(
            model_name='image',
            name='territory',
            field=models.CharField(blank=True, help_text='Where it may run, as the contract says. Told to the desk; keeps nobody out.', max_length=80, verbose_name='territory'),
        ),
        migrations.AlterField(
            model_name='gaterule',
            name='limit',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Characters for the headline’s length, days for the same headline and for rights that end soon.', null=True, verbose_name='limit'),
        ),
        migrations.AlterField(
            model_name='gaterule',
            name='rule',
            field=models.CharField(choices=[('length', 'Headline length'), ('byline', 'Byline'), ('alt', 'Alternative text'), ('credit', 'Credit'), ('licence', 'Licence'), ('rights', 'Rights of pictures'), ('ending', 'Rights that end soon'), ('headings', 'Order of headings'), ('links', 'Links inside the paper'), ('notes', 'Open notes'), ('embargo', 'Embargo'), ('duplicate', 'Same headline'), ('legal', 'Legal sign-off')], max_length=10, verbose_name='rule'),
        ),
        migrations.AlterField(
            model_name='rendition',
            name='file',
            field=models.FileField(upload_to=articles.models.image.folder),
        ),
        migrations.RunPython(part, join),
    ]
