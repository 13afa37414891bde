from django.db import migrations

from territories.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0001_initial"),
        ("diagnostics", "0002_protection"),
    ]

    operations = [
        ProtectRows("Plan"),
        ProtectRows("PlanNode"),
        ProtectRows("Action"),
        ProtectRows("ActionIssue"),
        ProtectRows("ActionCommune"),
        ProtectRows("ActionPartner"),
        ProtectRows("Step"),
        ProtectRows("BudgetLine"),
        ProtectRows("FollowUp"),
    ]
