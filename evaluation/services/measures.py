"""The figure of one year: by whom, for which year."""

from datetime import date

from django.db import transaction

from accounts.models import User
from evaluation.models import Indicator, Measure
from territories.models import Ctg


class MeasureRefused(Exception):
    """No measure can be kept for that year; the text says why."""


def measurable_years(ctg: Ctg, on: date) -> list[int]:
    """The years of the CTG that have begun."""
    return [year for year in ctg.years if year <= on.year]


def first_year_to_measure(indicator: Indicator, ctg: Ctg, on: date) -> int | None:
    measured = {measure.year for measure in indicator.measures.all()}
    return next((year for year in measurable_years(ctg, on) if year not in measured), None)


def check_year(ctg: Ctg, year: int, on: date) -> None:
    if year not in ctg.years:
        raise MeasureRefused(f"La CTG va de {ctg.years[0]} à {ctg.years[-1]} : l’année {year} n’en fait pas partie.")
    if year > on.year:
        raise MeasureRefused(f"L’année {year} n’a pas commencé : elle ne peut pas encore être mesurée.")


@transaction.atomic
def save_measure(measure: Measure, *, by: User, on: date) -> Measure:
    """Keep the figure of a year that has begun; its first author stays, a correction is signed in the history."""
    check_year(measure.indicator.ctg, measure.year, on)
    if measure._state.adding:
        measure.reported_by = by
    measure.save()
    return measure
