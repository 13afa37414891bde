from django.db import migrations

from territories.rls import HISTORY_FUNCTION, SCOPE_FUNCTIONS, ProtectKey, ProtectRows, ReadOnly

SWEEPER = """
CREATE FUNCTION sweep_jobs(older interval) RETURNS TABLE (id uuid, caf_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    UPDATE territories_job SET published_at = now() WHERE territories_job.id IN (
        SELECT job.id FROM territories_job job
        WHERE (job.status = 'queued' AND coalesce(job.published_at, job.created_at) < now() - older)
           OR (job.status = 'running' AND job.lease_until < now())
        ORDER BY job.created_at LIMIT 500 FOR UPDATE SKIP LOCKED)
    RETURNING territories_job.id, territories_job.caf_id $$;
REVOKE ALL ON FUNCTION sweep_jobs(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_jobs(interval) TO ctg_app;

CREATE FUNCTION oldest_queued_job() RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT min(created_at) FROM territories_job WHERE status = 'queued' $$;
REVOKE ALL ON FUNCTION oldest_queued_job() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oldest_queued_job() TO ctg_app;
"""

# The list of Cafs is public; only the Caf in scope can change its own row.
CAF_POLICIES = """
ALTER TABLE territories_caf ENABLE ROW LEVEL SECURITY;
ALTER TABLE territories_caf FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON territories_caf TO ctg_owner USING (true) WITH CHECK (true);
CREATE POLICY directory ON territories_caf FOR SELECT TO ctg_app USING (true);
CREATE POLICY tenant ON territories_caf FOR UPDATE TO ctg_app
    USING (id = (SELECT ctg_caf())) WITH CHECK (id = (SELECT ctg_caf()));
REVOKE INSERT, DELETE ON territories_caf FROM ctg_app;
"""

# A person finds their own memberships before any Caf is chosen.
OWN_MEMBERSHIPS = """
CREATE POLICY own_rows ON territories_membership FOR SELECT TO ctg_app USING (user_id = (SELECT ctg_user()));
"""

# Written by a trigger for rows of the Caf and of its territories; read only where one may enter.
HISTORY_POLICIES = """
ALTER TABLE territories_historyentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE territories_historyentry FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON territories_historyentry TO ctg_owner USING (true) WITH CHECK (true);
CREATE POLICY adding ON territories_historyentry FOR INSERT TO ctg_app WITH CHECK (caf_id = (SELECT ctg_caf()));
CREATE POLICY tenant ON territories_historyentry FOR SELECT TO ctg_app
    USING (caf_id = (SELECT ctg_caf())
           AND ((SELECT ctg_every_territory()) OR territory_id = ANY ((SELECT ctg_territories())::uuid[])));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("territories", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(SCOPE_FUNCTIONS + HISTORY_FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(CAF_POLICIES, migrations.RunSQL.noop),
        ProtectRows("Territory"),
        ProtectRows("Ctg"),
        ProtectRows("PerimeterCommune"),
        ProtectRows("Membership"),
        ProtectRows("Counter", history=False),
        ProtectRows("Job", history=False),
        migrations.RunSQL(OWN_MEMBERSHIPS, migrations.RunSQL.noop),
        migrations.RunSQL(HISTORY_POLICIES, migrations.RunSQL.noop),
        ProtectKey("HistoryEntry", "territory"),
        ReadOnly("HistoryEntry", insert=True),
        migrations.RunSQL(SWEEPER, migrations.RunSQL.noop),
        ReadOnly("Region"),
        ReadOnly("Department"),
        ReadOnly("Epci"),
        ReadOnly("Commune"),
        ReadOnly("CommuneCode"),
        ReadOnly("EpciMembership"),
        ReadOnly("Succession"),
        ReadOnly("Population"),
        ReadOnly("Contour"),
    ]
