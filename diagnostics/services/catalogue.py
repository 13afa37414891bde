"""The Caf's catalogue: what it starts with, how it changes, and under which wording each figure was loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accounts.models import User
from diagnostics.imports.catalogue import read_catalogue, read_parts
from diagnostics.models import Dataset, FormerDefinition, Indicator
from diagnostics.services import secrecy
from territories.models import Caf, Ctg

# What already loaded figures would no longer mean, were it changed.
UNCHANGEABLE = ("unit", "kind", "multiplier")


class CannotRevise(Exception):
    """The catalogue cannot change in this way; `field` names what was typed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def install_catalogue(caf: Caf, entries: Iterable[Indicator] | None = None) -> dict[str, Indicator]:
    """Give a Caf the indicators of the shipped catalogue that it lacks; those that it has stay as it wrote them."""
    known = {indicator.code: indicator for indicator in caf.indicators.all()}
    missing = [each for each in entries or read_catalogue() if each.code not in known]
    found = known | {indicator.code: indicator for indicator in missing}
    parts = read_parts()
    for indicator in missing:
        indicator.caf = caf
        indicator.part_of = found.get(parts.get(indicator.code, ""))
    Indicator.objects.bulk_create(missing)
    return found


def count_missing(caf: Caf) -> int:
    """How many indicators of the shipped catalogue this Caf lacks."""
    return len({entry.code for entry in read_catalogue()} - set(caf.indicators.values_list("code", flat=True)))


def refuse_revision(stored: Indicator, indicator: Indicator, *, may_loosen: bool) -> None:
    """`CannotRevise` when figures already loaded would change their meaning, or lose their secrecy unnoticed."""
    changed = [name for name in UNCHANGEABLE if getattr(stored, name) != getattr(indicator, name)]
    if changed and (stored.values.exists() or stored.held_values.exists()):
        raise CannotRevise(
            changed[0],
            "Des chiffres sont déjà chargés ainsi : créez un nouvel indicateur, puis retirez celui-ci de l’usage.",
        )
    if indicator.secrecy_threshold < stored.secrecy_threshold and not may_loosen:
        raise CannotRevise("secrecy_threshold", "Seul un responsable de la Caf peut abaisser un seuil de secret.")


@transaction.atomic
def revise(indicator: Indicator, *, by: User, reason: str = "", may_loosen: bool = False) -> None:
    """Save a changed entry: its former wording stays readable, and its figures are published again if need be."""
    stored = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    refuse_revision(stored, indicator, may_loosen=may_loosen)
    if stored.wording() != indicator.wording():
        now = timezone.now()
        FormerDefinition.objects.create(
            indicator=stored,
            valid_from=stored.defined_at,
            valid_to=now,
            replaced_by=by,
            reason=reason,
            **stored.wording(),
        )
        indicator.defined_at = now
    indicator.save()
    if _secrecy(stored) != _secrecy(indicator):
        secrecy.enforce(indicator.caf, indicator)


def _secrecy(indicator: Indicator) -> tuple[object, ...]:
    return (
        indicator.secrecy_threshold,
        indicator.minimum_denominator,
        indicator.dominance_percent,
        indicator.censored_below,
    )


def definition_at(
    indicator: Indicator, moment: datetime, formers: Iterable[FormerDefinition] | None = None
) -> Indicator | FormerDefinition:
    """The wording in force at a moment: the present one, or the first that was replaced after it."""
    known = indicator.former_definitions.all() if formers is None else formers
    later = [former for former in known if former.valid_to > moment]
    return min(later, key=lambda former: former.valid_to, default=None) or indicator


@dataclass(frozen=True)
class Loaded:
    """The figures of one dataset, and the wording under which they were loaded."""

    dataset: Dataset
    count: int
    first_year: int
    last_year: int
    definition: Indicator | FormerDefinition

    @property
    def is_under_former_definition(self) -> bool:
        return isinstance(self.definition, FormerDefinition)


def loadings(indicator: Indicator, places: Q | None = None) -> list[Loaded]:
    """The datasets whose figures of this indicator are shown, the last loaded first."""
    groups = (
        indicator.values.filter(places or Q())
        .order_by()
        .values_list("dataset_id")
        .annotate(count=Count("pk"), first_year=Min("year"), last_year=Max("year"))
    )
    found = {dataset: (count, first, last) for dataset, count, first, last in groups}
    formers = list(indicator.former_definitions.all())
    datasets = Dataset.objects.select_related("imported_by").filter(pk__in=found)
    loaded = [Loaded(each, *found[each.pk], definition_at(indicator, each.imported_at, formers)) for each in datasets]
    return sorted(loaded, key=lambda each: (each.last_year, each.dataset.imported_at), reverse=True)


def loadings_for(ctg: Ctg, indicator: Indicator) -> list[Loaded]:
    """The same, of the places that a page of this CTG shows."""
    department = ctg.caf.department
    here = Q(commune__in=ctg.communes.all()) | Q(department=department) | Q(region=department.region_id)
    if ctg.territory.epci_id:
        here |= Q(epci=ctg.territory.epci_id)
    return loadings(indicator, here)
