import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two people may edit the same step: the second must see what the first one changed."""

    dependencies = [
        ("actionplans", "0002_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "Step", "version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")
        ),
        migrations.AddField(
            "Step",
            "updated_at",
            models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name="modifié le"),
            preserve_default=False,
        ),
        migrations.AddField(
            "Step",
            "updated_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="modifié par",
            ),
        ),
    ]
