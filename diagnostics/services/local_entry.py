"""Figures typed by hand: collected in the territory, never in the place of a producer's."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from diagnostics.models import Dataset, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services import secrecy
from territories.models import Commune, Ctg, Epci
from territories.scope import caf_scope


class AlreadyGiven(Exception):
    """A producer gives this figure already."""


@dataclass(frozen=True)
class Figure:
    """What was typed: a value, with its two parts when the indicator is a ratio that names them."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def levels(indicator: Indicator) -> set[str]:
    """Where a figure of this indicator may be typed: never finer than its finest level."""
    finest = Indicator.Level(indicator.finest_level)
    if finest in {Indicator.Level.COMMUNE, Indicator.Level.FACILITY}:
        return {Indicator.Level.COMMUNE, Indicator.Level.EPCI}
    return {Indicator.Level.EPCI} if finest == Indicator.Level.EPCI else set()


def has_parts(indicator: Indicator) -> bool:
    return indicator.kind == Indicator.Kind.RATIO and bool(indicator.numerator_label and indicator.denominator_label)


@transaction.atomic
def enter(
    ctg: Ctg, indicator: Indicator, place: Commune | Epci, year: int, figure: Figure, *, source: str, by: User
) -> IndicatorValue:
    """Keep a figure of the territory; it replaces the one typed before, never a producer's.

    The scope widens to the whole Caf: a secret figure is held there, and what may be shown depends on all places.
    """
    with caf_scope(ctg.caf, user=by):
        model = HeldValue if indicator.is_secret else IndicatorValue
        key = _key(indicator, place, year)
        if indicator.is_secret:
            secrecy.hold(indicator, [year])
        _refuse_a_producers(model.objects.filter(**key), ctg)
        values = {
            "dataset": _dataset(ctg, source, year, by),
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "status": ValueStatus.LOCAL,
        }
        model.objects.update_or_create(**key, defaults=values)
        if indicator.is_secret:
            secrecy.publish(ctg.caf, [indicator.pk], [year])
        return IndicatorValue.objects.get(**key)


@transaction.atomic
def withdraw(value: IndicatorValue, ctg: Ctg, *, by: User) -> None:
    """Take back a figure that was typed."""
    indicator = value.indicator
    key = {"indicator": indicator, "year": value.year, "commune": value.commune, "epci": value.epci}
    with caf_scope(ctg.caf, user=by):
        if indicator.is_secret:
            HeldValue.objects.filter(**key, status=ValueStatus.LOCAL).delete()
            secrecy.publish(ctg.caf, [indicator.pk], [value.year])
        else:
            value.delete()


def typed_in(ctg: Ctg, indicator: Indicator) -> QuerySet[IndicatorValue]:
    """The figures typed for the places of this CTG, the last year first; hidden ones are among them."""
    of_territory = IndicatorValue.objects.filter(caf=ctg.caf, indicator=indicator, dataset__producer=producer(ctg))
    return of_territory.select_related("commune", "epci", "dataset", "indicator").order_by("-year", "commune__name")


def producer(ctg: Ctg) -> str:
    return f"Saisie locale, {ctg.territory.name}"[:120]


def _key(indicator: Indicator, place: Commune | Epci, year: int) -> dict[str, Any]:
    is_commune = isinstance(place, Commune)
    return {
        "caf": indicator.caf,
        "indicator": indicator,
        "year": year,
        "commune": place if is_commune else None,
        "epci": None if is_commune else place,
        "department": None,
        "region": None,
    }


def _refuse_a_producers(rows: QuerySet[Any], ctg: Ctg) -> None:
    row = rows.select_related("dataset").select_for_update(of=("self",)).first()
    if row is not None and row.dataset.producer != producer(ctg):
        raise AlreadyGiven(f"{row.dataset.producer} donne déjà ce chiffre ({row.dataset}) : il n’est pas remplacé.")


def _dataset(ctg: Ctg, source: str, year: int, by: User) -> Dataset:
    dataset, _ = Dataset.objects.get_or_create(
        caf=ctg.caf,
        name=f"{source} – {ctg.territory.name}"[:200],
        edition=str(year),
        defaults={"producer": producer(ctg), "geography_vintage": year, "imported_by": by},
    )
    return dataset
