"""The database itself refuses to change or remove a fact, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are never changed or removed';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal_fact
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
"""
ALLOW = """
DROP TRIGGER journal_append_only ON journal_fact;
DROP FUNCTION journal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_facts")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
