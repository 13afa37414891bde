"""The years of a file: those of its rows, those that its columns name, and those that a person may mean."""

import re
from collections.abc import Iterable

from diagnostics.imports.contract import ValueColumn
from diagnostics.imports.names import plain, year_in


def years_by_column(values: Iterable[ValueColumn]) -> dict[str, int]:
    """« Naissances 2020 » and « Naissances 2021 » both feed one indicator: each column is of the year that it names.

    Empty when no indicator has several columns, or when their names do not tell them apart.
    """
    values = list(values)
    parts = [(each.indicator, each.part) for each in values]
    if len(set(parts)) == len(parts):
        return {}
    found = {each.column: year for each in values if (year := year_in(each.column))}
    dated = {(each.indicator, each.part, found.get(each.column)) for each in values}
    return found if len(dated) == len(values) else {}


def hinted_years(texts: Iterable[str], names: Iterable[str], pattern: str) -> list[int]:
    """The years written in the name of the file, of the sheet, of the columns: « FILO2019 », or « Q219 »."""
    hints = {int(text) for text in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", " ".join(texts))}
    for name in names if pattern else ():
        if match := re.fullmatch(pattern, plain(name)):
            hints.add(2000 + int(match[1]))
    return sorted(hints)
