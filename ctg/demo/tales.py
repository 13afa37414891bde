"""Which territories, which CTGs, and how far each has come on the day of the story."""

from dataclasses import dataclass
from datetime import date

from territories.models import Phase


@dataclass(frozen=True)
class CtgTale:
    """One CTG; `is_signed` says that the parties have signed, `is_over` that its last phase was validated."""

    start: date
    end: date
    phase: Phase
    is_signed: bool = False
    is_over: bool = False
    is_complete: bool = False
    """Told in `ctg.demo.complete`, and not drawn from the library."""


@dataclass(frozen=True)
class TerritoryTale:
    """A territory on an EPCI, or on the communes that it names; its CTGs, the oldest first."""

    name: str
    ctgs: tuple[CtgTale, ...]
    siren: str = ""
    communes: tuple[str, ...] = ()

    @property
    def has_complete(self) -> bool:
        return any(chapter.is_complete for chapter in self.ctgs)


@dataclass(frozen=True)
class CafTale:
    slug: str
    name: str
    department: str
    address: str
    territories: tuple[TerritoryTale, ...]


def _years(first: int, last: int, phase: Phase, *, signed: bool = False, over: bool = False) -> CtgTale:
    return CtgTale(date(first, 1, 1), date(last, 12, 31), phase, is_signed=signed or over, is_over=over)


PREPARATION, DIAGNOSIS, ACTION_PLAN, AGREEMENT, FOLLOW_UP, EVALUATION = Phase

LOIRE_ATLANTIQUE = CafTale(
    "loire-atlantique",
    "Caf de Loire-Atlantique",
    "44",
    "22 rue de Malville, 44000 Nantes",
    (
        TerritoryTale(
            "Sud Retz Atlantique",
            (
                _years(2021, 2025, EVALUATION, over=True),
                CtgTale(date(2026, 1, 1), date(2030, 12, 31), FOLLOW_UP, is_signed=True, is_complete=True),
            ),
            "200071546",
        ),
        TerritoryTale("Nantes Métropole", (_years(2023, 2027, FOLLOW_UP, signed=True),), "244400404"),
        TerritoryTale(
            "Région nazairienne et Estuaire (Carene)",
            (_years(2022, 2026, EVALUATION, signed=True), _years(2027, 2031, PREPARATION)),
            "244400644",
        ),
        TerritoryTale("Presqu’île de Guérande Atlantique", (_years(2026, 2030, AGREEMENT),), "244400610"),
        TerritoryTale("Pornic Agglo Pays de Retz", (_years(2024, 2028, FOLLOW_UP, signed=True),), "200067346"),
        TerritoryTale(
            "Clisson Sèvre et Maine",
            (_years(2022, 2026, EVALUATION, signed=True), _years(2027, 2031, DIAGNOSIS)),
            "200067635",
        ),
        TerritoryTale("Sèvre et Loire", (_years(2027, 2031, ACTION_PLAN),), "200067866"),
        TerritoryTale(
            "Châteaubriant-Derval",
            (_years(2021, 2025, EVALUATION, over=True), _years(2027, 2031, DIAGNOSIS)),
            "200072726",
        ),
        TerritoryTale("Estuaire et Sillon", (_years(2025, 2029, FOLLOW_UP, signed=True),), "200072734"),
        TerritoryTale("Redon Agglomération", (_years(2023, 2027, FOLLOW_UP, signed=True),), "243500741"),
        TerritoryTale("Grand Lieu", (_years(2027, 2031, AGREEMENT),), "244400438"),
        TerritoryTale("Pays de Blain", (_years(2028, 2032, PREPARATION),), "244400453"),
        TerritoryTale("Erdre et Gesvres", (_years(2024, 2028, FOLLOW_UP, signed=True),), "244400503"),
        TerritoryTale("Nozay", (_years(2028, 2031, PREPARATION),), "244400537"),
        TerritoryTale(
            "Pays d’Ancenis",
            (CtgTale(date(2027, 7, 1), date(2031, 12, 31), DIAGNOSIS),),
            "244400552",
        ),
        TerritoryTale(
            "Sud Estuaire",
            (_years(2022, 2026, EVALUATION, signed=True), _years(2027, 2031, ACTION_PLAN)),
            "244400586",
        ),
        TerritoryTale("Pontchâteau Saint-Gildas-des-Bois", (_years(2022, 2026, FOLLOW_UP, signed=True),), "200000438"),
    ),
)

VENDEE = CafTale(
    "vendee",
    "Caf de la Vendée",
    "85",
    "109 boulevard Louis-Blanc, 85000 La Roche-sur-Yon",
    (
        TerritoryTale("Terres de Montaigu", (_years(2024, 2028, FOLLOW_UP, signed=True),), "200070233"),
        TerritoryTale("Vie et Boulogne", (_years(2027, 2031, DIAGNOSIS),), "200072882"),
        TerritoryTale("Pays de Fontenay-Vendée", (_years(2026, 2030, AGREEMENT),), "200071934"),
        TerritoryTale("L’Île-d’Yeu", (_years(2027, 2029, PREPARATION),), communes=("85113",)),
    ),
)
TALES = (LOIRE_ATLANTIQUE, VENDEE)
