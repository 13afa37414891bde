from django.db import migrations

from territories.rls import ProtectRows, ResolveByToken


class Migration(migrations.Migration):
    dependencies = [
        ("diagnostics", "0001_initial"),
        ("partners", "0002_protection"),
    ]

    operations = [
        ProtectRows("Indicator"),
        ProtectRows("Dataset"),
        ProtectRows("IndicatorValue", history=False),
        ProtectRows("Diagnosis"),
        ProtectRows("ContributionLink"),
        ProtectRows("Contribution"),
        ProtectRows("Finding"),
        ProtectRows("Evidence"),
        ProtectRows("Issue"),
        ProtectRows("IssueFinding"),
        ResolveByToken("ContributionLink"),
    ]
