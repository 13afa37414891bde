"""The bonus territoire of the Rives d’Isac, as the dossier tells it."""

from decimal import Decimal
from uuid import UUID

from accounts.models import User
from actionplans import services
from actionplans.figures.bonus import Scale, Tariff, Units
from actionplans.models import Action, Rate, RateTable, Trajectory
from actionplans.services import Place, Values, YearField
from partners.models import Facility, Organisation
from territories.models import Ctg

YEARS = (2026, 2027, 2028, 2029, 2030)
SCALE = Scale(
    existing={
        "eaje": Tariff(Decimal(2350), "place"),
        "alsh": Tariff(Decimal("0.17"), "heure"),
        "rpe": Tariff(Decimal(5200), "ETP"),
        "laep": Tariff(Decimal(20), "heure"),
        "toy_library": Tariff(Decimal(9500), "structure"),
        "steering": Tariff(Decimal(21000), "ETP"),
    },
    new={
        "eaje": Tariff(Decimal(2900), "place"),
        "alsh": Tariff(Decimal("0.25"), "heure", cap_percent=Decimal(25)),
        "rpe": Tariff(Decimal(5200), "ETP"),
        "laep": Tariff(Decimal(20), "heure"),
    },
    steps=((Decimal(4), Decimal(100)), (Decimal(8), Decimal(200)), (Decimal(12), Decimal(300))),
)
# What each line counts: kind, existing units, new units by year, month of opening in 2027; then its euros by year.
LINES: dict[str, tuple[tuple[str, str, tuple[int | str, ...], int | None], tuple[int, ...]]] = {
    "EAJE existants": (("eaje", "130", (0, 0, 0, 0, 0), None), (305_500,) * 5),
    "EAJE nouveaux": (("eaje", "0", (0, 18, 18, 18, 18), 9), (0, 17_400, 52_200, 52_200, 52_200)),
    "ALSH existants": (("alsh", "412000", (0, 0, 0, 0, 0), None), (70_040,) * 5),
    "ALSH nouveaux": (("alsh", "0", (0, 9000, 14000, 16000, 16000), None), (0, 2250, 3500, 4000, 4000)),
    "RPE": (("rpe", "3.5", (0, "0.5", "0.5", "0.5", "0.5"), None), (18_200, 20_800, 20_800, 20_800, 20_800)),
    "LAEP": (("laep", "620", (0, 140, 280, 280, 280), None), (12_400, 15_200, 18_000, 18_000, 18_000)),
    "Ludothèque": (("toy_library", "1", (0, 0, 0, 0, 0), None), (9500,) * 5),
    "Pilotage": (("steering", "2.6", (0, 0, 0, 0, 0), None), (54_600,) * 5),
}
BONUS = (470_240, 495_290, 534_140, 534_640, 534_640)
TRAJECTORY = (0, 14_800, 44_400, 44_400, 44_400)
TOTALS = (470_240, 510_090, 578_540, 579_040, 579_040)
FIVE_YEARS = 2_716_950


def units(year: int) -> list[Units]:
    rank = YEARS.index(year)
    return [
        Units(UUID(int=place), kind, Decimal(existing), Decimal(new[rank]), month if year == 2027 else None)
        for place, ((kind, existing, new, month), _) in enumerate(LINES.values())
    ]


def build(ctg: Ctg, operator: Organisation, *, by: User) -> None:
    """Its rates, its facilities and what they count, through the services of the screens; inside the scope."""
    _write_rates(ctg)
    for rank in range(1, len(YEARS)):
        services.copy_rates(ctg.caf, YEARS[rank], by=by)
    for label, ((kind, existing, new, month), _) in LINES.items():
        services.write_years(_place(ctg, operator, label, kind), _counts(existing, new, month), shown={}, by=by)
    Trajectory.objects.create(ctg=ctg, baseline_places=Decimal(130))


def share(ctg: Ctg, action: Action, *, by: User) -> None:
    """The new places are also in the lines of the Caf of the first action."""
    place = Place(ctg, ctg.territory.facilities.get(name="EAJE nouveaux"))
    new_places = dict(zip(YEARS, LINES["EAJE nouveaux"][1], strict=True))
    lines = [each.line for each in services.shareable_lines(place, action.pk)]
    services.share(place, action.pk, {line.pk: Decimal(new_places[line.year]) for line in lines}, by=by)


def _write_rates(ctg: Ctg) -> None:
    table = RateTable.objects.create(caf=ctg.caf, year=YEARS[0], source="Dossier")
    for category, tariffs in (("existing", SCALE.existing), ("new", SCALE.new)):
        for kind, (amount, unit, _, cap) in tariffs.items():
            Rate.objects.create(table=table, kind=kind, category=category, unit=unit, amount=amount, cap_percent=cap)
    for threshold, amount in SCALE.steps:
        Rate.objects.create(
            table=table, kind="eaje", category="trajectory", unit="place", amount=amount, threshold=threshold
        )


def _place(ctg: Ctg, operator: Organisation, label: str, kind: str) -> Place:
    if kind == "steering":
        return Place(ctg, None, kind)
    commune = ctg.communes.earliest("insee_code")
    return Place(
        ctg,
        Facility.objects.create(territory=ctg.territory, name=label, kind=kind, commune=commune, operator=operator),
    )


def _counts(existing: str, new: tuple[int | str, ...], month: int | None) -> Values:
    found: Values = {}
    for year, units_of_year in zip(YEARS, new, strict=True):
        found[YearField(year, "existing_units")] = Decimal(existing)
        found[YearField(year, "new_units")] = Decimal(units_of_year)
        if month and year == 2027:
            found[YearField(year, "opening_month")] = month
    return {each: value for each, value in found.items() if value}
