from django.db import migrations

from territories.rls import ProtectRows

# Aggregates without a name: the national observer reads every Caf's.
NATIONAL = """
GRANT SELECT ON dashboards_snapshot TO ctg_national;
CREATE POLICY national ON dashboards_snapshot FOR SELECT TO ctg_national USING (true);
GRANT SELECT ON territories_region, territories_department, territories_epci, territories_commune,
    territories_epcimembership, territories_population TO ctg_national;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_initial"),
        ("territories", "0002_protection"),
    ]

    operations = [
        ProtectRows("Snapshot", history=False),
        migrations.RunSQL(NATIONAL, migrations.RunSQL.noop),
    ]
