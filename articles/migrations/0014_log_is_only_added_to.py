"""The database itself refuses to change or delete an entry of the desk's log.

A name may be taken out of it, where the law needs that, and a story that is deleted takes its
entries along. The demo paper, and nobody else, gives its entries the times they would have had.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION keep_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.person_id IS NULL
           AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN
            RETURN NEW;
        END IF;
        IF current_setting('newsroom.dating_the_demo', true) = 'on' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The log is only ever added to.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION keep_the_log_of_a_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM articles_article WHERE id = OLD.article_id) THEN
        RAISE EXCEPTION 'The log is only ever added to.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER only_added_to BEFORE UPDATE ON articles_desklog
    FOR EACH ROW EXECUTE FUNCTION keep_the_log();
CREATE CONSTRAINT TRIGGER goes_with_its_story AFTER DELETE ON articles_desklog
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_the_log_of_a_story();
"""
LET_GO = """
DROP TRIGGER goes_with_its_story ON articles_desklog;
DROP TRIGGER only_added_to ON articles_desklog;
DROP FUNCTION keep_the_log_of_a_story();
DROP FUNCTION keep_the_log();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_log_newest_first")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
