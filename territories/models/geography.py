"""Official geography, shared by all tenants and read-only for the application.

A commune keeps its identity when its code, its département or its EPCI changes: those are dated rows.
"""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q


class DateRange(Func):
    """daterange(start, end): the end is exclusive, an empty end means « still true »."""

    function = "daterange"
    output_field = DateRangeField()


class Region(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)

    class Meta:
        verbose_name = "région"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departments", verbose_name="région")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class EpciQuerySet(models.QuerySet["Epci"]):
    def of_department(self, code: str) -> Self:
        """EPCI with at least one commune in the département today."""
        return self.filter(memberships__valid_to__isnull=True, memberships__commune__department=code).distinct()


class Epci(models.Model):
    """An intercommunalité with its own taxation."""

    class Kind(models.TextChoices):
        COMMUNITY_OF_COMMUNES = "CC", "Communauté de communes"
        URBAN_AGGLOMERATION = "CA", "Communauté d’agglomération"
        URBAN_COMMUNITY = "CU", "Communauté urbaine"
        METROPOLIS = "METRO", "Métropole"
        LYON = "MET69", "Métropole de Lyon"

    siren = models.CharField("SIREN", max_length=9, unique=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=5, choices=Kind)
    exists_since = models.DateField("depuis le", null=True)
    ended_on = models.DateField("jusqu’au", null=True)

    objects = EpciQuerySet.as_manager()

    class Meta:
        verbose_name = "EPCI"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    def of_epci(self, epci: Epci, on: date) -> Self:
        return self.filter(
            Q(epci_memberships__valid_to__isnull=True) | Q(epci_memberships__valid_to__gt=on),
            epci_memberships__epci=epci,
            epci_memberships__valid_from__lte=on,
        )


class Commune(models.Model):
    """A commune as it stands today; `insee_code`, `name` and `department` repeat its open dated rows."""

    insee_code = models.CharField("code Insee", max_length=5, unique=True)
    name = models.CharField("nom", max_length=100)
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes", verbose_name="département")

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommuneCode(models.Model):
    """An Insee code that a commune bears or bore; the same code may serve two communes at two times."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="codes")
    insee_code = models.CharField("code Insee", max_length=5)
    name = models.CharField("nom", max_length=100)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    valid_from = models.DateField("du")
    valid_to = models.DateField("au (exclu)", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["insee_code", "valid_from"], name="commune_code_once_a_day"),
            ExclusionConstraint(
                name="commune_code_one_at_a_time",
                expressions=[
                    ("insee_code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insee_code} ({self.name})"


class EpciMembership(models.Model):
    """A commune belongs to one EPCI at a time."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="epci_memberships")
    epci = models.ForeignKey(Epci, models.CASCADE, related_name="memberships")
    valid_from = models.DateField("du")
    valid_to = models.DateField("au (exclu)", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "valid_from"], name="epci_membership_once_a_day"),
            ExclusionConstraint(
                name="commune_in_one_epci_at_a_time",
                expressions=[
                    ("commune", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} : {self.epci}"


class Succession(models.Model):
    """What an old code means today: fusions, restorations and changes of code, followed by the importer."""

    class Kind(models.TextChoices):
        MERGER = "merger", "fusion"
        RESTORATION = "restoration", "rétablissement"
        CODE_CHANGE = "code_change", "changement de code"
        DELEGATED = "delegated", "commune déléguée"
        ASSOCIATED = "associated", "commune associée"

    old_code = models.CharField("ancien code", max_length=5, unique=True)
    old_name = models.CharField("ancien nom", max_length=100)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="predecessors", verbose_name="commune actuelle")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    effective_on = models.DateField("date d’effet", null=True)

    class Meta:
        verbose_name = "succession de codes"

    def __str__(self) -> str:
        return f"{self.old_code} → {self.commune.insee_code}"


class Population(models.Model):
    """Reference population of one commune or one EPCI; two vintages are never mixed in one rate."""

    commune = models.ForeignKey(Commune, models.CASCADE, null=True, related_name="populations")
    epci = models.ForeignKey(Epci, models.CASCADE, null=True, related_name="populations")
    vintage = models.PositiveSmallIntegerField("millésime")
    municipal = models.PositiveIntegerField("population municipale")
    total = models.PositiveIntegerField("population totale", null=True)
    source = models.CharField("source", max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="population_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True) | Q(commune__isnull=True, epci__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["commune", "epci", "vintage"], name="population_once_a_year", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune or self.epci} {self.vintage} : {self.municipal}"


class Contour(models.Model):
    """Outline of one commune or EPCI, as GeoJSON geometry in WGS84 and as a path of an SVG map.

    `svg_path` is in kilometres of a projection corrected by the cosine of the latitude, y downwards; the four
    sides are those of the box around it.
    """

    commune = models.OneToOneField(Commune, models.CASCADE, null=True, related_name="contour")
    epci = models.OneToOneField(Epci, models.CASCADE, null=True, related_name="contour")
    geometry = models.JSONField("géométrie")
    svg_path = models.TextField("tracé SVG")
    left = models.FloatField("bord ouest", default=0)
    top = models.FloatField("bord nord", default=0)
    right = models.FloatField("bord est", default=0)
    bottom = models.FloatField("bord sud", default=0)
    source = models.CharField("source", max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contour_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True) | Q(commune__isnull=True, epci__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"contour de {self.commune or self.epci}"


class CommunePoint(models.Model):
    """Where a commune is put on a map, and the end of a distance: its town hall, else the middle of its outline.

    `x` and `y` are the same point in the frame of `Contour.svg_path`.
    """

    commune = models.OneToOneField(Commune, models.CASCADE, related_name="point")
    is_town_hall = models.BooleanField("mairie")
    longitude = models.FloatField("longitude")
    latitude = models.FloatField("latitude")
    x = models.FloatField("abscisse de la carte")
    y = models.FloatField("ordonnée de la carte")
    source = models.CharField("source", max_length=120)

    class Meta:
        verbose_name = "point d’une commune"

    def __str__(self) -> str:
        return f"point de {self.commune_id}"
