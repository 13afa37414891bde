from django.db import migrations

from territories.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_initial"),
        ("partners", "0002_protection"),
    ]

    operations = [
        ProtectRows("Body"),
        ProtectRows("Seat"),
        ProtectRows("Meeting"),
        ProtectRows("AgendaItem"),
        ProtectRows("Attendance"),
        ProtectRows("Decision"),
    ]
