"""The bonus territoire of the complete CTG: its rates, what each facility counts, what the Caf answered in 2026."""

from decimal import Decimal

from actionplans import services
from actionplans.models import (
    Action,
    BudgetLine,
    FacilityYear,
    Hypothesis,
    Rate,
    RateTable,
    Scenario,
    Service,
    Trajectory,
)
from actionplans.services import Place
from ctg.demo.stage import Stage
from partners.models import Facility
from territories.models import Ctg

KIND, CATEGORY = Facility.Kind, Rate.Category
PLACES_2023 = Decimal(119)
NOTICE = "Courrier aux gestionnaires"

# Kind, offer, unit, amount, then its cap in % or the step that it rewards.
RATES = (
    (KIND.EAJE, CATEGORY.EXISTING, "place", "2350", None),
    (KIND.EAJE, CATEGORY.NEW, "place", "2900", None),
    (KIND.EAJE, CATEGORY.TRAJECTORY, "place", "100", "4"),
    (KIND.EAJE, CATEGORY.TRAJECTORY, "place", "200", "8"),
    (KIND.EAJE, CATEGORY.TRAJECTORY, "place", "300", "12"),
    (KIND.ALSH, CATEGORY.EXISTING, "heure", "0.17", None),
    (KIND.ALSH, CATEGORY.NEW, "heure", "0.25", "25"),
    (KIND.RPE, CATEGORY.EXISTING, "ETP", "5200", None),
    (KIND.RPE, CATEGORY.NEW, "ETP", "5200", None),
    (KIND.LAEP, CATEGORY.EXISTING, "heure", "20", None),
    (KIND.LAEP, CATEGORY.NEW, "heure", "20", None),
    (KIND.TOY_LIBRARY, CATEGORY.EXISTING, "structure", "9500", None),
    (Service.STEERING, CATEGORY.EXISTING, "ETP", "21000", None),
)
# Facility or service: existing units, new units by year from 2026 on, month of opening in 2027, then for 2026:
# what was notified, what was paid, and why the notification differs.
COUNTS: dict[str, tuple[str, tuple[str, ...], int | None, str, str, str]] = {
    "Multi-accueil Les P’tits Maraîchins": ("45", ("0", "18", "18", "18", "18"), 12, "105750", "74025", ""),
    "Multi-accueil La Farandole": ("36", (), None, "79900", "55930", "deux places fermées de janvier à août"),
    "Multi-accueil L’Île aux Câlins": ("26", (), None, "61100", "42770", ""),
    "Micro-crèche Pomme d’Api": ("12", (), None, "28200", "", ""),
    "Relais petite enfance Sud Retz Atlantique": ("3.5", ("0", "0.5", "0.5", "0.5", "0.5"), None, "18200", "12740", ""),
    "Lieu d’accueil enfants-parents La Bulle": ("620", ("0", "140", "280", "280", "280"), None, "11800", "", ""),
    "Accueil de loisirs L’Escale": ("190000", ("0", "9000", "14000", "16000", "16000"), None, "32300", "", ""),
    "Accueil de loisirs Les Explorateurs": ("120000", (), None, "20400", "", ""),
    "Accueil périscolaire du bourg": ("102000", (), None, "17340", "", ""),
    "Ludothèque Dé en bulle": ("1", (), None, "9500", "9500", ""),
    Service.STEERING.value: ("2.6", (), None, "54600", "38220", ""),
}
EXTENSION = "Multi-accueil Les P’tits Maraîchins"
SHARED_WITH = "Agrandir de 18 places le multi-accueil de Machecoul-Saint-Même"


def write_rows(stage: Stage, ctg: Ctg, facilities: dict[str, Facility]) -> None:
    for year in ctg.years:
        _write_rates(stage, ctg, year)
    for name, counts in COUNTS.items():
        _write_counts(stage, ctg, facilities.get(name), "" if name in facilities else name, counts)
    stage.rows.add(Trajectory, ctg=ctg, baseline_places=PLACES_2023, updated_by=stage.author)


def _write_rates(stage: Stage, ctg: Ctg, year: int) -> None:
    source = "Tarifs de démonstration" if year == ctg.years[0] else f"Reconduction de {year - 1}"
    table = stage.rows.add(RateTable, caf=ctg.caf, year=year, source=source, updated_by=stage.author)
    for kind, category, unit, amount, percent in RATES:
        is_step = category == CATEGORY.TRAJECTORY
        stage.rows.add(
            Rate,
            table=table,
            kind=kind,
            category=category,
            unit=unit,
            amount=Decimal(amount),
            threshold=Decimal(percent) if percent and is_step else None,
            cap_percent=Decimal(percent) if percent and not is_step else None,
            updated_by=stage.author,
        )


def _write_counts(
    stage: Stage,
    ctg: Ctg,
    facility: Facility | None,
    service: str,
    counts: tuple[str, tuple[str, ...], int | None, str, str, str],
) -> None:
    existing, new, month, notified, paid, explanation = counts
    for rank, year in enumerate(ctg.years):
        is_first = rank == 0
        stage.rows.add(
            FacilityYear,
            ctg=ctg,
            facility=facility,
            service=service,
            year=year,
            existing_units=Decimal(existing),
            new_units=Decimal(new[rank]) if new else Decimal(0),
            opening_month=month if year == ctg.years[1] else None,
            notified=Decimal(notified) if is_first and notified else None,
            paid=Decimal(paid) if is_first and paid else None,
            explanation=explanation if is_first else "",
            updated_by=stage.author,
        )


def suppose(stage: Stage, ctg: Ctg, actions: dict[str, Action]) -> None:
    """Two scenarios that the committee asked to see."""
    less = stage.rows.add(
        Scenario, ctg=ctg, name="La Caf baisse de 10 % à partir de 2028", note="Si la convention nationale change."
    )
    stage.rows.add(
        Hypothesis,
        scenario=less,
        kind=Hypothesis.Kind.FUNDER,
        funder=BudgetLine.Funder.CAF,
        percent=Decimal(-10),
        from_year=2028,
    )
    later = stage.rows.add(Scenario, ctg=ctg, name="Ouverture du multi-accueil reportée de six mois")
    extension = actions[SHARED_WITH]
    stage.rows.add(Hypothesis, scenario=later, kind=Hypothesis.Kind.POSTPONED, action=extension, months=6)


def share_lines(stage: Stage, ctg: Ctg) -> None:
    """The bonus of the new places is also inside the budget of the extension: it must be counted once."""
    facility = ctg.territory.facilities.get(name=EXTENSION)
    place, action = Place(ctg, facility), ctg.actions.get(title=SHARED_WITH)
    new_places = {2027: Decimal(4_350)} | dict.fromkeys((2028, 2029, 2030), Decimal(52_200))
    lines = [each.line for each in services.shareable_lines(place, action.pk)]
    amounts = {line.pk: new_places[line.year] for line in lines if "bonus" in line.scheme and line.year in new_places}
    services.share(place, action.pk, amounts, by=stage.author)
