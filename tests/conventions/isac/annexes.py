"""The annexes of the Rives d’Isac: diagnosis, facilities, steering, evaluation, deliberations."""

from datetime import date
from decimal import Decimal

from conventions.documents.content import (
    CooperationPost,
    Deliberation,
    Diagnosis,
    Evaluation,
    EvaluationQuestion,
    Facility,
    Figure,
    Finding,
    IndicatorRow,
    IndicatorTable,
    Issue,
    Seat,
    Steering,
    SteeringBody,
)
from tests.conventions.isac.plan import ISSUES
from tests.conventions.isac.towns import COMMUNES, MAYORS, SOURCE, town_name


def _row(label, unit, year, territory, department, region, decimals=0, status="Publié", mark="n. d.") -> IndicatorRow:
    def figure(value):
        return Figure(None, mark) if value is None else Figure(Decimal(str(value)))

    return IndicatorRow(
        label, unit, year, SOURCE, status, figure(territory), figure(department), figure(region), decimals
    )


def diagnosis() -> Diagnosis:
    population = IndicatorTable(
        "Population et familles",
        (
            _row("Population municipale", "habitants", "2023", 31400, 1474000, 3907000),
            _row("Enfants de moins de 3 ans", "enfants", "2023", 1120, 45900, 116300),
            _row("Part des familles monoparentales", "%", "2022", 17.0, 14.9, 13.8, 1),
            _row("Taux de pauvreté", "%", "2022", 7.0, 10.6, 11.2, 1),
            _row("Foyers bénéficiaires du RSA", "foyers", "2024", 245, 26700, 58900),
            _row("dont Quistillic", "foyers", "2024", None, None, None, 0, "Secret statistique", "secret"),
            _row(
                "dont Les Landes-Blanches",
                "foyers",
                "2024",
                None,
                None,
                None,
                0,
                "Secret secondaire",
                "secret",
            ),
        ),
        note="Les effectifs inférieurs à cinq foyers sont couverts par le secret statistique ; un second effectif est "
        "masqué pour qu’on ne puisse pas les retrouver par différence.",
    )
    childcare = IndicatorTable(
        "Accueil du jeune enfant",
        (
            _row("Taux de couverture global", "places pour 100 enfants", "2024", 67.1, 72.4, 66.5, 1),
            _row("Taux de couverture des EAJE", "places pour 100 enfants", "2024", 15.5, 21.9, 17.3, 1),
            _row("Assistantes maternelles de 55 ans et plus", "%", "2024", 38.0, 33.0, 34.5, 1),
            _row("Demandes d’accueil refusées", "%", "2024", 33.0, None, None, 1, "Collecté localement"),
        ),
    )
    return Diagnosis(
        method="Le diagnostic a été conduit de janvier à mai 2025 par le comité technique : enquête auprès des "
        "familles (812 réponses), 6 ateliers et 31 entretiens. Le comité de pilotage l’a validé le 5 juin 2025.",
        tables=(population, childcare),
        findings=(
            Finding(1, "Petite enfance", "Plus d’une assistante maternelle sur trois a 55 ans ou plus ; les départs ne "
                    "sont pas remplacés.", ("Assistantes maternelles de 55 ans et plus : 38 % (2024)",)),
            Finding(2, "Petite enfance", "Une demande d’accueil sur trois a été refusée en 2024, surtout à l’ouest.",
                    ("Demandes d’accueil refusées : 33 % (2024)", "Enquête auprès des familles : 812 réponses")),
            Finding(3, "Jeunesse", "Aucun accueil n’est déclaré pour les 11-17 ans hors de Saint-Aubin-d’Isac.", ()),
            Finding(4, "Parentalité", "Les parents seuls disent ne connaître aucun lieu de soutien.",
                    ("Part des familles monoparentales : 17 % (2022)",)),
            Finding(5, "Accès aux droits", "Le premier accueil France services est à 28 minutes de Quistillic.", ()),
        ),
        issues=tuple(
            Issue(code, title[3:], "Enjeu validé par le comité de pilotage du 5 juin 2025.", priority)
            for (code, title), priority in zip(
                ISSUES.items(), ("Priorité 1", "Priorité 1", "Priorité 2", "Priorité 2", "Priorité 3"), strict=True
            )
        ),
    )  # fmt: skip


def facilities() -> tuple[Facility, ...]:
    return (
        Facility(
            "Multi-accueil",
            "Les P’tits Mariniers",
            "CC des Rives d’Isac",
            "Saint-Aubin-d’Isac",
            "CC",
            "42 places",
        ),
        Facility("Multi-accueil", "La Gabare", "Mutualité", "La Chapelle-Isac", "CC", "40 places"),
        Facility("Micro-crèche PSU", "Pomme d’Api", "Association", "Bréval", "CC", "12 places"),
        Facility("Accueil de loisirs", "L’Escale", "CC des Rives d’Isac", "Saint-Aubin-d’Isac", "CC", "180 places"),
        Facility("Accueil périscolaire", "École Jules-Verne", "Commune", "Bréval", "Bréval", "90 places"),
        Facility(
            "Relais petite enfance",
            "RPE des Rives d’Isac",
            "CC des Rives d’Isac",
            "Guérinais",
            "CC",
            "3,5 ETP",
        ),
        Facility("Lieu d’accueil enfants-parents", "La Bulle", "CIAS", "Saint-Aubin-d’Isac", "CC", "620 h par an"),
        Facility("Ludothèque", "Dé en bulle", "Association", "Trémelin", "CC, Trémelin", "1 200 h par an"),
    )


def steering() -> Steering:
    return Steering(
        introduction="Les instances sont composées pour la durée de la convention ; les mandats suivent les élections.",
        bodies=(
            SteeringBody(
                "Comité de pilotage",
                "Valide la méthode, les priorités, le plan, les bilans annuels et l’évaluation.",
                "Deux réunions par an",
                (
                    Seat("CC des Rives d’Isac", "M. Yann Le Guellec", "Coprésident"),
                    Seat("Caf de la Loire-Atlantique", "Mme Hélène Marchais", "Coprésidente"),
                    Seat("MSA", "M. Luc Gaborit", "Membre"),
                    *(Seat(town_name(town), mayor, "Membre") for town, mayor in zip(COMMUNES, MAYORS, strict=True)),
                ),
            ),
            SteeringBody(
                "Comité technique",
                "Prépare le comité de pilotage, suit les actions et les échéances.",
                "Une réunion par trimestre",
                (
                    Seat("CC des Rives d’Isac", "Mme Gwenola Tanguy", "Animatrice"),
                    Seat("Caf de la Loire-Atlantique", "M. Rachid Amrani", "Membre"),
                    Seat("CIAS des Rives d’Isac", "Mme Anne-Laure Guyot", "Membre"),
                ),
            ),
        ),
        posts=(
            CooperationPost(
                "Chargée de coopération – pilotage", "CC des Rives d’Isac", "Animation de la CTG", Decimal(1)
            ),
            CooperationPost("Chargé de coopération – jeunesse", "CC des Rives d’Isac", "Axe 2", Decimal("0.8")),
            CooperationPost("Chargée de coopération – petite enfance", "CC des Rives d’Isac", "Axe 1", Decimal("0.8")),
        ),
    )


def evaluation() -> Evaluation:
    return Evaluation(
        method="Évaluation à mi-parcours à l’automne 2028, évaluation finale de février à septembre 2030.",
        questions=(
            EvaluationQuestion("Pertinence", "Les axes répondent-ils encore aux besoins des familles ?"),
            EvaluationQuestion("Efficacité", "Quels objectifs sont atteints, pour qui, et dans quelles communes ?"),
            EvaluationQuestion("Efficience", "Que coûte une place, une heure, un accompagnement ?"),
            EvaluationQuestion("Durabilité", "Qu’est-ce qui continue sans la convention ?"),
        ),
    )


def deliberations() -> tuple[Deliberation, ...]:
    towns = tuple(
        Deliberation(
            town_name(name), "Conseil municipal", date(2025, 11, 6 + rank), f"2025-{41 + rank}",
            "Approbation de la convention territoriale globale 2026-2030", mayor, "Unanimité",
            date(2025, 11, 10 + rank),
        )
        for rank, (name, mayor) in enumerate(zip(COMMUNES, MAYORS, strict=True))
    )  # fmt: skip
    return (
        Deliberation(
            "Communauté de communes des Rives d’Isac", "Conseil communautaire", date(2025, 11, 4), "2025-11-04-07",
            "Approbation de la convention territoriale globale 2026-2030", "M. Yann Le Guellec",
            "32 pour, 1 abstention", date(2025, 11, 7), "044-200099999-20251104-2025_11_04_07-DE",
        ),
        *towns,
    )  # fmt: skip
