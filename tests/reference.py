"""Reference data of the test database: a few real communes, and the two Cafs of the cast."""

from datetime import date

from territories.imports import contours
from territories.models import (
    Caf,
    Commune,
    CommuneCode,
    CommunePoint,
    Contour,
    Department,
    Epci,
    EpciMembership,
    Population,
    Region,
)

LOIRE_ATLANTIQUE = "loire-atlantique"
VENDEE = "vendee"
START = date(2020, 1, 1)

# Insee code, name, EPCI, municipal population 2023, west and north sides of its square on the map, in kilometres:
# as in the official lists, nothing is known of the outlines of the Vendée.
COMMUNES = [
    ("44001", "Abbaretz", "244400537", 2182, 280, 440),
    ("44002", "Aigrefeuille-sur-Maine", "200067635", 4198, 290, 440),
    ("44003", "Ancenis-Saint-Géréon", "244400552", 11199, 300, 440),
    ("44049", "Le Croisic", "244400610", 4137, 280, 450),
    ("44055", "La Baule-Escoublac", "244400610", 16803, 290, 450),
    ("85001", "L’Aiguillon-sur-Vie", "200023778", 2113, None, None),
    ("85003", "Aizenay", "200071629", 10474, None, None),
]
SIDE = 10
EPCIS = {
    "244400537": "CC Nozay",
    "200067635": "CC Clisson Sèvre et Maine Agglo",
    "244400552": "CC du Pays d’Ancenis",
    "244400610": "CA de la Presqu’île de Guérande Atlantique",
    "200023778": "CA Le Pays de Saint-Gilles-Croix-de-Vie",
    "200071629": "CC Vie et Boulogne",
}


def load() -> None:
    """Written by the owner of the tables: the application may only read them."""
    region, _ = Region.objects.using("owner").get_or_create(code="52", defaults={"name": "Pays de la Loire"})
    for code, name in [("44", "Loire-Atlantique"), ("85", "Vendée")]:
        Department.objects.using("owner").get_or_create(code=code, defaults={"name": name, "region": region})
    epcis = {
        siren: Epci.objects.using("owner").get_or_create(
            siren=siren, defaults={"name": name, "kind": Epci.Kind.COMMUNITY_OF_COMMUNES}
        )[0]
        for siren, name in EPCIS.items()
    }
    for code, name, siren, population, left, top in COMMUNES:
        commune = _load_commune(code, name, epcis[siren], population)
        if commune and left is not None and top is not None:
            _draw(commune, left, top)
    for slug, name, code in [
        (LOIRE_ATLANTIQUE, "Caf de Loire-Atlantique", "44"),
        (VENDEE, "Caf de la Vendée", "85"),
    ]:
        Caf.objects.using("owner").get_or_create(slug=slug, defaults={"name": name, "department_id": code})


def _load_commune(code: str, name: str, epci: Epci, population: int) -> Commune | None:
    commune, created = Commune.objects.using("owner").get_or_create(
        insee_code=code, defaults={"name": name, "department_id": code[:2]}
    )
    if not created:
        return None
    CommuneCode.objects.using("owner").create(
        commune=commune, insee_code=code, name=name, department_id=code[:2], valid_from=START
    )
    EpciMembership.objects.using("owner").create(commune=commune, epci=epci, valid_from=START)
    Population.objects.using("owner").create(commune=commune, vintage=2023, municipal=population, source="Insee (test)")
    return commune


def _draw(commune: Commune, left: float, top: float) -> None:
    """A square of ten kilometres, its town hall in the middle."""
    right, bottom = left + SIDE, top + SIDE
    Contour.objects.using("owner").create(
        commune=commune,
        geometry={},
        svg_path=f"M{left} {top}L{right} {top}L{right} {bottom}L{left} {bottom}Z",
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        source="IGN (test)",
    )
    x, y = left + SIDE / 2, top + SIDE / 2
    longitude, latitude = contours.locate(x, y)
    CommunePoint.objects.using("owner").create(
        commune=commune, is_town_hall=True, longitude=longitude, latitude=latitude, x=x, y=y, source="DILA (test)"
    )
