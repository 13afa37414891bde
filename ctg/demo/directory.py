"""The real bodies of a Caf's territories, as organisations: town halls at their real address, people invented."""

import csv
from functools import cache

from ctg.demo.names import commune_body
from ctg.demo.stage import Stage
from partners.models import Organisation
from territories.imports.reference import REFERENCE, typographic
from territories.models import Commune, Epci

KIND = Organisation.Kind


@cache
def town_halls() -> dict[str, str]:
    """Postal address of the town hall, by Insee code."""
    with (REFERENCE / "mairies_44.csv").open(encoding="utf-8", newline="") as stream:
        return {line["code_insee"]: typographic(line["adresse"]) for line in csv.DictReader(stream, delimiter=";")}


@cache
def sirens() -> dict[str, str]:
    """SIREN of the commune, by Insee code."""
    with (REFERENCE / "communes_44_et_epci_limitrophes_2026.csv").open(encoding="utf-8", newline="") as stream:
        return {line["code_insee"]: line["siren"] for line in csv.DictReader(stream, delimiter=";")}


def commune_organisation(stage: Stage, commune: Commune) -> Organisation:
    return stage.organisation(
        commune_body(commune.name),
        KIND.COMMUNE,
        commune=commune,
        siren=sirens().get(commune.insee_code, ""),
        address=town_halls().get(commune.insee_code, ""),
    )


def epci_organisation(stage: Stage, epci: Epci, seat: Commune) -> Organisation:
    return stage.organisation(
        epci.name, KIND.EPCI, epci=epci, siren=epci.siren, address=town_halls().get(seat.insee_code, "")
    )
