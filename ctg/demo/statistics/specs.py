"""How each indicator of the catalogue is drawn: for one inhabitant, and how it moves with the place and the year."""

from dataclasses import dataclass
from enum import Enum


class Trait(Enum):
    """What makes communes differ in the same direction for several indicators."""

    NONE = "none"
    YOUTH = "youth"
    POVERTY = "poverty"
    TOWN = "town"


class Level(Enum):
    COMMUNE = "commune"
    LARGE_COMMUNE = "large communes and EPCI"
    EPCI = "EPCI, département and region"
    LOCAL = "EPCI only, collected there"


@dataclass(frozen=True)
class Spec:
    """`rate` is for one inhabitant (a count) or for one unit of the denominator (a ratio)."""

    code: str
    dataset: str
    years: tuple[int, ...]
    rate: float
    denominator: float = 0.0
    """Units of the denominator for one inhabitant; none for a count."""
    trait: Trait = Trait.NONE
    weight: float = 1.0
    yearly: float = 0.0
    level: Level = Level.COMMUNE
    is_rounded: bool = False
    spread: float = 0.08
    part_of: str = ""
    """The count of which this one is a `share`, less the other parts named in `rest_of`."""
    share: float = 1.0
    rest_of: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        return self.denominator > 0


CENSUS, BIRTHS, BENEFITS = (2017, 2022), (2020, 2021, 2022, 2023, 2024), (2020, 2021, 2022, 2023, 2024)
CHILDCARE, LOCAL, INCOME = (2021, 2022, 2023, 2024), (2022, 2023, 2024, 2025), (2020, 2021, 2022)
RECENT = (2022, 2023, 2024)
REFERENCE_YEAR = 2022
YOUTH, POVERTY, TOWN = Trait.YOUTH, Trait.POVERTY, Trait.TOWN

RP, CIVIL, CAF, PE = "Recensement", "État civil", "Allocataires et prestations", "Accueil du jeune enfant"
FILO, SCHOOL, PLACE, JOBS = "Revenus", "Enfance et jeunesse", "Collecte locale", "Emploi"
RIGHTS, HOUSING = "Services et accès aux droits", "Logement"
IN_RANGE = 0.6  # share of the inhabitants near a social centre

SPECS = (
    Spec("DEM3", CIVIL, BIRTHS, 0.0103, trait=YOUTH, yearly=-0.025, spread=0.12),
    Spec("DEM4", RP, CENSUS, 0.0325, trait=YOUTH, yearly=-0.012),
    Spec("DEM4B", RP, CENSUS, 0.0345, trait=YOUTH, yearly=-0.008),
    Spec("DEM4C", RP, CENSUS, 0.0755, trait=YOUTH, yearly=-0.003),
    Spec("DEM4D", RP, CENSUS, 0.0775, trait=YOUTH, yearly=0.004),
    Spec("DEM4E", RP, CENSUS, 0.0640, trait=TOWN, yearly=0.002),
    Spec("DEM5", RP, CENSUS, 0.94, 0.262, YOUTH, 1.2, -0.012),
    Spec("FAM1", RP, CENSUS, 0.172, 0.135, TOWN, 0.5, 0.012),
    Spec("FAM2", RP, CENSUS, 0.165, 0.135, YOUTH, 0.6, -0.010),
    Spec("CAF1", CAF, BENEFITS, 0.205, trait=POVERTY, weight=0.3, yearly=0.006, is_rounded=True),
    Spec("CAF2", CAF, BENEFITS, 0.455, 1.0, YOUTH, 0.5, 0.003, spread=0.04),
    Spec("CAF3", CAF, BENEFITS, 0.255, 0.150, POVERTY, 0.8, 0.004),
    Spec("CAF4", CAF, BENEFITS, 0.150, 0.150, POVERTY, 0.9, 0.002),
    Spec("CAF5", CAF, BENEFITS, 0.200, 0.165, POVERTY, 0.8, 0.003),
    Spec("CAF6", CAF, BENEFITS, 0.0150, trait=POVERTY, weight=1.4, yearly=-0.015, spread=0.25),
    Spec("CAF6B", CAF, BENEFITS, 0.0560, trait=POVERTY, weight=0.4, yearly=0.010),
    Spec("CAF6C", CAF, BENEFITS, 0.0140, trait=POVERTY, weight=0.6, yearly=0.015, spread=0.2),
    Spec("PE1", PE, CHILDCARE, 0.690, 0.0325, yearly=-0.010, level=Level.LARGE_COMMUNE),
    Spec("PE2", PE, CHILDCARE, 0.190, 0.0325, TOWN, 0.9, 0.015, level=Level.LARGE_COMMUNE, spread=0.15),
    Spec("PE3", PE, CHILDCARE, 0.0058, trait=TOWN, yearly=0.020, spread=0.4),
    Spec("PE3B", PE, CHILDCARE, 0, part_of="PE3", share=0.82),
    Spec("PE3C", PE, CHILDCARE, 0, part_of="PE3", rest_of=("PE3B",)),
    Spec("PE4", PLACE, LOCAL, 0.74, 14.0, level=Level.LOCAL, spread=0.05),
    Spec("PE5", PLACE, LOCAL, 1.09, 10.0, level=Level.LOCAL, spread=0.03),
    Spec("PE6", PE, CHILDCARE, 0.0060, yearly=-0.030, spread=0.15),
    Spec("PE6B", PE, CHILDCARE, 0.335, 0.0060, yearly=0.030, level=Level.EPCI),
    Spec("PE6C", PE, CHILDCARE, 0, part_of="PE6", share=3.2),
    Spec("PE7", PLACE, LOCAL, 0.27, 0.0105, yearly=0.020, level=Level.LOCAL, spread=0.2),
    Spec("PE8", CAF, BENEFITS, 0.680, 0.0325, POVERTY, -0.15, 0.002, spread=0.04),
    Spec("ENF1", SCHOOL, BENEFITS, 0.1020, trait=YOUTH, yearly=-0.012),
    Spec("ENF1B", SCHOOL, BENEFITS, 0, part_of="ENF1", share=0.37),
    Spec("ENF1C", SCHOOL, BENEFITS, 0, part_of="ENF1", rest_of=("ENF1B",)),
    Spec("ENF2", SCHOOL, RECENT, 14.0, trait=YOUTH, yearly=0.030, spread=0.2),
    Spec("ENF2B", SCHOOL, RECENT, 0, part_of="ENF2", share=0.46),
    Spec("ENF2C", SCHOOL, RECENT, 0, part_of="ENF2", share=0.23),
    Spec("ENF2D", SCHOOL, RECENT, 0, part_of="ENF2", rest_of=("ENF2B", "ENF2C")),
    Spec("ENF3", SCHOOL, RECENT, 0.310, 0.1100, level=Level.EPCI, yearly=0.010, spread=0.12),
    Spec("ENF4", PLACE, LOCAL, 0.170, 0.0400, POVERTY, 0.8, level=Level.LOCAL),
    Spec("JEU1", RP, CENSUS, 0.118, 0.1050, POVERTY, 0.5, -0.010, level=Level.EPCI),
    Spec("JEU2", JOBS, RECENT, 0.0080, trait=POVERTY, weight=0.7, spread=0.2),
    Spec("JEU3", PLACE, LOCAL, 0.105, 0.0880, level=Level.LOCAL, spread=0.25),
    Spec("PAR1", PLACE, LOCAL, 0.0052, level=Level.LOCAL, yearly=0.04, spread=0.3),
    Spec("PAR1B", PLACE, LOCAL, 0.0016, level=Level.LOCAL, yearly=0.03, spread=0.3),
    Spec("PAR2", SCHOOL, RECENT, 0.0140, level=Level.EPCI, yearly=0.05, spread=0.25),
    Spec("PAR2B", SCHOOL, RECENT, 0, part_of="PAR2", share=0.9, level=Level.EPCI),
    Spec("PAR3", CAF, BENEFITS, 0.0118, trait=POVERTY, weight=0.5, yearly=0.012, spread=0.15),
    Spec("AVS1", RIGHTS, RECENT, 0.00006, trait=TOWN, level=Level.EPCI, spread=0.5),
    Spec("AVS1B", RIGHTS, RECENT, IN_RANGE, level=Level.EPCI, spread=0),
    Spec("AVS2", PLACE, LOCAL, 0.0340, trait=TOWN, level=Level.LOCAL, spread=0.3),
    Spec("AVS2B", PLACE, LOCAL, 0, IN_RANGE, level=Level.LOCAL, part_of="AVS2"),
    Spec("AD1", RIGHTS, (2023,), 0.31, 0.0700, level=Level.EPCI),
    Spec("AD2", RIGHTS, RECENT, 0.00009, trait=TOWN, weight=0.5, yearly=0.10, spread=0.8),
    Spec("NUM1", PLACE, LOCAL, 0.0500, level=Level.LOCAL, yearly=0.06, spread=0.3),
    Spec("LOG1", CAF, BENEFITS, 0.0920, trait=POVERTY, weight=0.7, yearly=-0.012, is_rounded=True),
    Spec("LOG1B", CAF, BENEFITS, 0, part_of="LOG1", share=0.44, is_rounded=True),
    Spec("LOG1C", CAF, BENEFITS, 0, part_of="LOG1", rest_of=("LOG1B",), is_rounded=True),
    Spec("LOG2", HOUSING, RECENT, 0.205, 0.0920, level=Level.EPCI, yearly=0.02),
    Spec("LOG3", HOUSING, RECENT, 0.110, 0.430, POVERTY, 1.2, 0.008, spread=0.2),
    Spec("LOG3B", HOUSING, CENSUS, 0.058, 0.500, TOWN, -0.2, -0.01, spread=0.15),
    Spec("HAN1", CAF, BENEFITS, 0.0060, trait=YOUTH, yearly=0.045, spread=0.2),
    Spec("HAN1B", CAF, BENEFITS, 0, 0.24, part_of="HAN1"),
    Spec("HAN2", PLACE, LOCAL, 0.00050, level=Level.LOCAL, yearly=0.08, spread=0.3),
    Spec("HAN2B", PLACE, LOCAL, 0, part_of="HAN2", share=310, level=Level.LOCAL),
    Spec("MOB1", RP, CENSUS, 0.080, 0.430, TOWN, 1.0, -0.005),
    Spec("INS1", RP, CENSUS, 0.086, 0.480, POVERTY, 0.7, -0.030),
    Spec("INS1B", JOBS, BENEFITS, 0.0290, trait=POVERTY, weight=0.7, yearly=-0.020),
    Spec("PAU1", FILO, INCOME, 0.090, 0.970, POVERTY, 1.0, 0.006, spread=0.15),
)

BY_CODE = {spec.code: spec for spec in SPECS}

# Three indicators that are not sums of anything: drawn as they are.
GROWTH_YEARS, MEDIAN_YEARS, TRAVEL_YEARS = (2022,), INCOME, RECENT
MEDIAN = 24_300  # euros a year, in 2022

# What the complete CTG's diagnosis quotes: (numerator, denominator) of the last year, for its EPCI.
QUOTED: dict[str, dict[str, tuple[int, int]]] = {
    "200071546": {
        "DEM3": (277, 0),  # so that the births of three years are the children under three of the census
        "DEM4": (920, 0),
        "PE1": (617, 920),
        "PE2": (143, 920),
        "PE3": (143, 0),
        "PE6": (153, 0),
        "PE6B": (58, 153),
        "PE7": (96, 291),
        "FAM1": (595, 3500),
        "CAF6": (201, 0),
        "HAN1": (40, 0),
        "HAN2": (9, 0),
        "AVS1": (0, 0),
        "AD2": (1, 0),
        "PAU1": (1756, 25085),
    },
}
# Where one small figure must be hidden for the example to be complete.
SMALL = {("44090", "CAF6"): 3}
