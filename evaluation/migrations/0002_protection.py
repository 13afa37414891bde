from django.db import migrations

from territories.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_initial"),
        ("actionplans", "0002_protection"),
    ]

    operations = [
        ProtectRows("Indicator"),
        ProtectRows("Target"),
        ProtectRows("Measure"),
        ProtectRows("Question"),
    ]
