from django.db import migrations

from territories.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0004_territory_bonus")]

    operations = [
        ProtectRows("RateTable"),
        ProtectRows("Rate"),
        ProtectRows("FacilityYear"),
        ProtectRows("Trajectory"),
        ProtectRows("SharedLine"),
        ProtectRows("Scenario"),
        ProtectRows("Hypothesis"),
    ]
