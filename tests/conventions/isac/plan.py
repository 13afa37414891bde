"""The ten actions of the Rives d’Isac and their money: every year of every action balances."""

from datetime import date
from decimal import Decimal
from typing import Any

from conventions.documents.content import (
    ActionSheet,
    Axis,
    Budget,
    BudgetLine,
    Figure,
    Objective,
    Plan,
    PromisedIndicator,
    Step,
)

YEARS = (2026, 2027, 2028, 2029, 2030)
ISSUES = {
    "E1": "E1 Un accueil individuel qui vieillit",
    "E2": "E2 Un manque de places à l’ouest",
    "E3": "E3 Presque rien pour les 11-17 ans",
    "E4": "E4 Des parents isolés",
    "E5": "E5 L’accès aux droits et les déplacements",
}
AXES = (
    (
        "1",
        "Accueillir les 0-3 ans",
        {"1.1": "Maintenir et développer l’offre", "1.2": "Informer, orienter, inclure"},
    ),
    (
        "2",
        "Grandir, accompagner",
        {"2.1": "Créer une offre pour les 11-17 ans", "2.2": "Soutenir les parents"},
    ),
    ("3", "Vivre et accéder à ses droits", {"3.1": "Rapprocher les droits", "3.2": "Faire vivre les lieux"}),
)
# code, title, issues, pilot, person, thousands of euros a year, Caf, other funders, label and figures of the indicator
ACTIONS: tuple[tuple[Any, ...], ...] = (
    ("1.1.1", "Agrandir le multi-accueil de Saint-Aubin-d’Isac de 18 places", ("E2",), "CC des Rives d’Isac",
     "Gwenola Tanguy", (620, 576, 290, 290, 290), 914, {"État": 275, "Familles": 152, "Département": 26},
     ("Places d’accueil collectif", "places", 174, (174, 192, 192, 192, 192))),
    ("1.1.2", "Recruter et fidéliser les assistantes maternelles, aider une MAM", ("E1",), "Relais petite enfance",
     "Claire Rio", (12, 18, 18, 15, 15), 38, {"MSA": 8},
     ("Assistantes maternelles en activité", "personnes", 187, (185, 186, 188, 189, 190))),
    ("1.2.1", "Ouvrir un guichet unique et renforcer le relais de 0,5 ETP", ("E1",), "CC des Rives d’Isac",
     "Gwenola Tanguy", (38, 52, 53, 54, 55), 126, {},
     ("Demandes d’accueil refusées", "%", 33, (32, 29, 26, 23, 20))),
    ("1.2.2", "Créer un pôle de ressources pour l’accueil des enfants en situation de handicap", ("E1",),
     "Association Grandir ensemble", "Malo Perrin", (10, 25, 25, 25, 25), 66, {"MSA": 18},
     ("Enfants accueillis", "enfants", 9, (10, 14, 18, 21, 24))),
    ("2.1.1", "Faire circuler une équipe jeunesse dans les communes", ("E3",), "Fédération des foyers ruraux",
     "Ismaël Diop", (45, 92, 94, 96, 98), 212, {"MSA": 23, "Familles": 1},
     ("Jeunes différents rencontrés", "jeunes", 0, (60, 160, 220, 280, 320))),
    ("2.1.2", "Mutualiser un accueil de loisirs adolescents avec navette", ("E3", "E5"), "Communes",
     "Nolwenn Caradec", (20, 34, 36, 38, 38), 58, {"Familles": 41},
     ("Heures nouvelles d’accueil", "heures", 0, (0, 9000, 14000, 16000, 16000))),
    ("2.2.1", "Rendre itinérant le lieu d’accueil enfants-parents", ("E4",), "CIAS des Rives d’Isac",
     "Anne-Laure Guyot", (14, 28, 29, 30, 30), 78, {},
     ("Heures d’ouverture", "heures", 620, (620, 760, 900, 900, 900))),
    ("2.2.2", "Tenir chaque année une semaine de la parentalité", ("E4",), "Réseau parentalité",
     "Anne-Laure Guyot", (6, 8, 8, 9, 9), 24, {},
     ("Parents présents", "parents", 140, (180, 240, 300, 350, 400))),
    ("3.1.1", "Lancer un bus France services dans les huit communes", ("E5",), "CC des Rives d’Isac",
     "Thibault Le Floc’h", (85, 70, 72, 74, 76), 50, {"État": 250},
     ("Accompagnements par an", "actes", 0, (900, 1600, 2100, 2400, 2600))),
    ("3.2.1", "Préfigurer puis ouvrir un espace de vie sociale", ("E4", "E5"), "Association L’Étape",
     "Sofia Benali", (15, 40, 48, 50, 50), 114, {},
     ("Adhérents", "personnes", 0, (0, 80, 140, 180, 220))),
)  # fmt: skip
DESCRIPTION = (
    "L’action répond aux constats du diagnostic partagé et prolonge le travail des groupes thématiques. Elle commence "
    "par une étude d’usage auprès des familles, se poursuit par l’ouverture du service et se termine par un bilan "
    "présenté au comité de pilotage."
)


def plan() -> Plan:
    return Plan(
        introduction="Le plan d’actions a été validé par le comité de pilotage du 2 octobre 2025.",
        years=YEARS,
        axes=tuple(
            Axis(code, title, tuple(_objective(number, name) for number, name in objectives.items()))
            for code, title, objectives in AXES
        ),
    )


def _objective(code: str, title: str) -> Objective:
    return Objective(code, title, tuple(_sheet(*row) for row in ACTIONS if row[0].startswith(code)))


def _sheet(code, title, issues, pilot, person, thousands, caf, others, indicator) -> ActionSheet:
    years = tuple(Decimal(amount * 1000) for amount in thousands)
    label, unit, baseline, targets = indicator
    return ActionSheet(
        code=code,
        title=title,
        pilot=pilot,
        pilot_person=person,
        partners=("Caf de la Loire-Atlantique", "MSA Loire-Atlantique – Vendée", "PMI du Département"),
        issues=tuple(ISSUES[issue] for issue in issues),
        description=DESCRIPTION,
        expected_result=f"{label} : de {baseline} à {targets[-1]} {unit} en 2030.",
        audience="Familles du territoire",
        perimeter="Les huit communes",
        starts_on=date(2026, 1, 1),
        ends_on=date(2030, 12, 31),
        human_means="Une personne à mi-temps, prise en charge par le pilote",
        steps=(
            Step("Étude d’usage et choix du lieu", date(2026, 3, 31), pilot),
            Step("Convention entre les financeurs", date(2026, 9, 30), "CC des Rives d’Isac"),
            Step("Ouverture au public", date(2027, 9, 1), pilot),
            Step("Bilan à mi-parcours", date(2028, 11, 15), "Comité technique"),
        ),
        budget=Budget((BudgetLine("Fonctionnement et investissement", years),), _resources(years, caf, others)),
        indicators=(
            PromisedIndicator(
                label=label,
                kind="Résultat",
                unit=unit,
                baseline=Figure(Decimal(baseline)),
                baseline_year="2024",
                targets=tuple(Figure(Decimal(target)) for target in targets),
                source="Bilan annuel du pilote",
            ),
        ),
    )


def _resources(years, caf, others) -> tuple[BudgetLine, ...]:
    """Spread each funder over the years like the expenses; the communes and the EPCI pay what remains."""
    shares = [BudgetLine(name, _spread(total * 1000, years)) for name, total in {"Caf": caf, **others}.items()]
    rest = tuple(year - sum(line.amounts[index] for line in shares) for index, year in enumerate(years))
    return (shares[0], BudgetLine("Bloc communal", rest), *shares[1:])


def _spread(total: int, years) -> tuple[Decimal, ...]:
    amounts = [(Decimal(total) * year / sum(years)).quantize(Decimal(100)) for year in years]
    amounts[-1] += total - sum(amounts)
    return tuple(amounts)
