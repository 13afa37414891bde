"""Where a commune is put on a map, and the box around each outline.

Both are filled by the next `manage.py load_geography`, which runs at every start when its lists or its code changed.
"""

import django.db.models.deletion
from django.db import migrations, models

from territories.rls import ReadOnly


class Migration(migrations.Migration):
    dependencies = [
        ("territories", "0002_protection"),
    ]

    operations = [
        *(
            migrations.AddField("contour", side, models.FloatField(label, default=0))
            for side, label in [
                ("left", "bord ouest"),
                ("top", "bord nord"),
                ("right", "bord est"),
                ("bottom", "bord sud"),
            ]
        ),
        migrations.CreateModel(
            name="CommunePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_town_hall", models.BooleanField("mairie")),
                ("longitude", models.FloatField("longitude")),
                ("latitude", models.FloatField("latitude")),
                ("x", models.FloatField("abscisse de la carte")),
                ("y", models.FloatField("ordonnée de la carte")),
                ("source", models.CharField("source", max_length=120)),
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="point",
                        to="territories.commune",
                    ),
                ),
            ],
            options={"verbose_name": "point d’une commune"},
        ),
        ReadOnly("CommunePoint"),
    ]
