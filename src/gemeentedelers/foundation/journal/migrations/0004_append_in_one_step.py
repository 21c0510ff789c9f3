from django.db import migrations

APPEND = """
CREATE FUNCTION journal_append(
    the_name text, the_subject text, the_actor text, the_moment timestamptz, the_values jsonb, canonical text
) RETURNS TABLE (added bigint, before_it text, made text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20210616);
    SELECT digest INTO before_it FROM journal_fact ORDER BY number DESC LIMIT 1;
    before_it := coalesce(before_it, repeat('0', 64));
    made := encode(sha256(convert_to(before_it || E'\\n' || canonical, 'UTF8')), 'hex');
    INSERT INTO journal_fact (name, subject, actor, at, "values", previous, digest)
    VALUES (the_name, the_subject, the_actor, the_moment, the_values, before_it, made)
    RETURNING number INTO added;
    RETURN NEXT;
END;
$$
"""
NO_APPEND = "DROP FUNCTION journal_append(text, text, text, timestamptz, jsonb, text)"


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_facts_by_name")]

    operations = [migrations.RunSQL(APPEND, NO_APPEND)]
