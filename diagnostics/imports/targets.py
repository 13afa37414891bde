"""Which columns feed which indicator, part by part and year by year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.imports.contract import DENOMINATOR, NUMERATOR, VALUE, Choices, RefusedFile
from diagnostics.imports.headers import Header


@dataclass(frozen=True)
class Target:
    """One indicator to feed: the positions of its columns by part (value, numerator, denominator)."""

    number: int
    code: str
    kind: str
    multiplier: int
    columns: dict[str, int]
    year: int | None = None
    """The year that the columns name, when each of them names its own."""

    @property
    def adds_up(self) -> bool:
        return self.kind in {"count", "amount"} or set(self.columns) >= {NUMERATOR, DENOMINATOR}


def targets_of(
    choices: Choices, header: Header, by_column: Mapping[str, int], indicators: Mapping[str, Mapping[str, Any]]
) -> Iterator[Target]:
    """`by_column`: the year that each column names; when all of them do, a year that is asked for chooses some."""
    chosen = choices.year if len(by_column) == len(choices.values) else None
    found: dict[tuple[str, int | None], dict[str, int]] = {}
    for each in choices.values:
        year = by_column.get(each.column)
        if year and chosen and year != chosen:
            continue
        index = header.index(each.column)
        parts = found.setdefault((each.indicator, year), {})
        if index is None or each.part in parts or each.part not in {VALUE, NUMERATOR, DENOMINATOR}:
            raise RefusedFile(
                f"L’indicateur {each.indicator} reçoit deux colonnes pour une même année, ou une part inconnue."
            )
        parts[each.part] = index
    codes = list(dict.fromkeys(each.indicator for each in choices.values))
    for (code, year), columns in found.items():
        if VALUE not in columns and set(columns) != {NUMERATOR, DENOMINATOR}:
            raise RefusedFile(f"L’indicateur {code} demande son numérateur et son dénominateur.")
        known = indicators[code]
        yield Target(codes.index(code), code, known["kind"], known["multiplier"], columns, year)
