"""Move the names of moderators out of words into what an erasure reaches."""

from django.db import migrations

# A name of several people says nobody's.
NAMED = """
UPDATE comments_hold h
SET person_id = (
  SELECT min(u.id) FROM accounts_user u WHERE left(u.display_name, 200) = h.found
  HAVING count(*) = 1
)
WHERE h.kind = 'hand' AND h.found <> ''
"""
UNNAMED = "UPDATE comments_hold SET found = '' WHERE kind = 'hand'"


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0009_hold_person"),
        ("accounts", "0003_page_of_comments"),
    ]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.RunSQL(UNNAMED, migrations.RunSQL.noop),
    ]
