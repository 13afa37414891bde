"""Short ways to hold figures, and to read what was published of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from diagnostics.models import Dataset, HeldValue, Indicator, IndicatorValue, ValueStatus
from territories.models import Caf, Commune, Epci

YEAR = 2024
# The communes of the test geography: 44049 and 44055 make one EPCI, the five of them the département.
COMMUNES = ("44001", "44002", "44003", "44049", "44055")
PRESQU_ILE = "244400610"

Figure = int | tuple[int, int] | None


def make_indicator(caf: Caf, code: str, **values: Any) -> Indicator:
    defaults: dict[str, Any] = {
        "theme": "beneficiaries", "label": code, "unit": "foyers", "kind": "count", "source": "Caf",
        "finest_level": "commune", "secrecy_threshold": 5,
    }  # fmt: skip
    return Indicator.objects.create(caf=caf, code=code, **defaults | values)


def make_share(caf: Caf, code: str, **values: Any) -> Indicator:
    defaults: dict[str, Any] = {
        "kind": "ratio", "unit": "%", "multiplier": 100, "decimals": 1,
        "numerator_label": f"numérateur {code}", "denominator_label": f"dénominateur {code}",
    }  # fmt: skip
    return make_indicator(caf, code, **defaults | values)


def hold(indicator: Indicator, figures: Mapping[str, Figure], *, year: int = YEAR, **values: Any) -> None:
    """hold(rsa, {"44001": 3, "244400610": 40, "44": 100}): communes, EPCI, départements by their codes.

    A share is held as (numerator, denominator); None is a figure that its producer hid.
    """
    dataset, _ = Dataset.objects.get_or_create(
        caf=indicator.caf, name="Allocataires", producer="Caf", edition="2024", geography_vintage=2026
    )
    HeldValue.objects.bulk_create(
        HeldValue(
            indicator=indicator, dataset=dataset, year=year, **place(code), **{**_numbers(indicator, figure), **values}
        )
        for code, figure in figures.items()
    )


def place(code: str) -> dict[str, Any]:
    if len(code) == 2:
        return {"department_id": code}
    if len(code) == 9:
        return {"epci": Epci.objects.get(siren=code)}
    return {"commune": Commune.objects.get(insee_code=code)}


def _numbers(indicator: Indicator, figure: Figure) -> dict[str, Any]:
    if figure is None:
        return {"status": ValueStatus.SUPPRESSED_PRIMARY}
    if isinstance(figure, int):
        return {"value": Decimal(figure)}
    numerator, denominator = figure
    value = round(Decimal(indicator.multiplier) * numerator / denominator, 6)
    return {"value": value, "numerator": Decimal(numerator), "denominator": Decimal(denominator)}


def published(indicator: Indicator, *, year: int = YEAR) -> dict[str, int | float | str]:
    """What may be read: the figures by code, « s » or « nd » where there is none; a share as its numerator."""
    return {code_of(row): _read(row) for row in rows_of(indicator, year)}


def rows_of(indicator: Indicator, year: int = YEAR) -> list[IndicatorValue]:
    rows = IndicatorValue.objects.filter(indicator=indicator, year=year).select_related("commune", "epci")
    return list(rows.order_by("commune__insee_code", "epci__siren", "department"))


def code_of(row: IndicatorValue) -> str:
    if row.commune:
        return row.commune.insee_code
    return row.epci.siren if row.epci else str(row.department_id or row.region_id)


def _read(row: IndicatorValue) -> int | float | str:
    if row.value is None:
        return "nd" if row.status == ValueStatus.NOT_AVAILABLE else "s"
    return float(row.value if row.numerator is None else row.numerator)
