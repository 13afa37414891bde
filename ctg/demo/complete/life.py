"""Who steers the complete CTG, when they met, what they decided, and who signed."""

from collections.abc import Iterator, Mapping
from datetime import date

from ctg.demo.complete.plan import CAF, CC, CIAS, DEPARTMENT, MSA, PARENTS, SUPPORT
from ctg.demo.meetings import ITEM, Gathering, Governance, Mandate, Ruling
from ctg.demo.names import commune_body
from ctg.demo.stage import Stage
from governance.models import Body, Decision, Seat
from partners.models import Contact, Organisation
from territories.models import Phase

SCHOOLS = "Direction des services départementaux de l’Éducation nationale"
SPORTS = "Service départemental à la jeunesse, à l’engagement et aux sports"
JOBS = "Mission locale du Pays de Retz"
STEERING = "Comité de pilotage"
TECHNICAL = "Comité technique"
GROUPS = (
    ("Groupe Petite enfance", "Suit l’accueil des enfants de moins de 3 ans et l’inclusion."),
    ("Groupe Enfance et jeunesse", "Suit les accueils de loisirs et l’offre pour les 11-17 ans."),
    ("Groupe Parentalité", "Suit le lieu d’accueil enfants-parents et la semaine de la parentalité."),
    ("Groupe Droits et vie sociale", "Suit le bus France services et l’espace de vie sociale."),
)
SET_UP = date(2024, 11, 1)
LAST_DAY_OF_MANDATE = date(2026, 3, 22)  # municipal elections
NEW_MANDATE = date(2026, 4, 10)
PART = Seat.Part


class Cast:
    """The people of the complete CTG, by organisation and position."""

    def __init__(self, stage: Stage, organisations: Mapping[str, Organisation]) -> None:
        self.stage, self.organisations = stage, organisations

    def __call__(self, organisation: str, position: str) -> Contact:
        return self.stage.contact(self.organisations[organisation], position)

    def mayor(self, commune: str, *, new: bool = False) -> Contact:
        """The mayor who signed, or the one whom the elections of 2026 brought."""
        position = "maire"
        organisation = self.organisations[commune_body(commune)]
        if not new:
            return self.stage.contact(organisation, position)
        key = (organisation.name, f"{position} 2026")
        if key not in self.stage.contacts:
            former = self.stage.contact(organisation, position)
            self.stage.contacts[key] = self.stage.person(organisation, position, *self.stage.people.next())
            self.stage.contacts[organisation.name, position] = former
        return self.stage.contacts[key]


def install_bodies(governance: Governance, cast: Cast) -> None:
    governance.body(
        Body.Kind.STEERING,
        STEERING,
        2,
        "Valide chaque étape de la démarche, suit le plan d’actions et décide de ses ajustements.",
        list(_steering(cast)),
    )
    governance.body(
        Body.Kind.TECHNICAL,
        TECHNICAL,
        4,
        "Prépare les comités de pilotage, suit l’avancement des actions et propose les arbitrages.",
        [Mandate(contact, part, SET_UP) for contact, part in _technical(cast)],
    )
    for name, mission in GROUPS:
        members = [cast(CC, "chargée de coopération"), cast(PARENTS, "animatrice du réseau")]
        governance.body(
            Body.Kind.WORKING_GROUP, name, 3, mission, [Mandate(each, PART.MEMBER, SET_UP) for each in members]
        )


def _steering(cast: Cast) -> Iterator[Mandate]:
    """Fourteen seats; two of them changed hands at the elections."""
    yield Mandate(cast(CC, "président"), PART.CHAIR, SET_UP)
    yield Mandate(cast(CAF, "directrice"), PART.CO_CHAIR, SET_UP)
    members = [
        cast(CC, "vice-présidente à l’enfance"),
        cast(commune_body("Machecoul-Saint-Même"), "adjointe à l’enfance"),
        cast.mayor("Saint-Mars-de-Coutais"),
        cast(CAF, "administrateur"),
        cast(CAF, "conseiller technique de territoire"),
        cast(MSA, "responsable de l’action sociale"),
        cast(DEPARTMENT, "médecin de PMI"),
        cast(SCHOOLS, "inspectrice de l’Éducation nationale"),
        cast(SPORTS, "conseiller d’éducation populaire"),
        cast(CC, "chargée de coopération"),
    ]
    for contact in members:
        yield Mandate(contact, PART.MEMBER, SET_UP)
    for commune in ("Legé", "Touvois"):
        yield Mandate(cast.mayor(commune), PART.MEMBER, SET_UP, LAST_DAY_OF_MANDATE)
        yield Mandate(cast.mayor(commune, new=True), PART.MEMBER, NEW_MANDATE)


def _technical(cast: Cast) -> Iterator[tuple[Contact, str]]:
    """Eleven seats."""
    yield cast(CC, "chargée de coopération"), PART.CHAIR
    yield cast(CAF, "conseiller technique de territoire"), PART.CO_CHAIR
    yield cast(CC, "directrice générale adjointe"), PART.MEMBER
    yield cast(CC, "directrice petite enfance"), PART.MEMBER
    yield cast(CC, "chargé de coopération jeunesse"), PART.MEMBER
    yield cast(CC, "chargée de coopération parentalité"), PART.MEMBER
    yield cast(CIAS, "directrice"), PART.MEMBER
    yield cast(DEPARTMENT, "puéricultrice de PMI"), PART.MEMBER
    yield cast(MSA, "responsable de l’action sociale"), PART.MEMBER
    yield cast(JOBS, "directeur"), PART.GUEST
    yield cast(SUPPORT, "coordinateur du pôle"), PART.MEMBER


def gatherings(cast: Cast) -> Iterator[Gathering]:
    yield from _committees(cast)
    for day, subject in (
        (date(2025, 1, 23), "Questionnaire aux familles et calendrier des ateliers"),
        (date(2025, 4, 17), "Premiers constats"),
        (date(2025, 9, 11), "Relecture des fiches action"),
        (date(2026, 2, 5), "Feuille de route 2026"),
        (date(2026, 5, 12), "Préparation du comité de pilotage de juin"),
        (date(2026, 9, 17), "Avancement des actions, réponses aux retards"),
        (date(2026, 12, 3), "Bilan 2026 et préparation du comité de pilotage"),
    ):
        yield Gathering(
            TECHNICAL,
            day,
            "Siège de la communauté de communes",
            ((subject, ITEM.DEBATE), ("Points de calendrier", ITEM.INFORMATION)),
            minutes=f"{subject} : les participants se sont accordés sur les suites et sur leurs responsables.",
        )


def _committees(cast: Cast) -> Iterator[Gathering]:
    officer, advisor = cast(CC, "chargée de coopération"), cast(CAF, "conseiller technique de territoire")
    place = "Salle du conseil communautaire"
    yield Gathering(
        STEERING, date(2024, 11, 14), place,
        (("Bilan de la convention 2021-2025", ITEM.INFORMATION), ("Méthode, instances et calendrier", ITEM.DEBATE),
         ("Lancement de la démarche", ITEM.DECISION)),
        (
            Ruling("Le comité valide la méthode, le périmètre des huit communes, les instances et le calendrier.",
                   Phase.PREPARATION),
            Ruling("Un questionnaire est adressé à toutes les familles avant la fin de mars 2025.", owner=officer,
                   due_on=date(2025, 3, 31)),
        ),
        "Les membres souhaitent une démarche courte et des ateliers dans chaque bassin de vie.",
    )  # fmt: skip
    yield Gathering(
        STEERING, date(2025, 6, 5), place,
        (("Présentation du diagnostic", ITEM.INFORMATION), ("Hiérarchie des enjeux", ITEM.DEBATE),
         ("Validation du diagnostic partagé", ITEM.DECISION)),
        (
            Ruling("Le comité valide le diagnostic partagé et retient cinq enjeux.", Phase.DIAGNOSIS),
            Ruling("Les quatre groupes thématiques rédigent les fiches action pour septembre.", owner=officer,
                   due_on=date(2025, 9, 5)),
        ),
        "Débat nourri sur la place de la jeunesse : l’enjeu est classé important.",
    )  # fmt: skip
    yield Gathering(
        STEERING, date(2025, 10, 2), place,
        (("Présentation des dix fiches action", ITEM.DEBATE), ("Plan de financement", ITEM.DEBATE),
         ("Validation du plan d’actions", ITEM.DECISION)),
        (
            Ruling("Le comité valide le plan d’actions : trois axes, six objectifs, dix actions, 3 848 000 €.",
                   Phase.ACTION_PLAN),
            Ruling("L’extension du multi-accueil est placée en tête des priorités d’investissement.", owner=advisor,
                   due_on=date(2025, 12, 31)),
        ),
        "Le plan de financement est équilibré chaque année.",
    )  # fmt: skip
    yield Gathering(
        STEERING, date(2025, 12, 12), "Hôtel de ville de Machecoul-Saint-Même",
        (("Délibérations reçues", ITEM.INFORMATION), ("Signature de la convention", ITEM.DECISION)),
        (Ruling("Toutes les parties ayant délibéré, le comité valide la convention, signée ce jour.",
                Phase.AGREEMENT),),
        "La convention est signée par les onze parties.",
    )  # fmt: skip
    yield Gathering(
        STEERING, date(2026, 6, 11), place,
        (("Accueil des nouveaux élus", ITEM.INFORMATION), ("Avancement des dix actions", ITEM.DEBATE),
         ("Entrée du CIAS parmi les signataires", ITEM.DECISION), ("Local de l’espace de vie sociale", ITEM.DECISION)),
        (
            Ruling("La feuille de route 2026 est adoptée.", owner=officer, due_on=date(2026, 6, 30)),
            Ruling("Un avenant n° 1 est préparé pour faire entrer le CIAS parmi les signataires.",
                   owner=officer, due_on=date(2026, 10, 30), status=Decision.Status.OPEN),
            Ruling("La commune de Legé propose un local pour l’espace de vie sociale.", kind=Decision.Kind.REQUEST,
                   owner=cast(commune_body("Legé"), "directrice générale des services"), due_on=date(2026, 12, 15),
                   status=Decision.Status.OPEN),
        ),
        "Les élus issus des élections de mars découvrent la démarche ; le calendrier est maintenu.",
    )  # fmt: skip
    yield Gathering(
        STEERING, date(2026, 12, 15), place,
        (("Bilan de la première année", ITEM.DEBATE), ("Retard du multi-accueil", ITEM.DEBATE),
         ("Avenant n° 1", ITEM.DECISION)),
    )  # fmt: skip


# Commune, day of the session, number of the deliberation, day of receipt at the préfecture.
MUNICIPAL_VOTES = (
    ("Machecoul-Saint-Même", date(2025, 11, 6), "2025-118", date(2025, 11, 10)),
    ("Legé", date(2025, 11, 13), "2025-11-09", date(2025, 11, 17)),
    ("Corcoué-sur-Logne", date(2025, 11, 17), "D2025-74", date(2025, 11, 19)),
    ("Saint-Mars-de-Coutais", date(2025, 11, 18), "2025-66", date(2025, 11, 20)),
    ("Paulx", date(2025, 11, 20), "2025-58", date(2025, 11, 24)),
    ("Touvois", date(2025, 11, 24), "2025-11-05", date(2025, 11, 26)),
    ("Saint-Étienne-de-Mer-Morte", date(2025, 11, 27), "2025-47", date(2025, 12, 1)),
    ("La Marne", date(2025, 12, 9), "2025-12-03", date(2025, 12, 11)),
)
