"""The catalogue that a Caf starts with."""

from collections.abc import Iterable

from diagnostics.imports.catalogue import read_catalogue
from diagnostics.models import Indicator
from territories.models import Caf


def install_catalogue(caf: Caf, entries: Iterable[Indicator] | None = None) -> dict[str, Indicator]:
    """Give a Caf the indicators of the shipped catalogue that it lacks; those that it has stay as it wrote them."""
    known = {indicator.code: indicator for indicator in caf.indicators.all()}
    missing = [each for each in entries or read_catalogue() if each.code not in known]
    for indicator in missing:
        indicator.caf = caf
    Indicator.objects.bulk_create(missing)
    return known | {indicator.code: indicator for indicator in missing}
