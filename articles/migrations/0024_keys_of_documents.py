from django.db import migrations, models

import articles.models.document


def give(apps, schema_editor):
    for document in apps.get_model("articles", "Document").objects.only("pk").iterator():
        document.key = articles.models.document.new_key()
        document.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_documents")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="key",
            field=models.CharField(default="", editable=False, max_length=16),
            preserve_default=False,
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="document",
            name="key",
            field=models.CharField(
                default=articles.models.document.new_key, editable=False, max_length=16
            ),
        ),
    ]
