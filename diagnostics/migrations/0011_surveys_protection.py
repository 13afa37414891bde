from django.db import migrations

from territories.rls import ProtectRows, ResolveByToken


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0010_surveys")]

    operations = [
        ProtectRows("Survey"),
        ProtectRows("SurveySection"),
        ProtectRows("SurveyQuestion"),
        ProtectRows("SurveyQuota"),
        # No history: what was answered before a text was masked, and when, must not survive elsewhere.
        ProtectRows("SurveyResponse", history=False),
        ProtectRows("SurveyAnswer", history=False),
        ResolveByToken("Survey"),
    ]
