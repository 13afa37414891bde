from django.db import migrations

from territories.rls import ProtectRows, ResolveByToken


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
        ("territories", "0002_protection"),
    ]

    operations = [
        ProtectRows("Organisation"),
        ProtectRows("Contact"),
        ProtectRows("Participation"),
        ProtectRows("Facility"),
        ProtectRows("Invitation"),
        ResolveByToken("Invitation"),
    ]
