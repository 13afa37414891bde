"""The whole convention of the Rives d’Isac, ready to be laid out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from conventions.documents.articles import compile_article, compile_text
from conventions.documents.content import (
    ConventionDocument,
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
    Party,
    SealNotice,
    Seat,
    Signatory,
    Steering,
    SteeringBody,
    Verification,
)
from tests.conventions.isac.articles import PREAMBLE, TITLES_AND_BODIES
from tests.conventions.isac.plan import AXES, ISSUES, plan

COMMUNES = {
    "Bréval": 4020,
    "Guérinais": 3610,
    "La Chapelle-Isac": 5180,
    "Le Moustoir": 2890,
    "Les Landes-Blanches": 1720,
    "Quistillic": 1100,
    "Saint-Aubin-d’Isac": 10640,
    "Trémelin": 2240,
}
MAYORS = (
    "Mme Soizic Bréal", "M. Hervé Queffélec", "Mme Maud Jolivet", "M. Alan Rouxel",
    "Mme Odile Tessier", "M. Ewen Kerbrat", "Mme Françoise Naud", "M. Gildas Lorho",
)  # fmt: skip
CODE = "7Q4M-X2KD-9PTA"
SOURCE = "Démonstration (fictif)"


def values():
    return {
        "numero_ctg": "CTG-044-2025-0007",
        "caf_nom": "la Caf de la Loire-Atlantique",
        "territoire_nom": "des Rives d’Isac",
        "collectivite_nom": "La communauté de communes des Rives d’Isac",
        "communes_liste": tuple(COMMUNES),
        "communes_nombre": len(COMMUNES),
        "population": sum(COMMUNES.values()),
        "population_annee": "2023",
        "date_debut": date(2026, 1, 1),
        "date_fin": date(2030, 12, 31),
        "duree_annees": 5,
        "enjeux_liste": tuple(ISSUES.values()),
        "axes_liste": tuple(f"Axe {code} – {title}" for code, title, _ in AXES),
        "actions_nombre": 10,
        "montant_total": Decimal(3848000),
        "part_caf": Decimal(1680000),
        "part_bloc_communal": Decimal(1374000),
        "part_autres": Decimal(794000),
        "instances_liste": ("comité de pilotage", "comité technique", "groupes thématiques"),
        "etp_cooperation": Decimal("2.6"),
    }


def convention(**changes: object) -> ConventionDocument:
    document = ConventionDocument(
        reference="CTG-044-2025-0007",
        version="Version 1",
        title="Convention territoriale globale",
        territory="CC des Rives d’Isac",
        caf="Caf de la Loire-Atlantique",
        starts_on=date(2026, 1, 1),
        ends_on=date(2030, 12, 31),
        issued_at=datetime(2025, 12, 12, 9, 30, tzinfo=UTC),
        parties=_parties(),
        visas=(
            "le code de la sécurité sociale, notamment ses articles L. 223-1, L. 227-1 à L. 227-3 et L. 263-1",
            "le code de l’action sociale et des familles, notamment ses articles L. 214-1-3 et D. 214-10-1",
            "la décision de la commission d’action sociale de la Caf de la Loire-Atlantique du 27 novembre 2025",
            "la délibération n° 2025-11-04-07 du conseil communautaire des Rives d’Isac du 4 novembre 2025",
            "les délibérations des conseils municipaux jointes en annexe 6",
        ),
        preamble=compile_text("Préambule", PREAMBLE, values()),
        articles=tuple(
            compile_article(number, title, body, values())
            for number, (title, body) in enumerate(TITLES_AND_BODIES, start=1)
        ),
        diagnosis=_diagnosis(),
        facilities=_facilities(),
        plan=plan(),
        steering=_steering(),
        evaluation=_evaluation(),
        deliberations=_deliberations(),
        signatories=tuple(
            Signatory(f"{rank:02d}", party.name, party.representative, party.quality)
            for rank, party in enumerate(_parties(), start=1)
        ),
        verification=Verification(CODE, f"https://ctg.demo.example/verifier/{CODE}/"),
        seal=SealNotice(
            "Cachet de la plateforme (certificat de développement)",
            "Plateforme CTG de démonstration",
            date(2025, 12, 12),
        ),
        notice=SOURCE,
    )
    return replace(document, **changes)


def _town(name: str) -> str:
    return f"Commune de {name}".replace("de Le ", "du ").replace("de Les ", "des ")


def _parties() -> tuple[Party, ...]:
    towns = tuple(
        Party(
            name=_town(name),
            short_name=f"la c{_town(name)[1:]}",
            address=f"1 place de la Mairie, 44530 {name}",
            representative=mayor,
            quality="maire",
            authority=f"la délibération du conseil municipal n° 2025-{41 + rank}",
        )
        for rank, (name, mayor) in enumerate(zip(COMMUNES, MAYORS, strict=True))
    )
    return (
        Party(
            "Caisse d’Allocations familiales de la Loire-Atlantique",
            "la Caf",
            "22 rue de Malville, 44000 Nantes",
            "Mme Hélène Marchais",
            "directrice",
            "la décision de la commission d’action sociale du 27 novembre 2025",
        ),
        Party(
            "Communauté de communes des Rives d’Isac",
            "la communauté de communes",
            "4 place du Port, 44530 Saint-Aubin-d’Isac",
            "M. Yann Le Guellec",
            "président",
            "la délibération du conseil communautaire n° 2025-11-04-07 du 4 novembre 2025",
            siret="20009999900012",
        ),
        *towns,
        Party(
            "Mutualité sociale agricole Loire-Atlantique – Vendée",
            "la MSA",
            "2 impasse de l’Espéranto, 44800 Saint-Herblain",
            "M. Luc Gaborit",
            "directeur général",
            "la décision du conseil d’administration du 20 novembre 2025",
        ),
    )


def _row(label, unit, year, territory, department, region, decimals=0, status="Publié", mark="n. d.") -> IndicatorRow:
    def figure(value):
        return Figure(None, mark) if value is None else Figure(Decimal(str(value)))

    return IndicatorRow(
        label, unit, year, SOURCE, status, figure(territory), figure(department), figure(region), decimals
    )


def _diagnosis() -> Diagnosis:
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
        method="Le diagnostic a été conduit de janvier à mai 2025 par le comité technique : enquête auprès des familles "
        "(812 réponses), 6 ateliers et 31 entretiens. Le comité de pilotage l’a validé le 5 juin 2025.",
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


def _facilities() -> tuple[Facility, ...]:
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


def _steering() -> Steering:
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
                    *(Seat(_town(town), mayor, "Membre") for town, mayor in zip(COMMUNES, MAYORS, strict=True)),
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


def _evaluation() -> Evaluation:
    return Evaluation(
        method="Évaluation à mi-parcours à l’automne 2028, évaluation finale de février à septembre 2030.",
        questions=(
            EvaluationQuestion("Pertinence", "Les axes répondent-ils encore aux besoins des familles ?"),
            EvaluationQuestion("Efficacité", "Quels objectifs sont atteints, pour qui, et dans quelles communes ?"),
            EvaluationQuestion("Efficience", "Que coûte une place, une heure, un accompagnement ?"),
            EvaluationQuestion("Durabilité", "Qu’est-ce qui continue sans la convention ?"),
        ),
    )


def _deliberations() -> tuple[Deliberation, ...]:
    towns = tuple(
        Deliberation(
            _town(name), "Conseil municipal", date(2025, 11, 6 + rank), f"2025-{41 + rank}",
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
