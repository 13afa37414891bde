"""The merge fields that an article may name, and how their values are written.

The catalogue is closed: a template of the Caf can ask for these values and for nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from territories.documents.typesetting import enumeration
from territories.templatetags.french import day, euro, number

FieldValue = str | int | Decimal | date | tuple[str, ...] | None
FieldValues = Mapping[str, FieldValue]


class FieldKind(Enum):
    TEXT = "texte"
    DATE = "date"
    NUMBER = "nombre"
    MONEY = "montant en euros"
    LIST = "liste"


@dataclass(frozen=True)
class MergeField:
    name: str
    kind: FieldKind
    description: str
    example: FieldValue
    when_unknown: str = ""
    """Written while the value is not known yet; empty when the article cannot do without it."""

    @property
    def tag(self) -> str:
        return f"{{{{ {self.name} }}}}"

    @property
    def written_example(self) -> str:
        return write(self, self.example)


class MissingValue(Exception):
    """A known field has no value yet."""

    def __init__(self, field: MergeField) -> None:
        super().__init__(f"Le champ « {field.name} » ({field.description}) n’a pas encore de valeur.")


def write(field: MergeField, value: FieldValue) -> str:
    """The value as it reads inside a sentence. A type that does not fit the field is a programming error."""
    if value is None or value in ((), ""):
        if not field.when_unknown:
            raise MissingValue(field)
        return field.when_unknown
    match field.kind, value:
        case FieldKind.TEXT, str():
            return value
        case FieldKind.DATE, date():
            return day(value)
        case FieldKind.NUMBER, int() | Decimal():
            return number(value)
        case FieldKind.MONEY, int() | Decimal():
            return euro(value)
        case FieldKind.LIST, tuple():
            return enumeration(value)
    raise TypeError(f"{field.name} expects {field.kind.name}, not {type(value).__name__}")


_COMMUNES = ("Saint-Aubin-d’Isac", "Bréval", "Trémelin")
_TEXT, _DATE, _NUMBER, _MONEY, _LIST = FieldKind

CATALOGUE: dict[str, MergeField] = {
    field.name: field
    for field in (
        MergeField("numero_ctg", _TEXT, "Numéro de la convention", "CTG-044-2025-0007"),
        MergeField("caf_nom", _TEXT, "Nom de la Caf", "Caf de la Loire-Atlantique"),
        MergeField("caf_adresse", _TEXT, "Adresse de la Caf", "22 rue de Malville, 44000 Nantes"),
        MergeField("caf_representant", _TEXT, "Personne qui signe pour la Caf", "Mme Hélène Marchais"),
        MergeField("caf_representant_qualite", _TEXT, "Qualité de cette personne", "directrice"),
        MergeField("territoire_nom", _TEXT, "Nom du territoire de la CTG", "Rives d’Isac"),
        MergeField(
            "collectivite_nom",
            _TEXT,
            "Collectivité qui porte la CTG",
            "Communauté de communes des Rives d’Isac",
        ),
        MergeField(
            "collectivite_adresse",
            _TEXT,
            "Adresse de cette collectivité",
            "4 place du Port, 44530 Saint-Aubin-d’Isac",
        ),
        MergeField(
            "collectivite_representant",
            _TEXT,
            "Personne qui signe pour la collectivité",
            "M. Yann Le Guellec",
        ),
        MergeField("collectivite_representant_qualite", _TEXT, "Qualité de cette personne", "président"),
        MergeField("communes_liste", _LIST, "Communes du territoire, par ordre alphabétique", _COMMUNES),
        MergeField("communes_nombre", _NUMBER, "Nombre de communes", 8),
        MergeField("signataires_liste", _LIST, "Toutes les parties signataires", ("la Caf", "la CC des Rives d’Isac")),
        MergeField("population", _NUMBER, "Population municipale du territoire", 31400),
        MergeField("population_annee", _TEXT, "Année de cette population", "2023"),
        MergeField("date_debut", _DATE, "Premier jour de la convention", date(2026, 1, 1)),
        MergeField("date_fin", _DATE, "Dernier jour de la convention", date(2030, 12, 31)),
        MergeField("duree_annees", _NUMBER, "Durée en années", 5),
        MergeField(
            "date_signature",
            _DATE,
            "Jour de la signature",
            date(2025, 12, 12),
            "la date de la dernière signature",
        ),
        MergeField("enjeux_liste", _LIST, "Enjeux retenus, par priorité", ("E1 Accueil individuel vieillissant",)),
        MergeField("axes_liste", _LIST, "Axes du plan d’actions", ("Axe 1 Accueillir les 0-3 ans",)),
        MergeField("objectifs_liste", _LIST, "Objectifs du plan d’actions", ("1.1 Maintenir et développer l’offre",)),
        MergeField("actions_nombre", _NUMBER, "Nombre de fiches action", 10),
        MergeField("montant_total", _MONEY, "Dépenses du plan sur toute sa durée", Decimal(3848000)),
        MergeField("part_caf", _MONEY, "Part de la Caf dans ce montant", Decimal(1680000)),
        MergeField("part_bloc_communal", _MONEY, "Part de l’EPCI et des communes", Decimal(1374000)),
        MergeField("part_autres", _MONEY, "Part des autres financeurs", Decimal(794000)),
        MergeField("instances_liste", _LIST, "Instances de pilotage", ("comité de pilotage", "comité technique")),
        MergeField("etp_cooperation", _NUMBER, "Postes de coopération, en équivalents temps plein", Decimal("2.6")),
    )
}
