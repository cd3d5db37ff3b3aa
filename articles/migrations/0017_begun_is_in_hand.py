"""Whoever began an unfinished story has it in hand, as whoever begins one from now on does."""

from django.db import migrations
from django.db.models import F


def give(apps, schema_editor):
    stories = apps.get_model("articles", "Article").objects
    unfinished = stories.filter(status__in=["draft", "review"], assignee=None)
    unfinished.filter(created_by__is_staff=True).update(assignee=F("created_by"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_assignments")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
