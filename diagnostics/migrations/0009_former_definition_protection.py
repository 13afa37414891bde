from django.db import migrations

from territories.rls import ProtectRows, ReadOnly


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0008_former_definition")]

    operations = [
        ProtectRows("FormerDefinition"),
        ReadOnly("FormerDefinition", insert=True),
        migrations.RunSQL(
            "UPDATE diagnostics_indicatorvalue SET status = 'local_entry' WHERE status = 'local'",
            "UPDATE diagnostics_indicatorvalue SET status = 'local' WHERE status = 'local_entry'",
        ),
        migrations.RunSQL(
            "UPDATE diagnostics_indicator SET secrecy_rule = 'caf' WHERE secrecy_threshold >= 5", migrations.RunSQL.noop
        ),
    ]
