"""The whole convention of the Rives d’Isac, ready to be laid out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from conventions.documents.articles import compile_article, compile_text
from conventions.documents.content import (
    ConventionDocument,
    Party,
    SealNotice,
    Signatory,
    Verification,
)
from tests.conventions.isac.annexes import deliberations, diagnosis, evaluation, facilities, steering
from tests.conventions.isac.articles import PREAMBLE, TITLES_AND_BODIES
from tests.conventions.isac.plan import AXES, ISSUES, plan
from tests.conventions.isac.towns import COMMUNES, MAYORS, SOURCE, town_name

CODE = "7Q4M-X2KD-9PTA"


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


def convention(**changes: Any) -> ConventionDocument:
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
        diagnosis=diagnosis(),
        facilities=facilities(),
        plan=plan(),
        steering=steering(),
        evaluation=evaluation(),
        deliberations=deliberations(),
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


def _parties() -> tuple[Party, ...]:
    towns = tuple(
        Party(
            name=town_name(name),
            short_name=f"la c{town_name(name)[1:]}",
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
