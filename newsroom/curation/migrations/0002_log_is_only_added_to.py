"""The database itself refuses to change or delete a change of the front page that was noted."""

from django.db import migrations

KEEP = """
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON curation_editionchange
    FOR EACH ROW EXECUTE FUNCTION keep_the_log();
"""
LET_GO = "DROP TRIGGER only_added_to ON curation_editionchange;"


class Migration(migrations.Migration):
    dependencies = [
        ("curation", "0001_front_page"),
        ("articles", "0014_log_is_only_added_to"),
    ]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
