"""The catalogue of a Caf, and figures written in it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from diagnostics.models import Dataset, Indicator, IndicatorValue, ValueStatus
from diagnostics.services.catalogue import install_catalogue
from territories.models import Commune, Epci
from territories.scope import caf_scope


@pytest.fixture
def catalogue(loire) -> dict[str, Indicator]:
    with caf_scope(loire):
        return install_catalogue(loire)


@pytest.fixture
def write(loire, catalogue) -> Callable[..., None]:
    """write("FAM1", 17, 100, commune="44001", year=2022) stores a figure, its parts and its place."""
    with caf_scope(loire):
        source = Dataset.objects.create(
            caf=loire, name="Recensement", producer="Insee", edition="2022", geography_vintage=2026
        )

    def make(code: str, value: int | None, of: int | None = None, *, year: int = 2022, **place: Any) -> None:
        if "commune" in place:
            place["commune"] = Commune.objects.get(insee_code=place["commune"])
        if "epci" in place:
            place["epci"] = Epci.objects.get(siren=place["epci"])
        status = place.pop("status", ValueStatus.OK)
        with caf_scope(loire):
            IndicatorValue.objects.create(
                indicator=catalogue[code],
                dataset=source,
                year=year,
                status=status,
                value=None if value is None else (Decimal(100 * value) / of if of else Decimal(value)),
                numerator=value if of else None,
                denominator=of,
                **place,
            )

    return make
