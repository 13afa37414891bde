"""Three axes, six objectives, ten actions and 3 848 k€: every year of every action balances."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from actionplans.models import Action, BudgetLine
from ctg.demo.fiches import CERTAINTY, PART, Fiche, Funding, News, Promise
from evaluation.models import Indicator

YEARS = (2026, 2027, 2028, 2029, 2030)
START, END = date(2026, 1, 1), date(2030, 12, 31)
FUNDER, STATUS, KIND = BudgetLine.Funder, Action.Status, Indicator.Kind

CAF = "Caf de Loire-Atlantique"
CC = "Communauté de communes Sud Retz Atlantique"
CIAS = "CIAS Sud Retz Atlantique"
MSA = "MSA Loire-Atlantique – Vendée"
DEPARTMENT = "Département de Loire-Atlantique"
STATE = "Préfecture de la Loire-Atlantique"
SUPPORT = "Association Grandir ensemble"
YOUTH = "Fédération Jeunes en mouvement"
PARENTS = "Réseau Parents d’ici"
SOCIAL_SPACE = "Association Le Préau"
MACHECOUL = "Commune de Machecoul-Saint-Même"
LEGE = "Commune de Legé"

# Axe, then its objectives, each with its fiches.
AXES: tuple[tuple[str, str, tuple[tuple[str, str, tuple[str, ...]], ...]], ...] = (
    (
        "Accueillir les enfants de moins de 3 ans",
        "Que chaque famille trouve une place qui lui convient, près de chez elle.",
        (
            (
                "Maintenir et développer l’offre d’accueil",
                "Compenser les départs en retraite et ouvrir des places à l’est du territoire.",
                ("1.1.1", "1.1.2"),
            ),
            (
                "Informer, orienter et inclure",
                "Un seul accueil pour toutes les demandes, et une place pour chaque enfant.",
                ("1.2.1", "1.2.2"),
            ),
        ),
    ),
    (
        "Grandir et accompagner",
        "Des adolescents qui ont leurs lieux, des parents qui ne restent pas seuls.",
        (
            (
                "Créer une offre pour les 11-17 ans",
                "Aller vers les jeunes, dans chaque commune, pendant les vacances et en semaine.",
                ("2.1.1", "2.1.2"),
            ),
            (
                "Soutenir les parents",
                "Des lieux où l’on vient sans rendez-vous et des temps qui se préparent ensemble.",
                ("2.2.1", "2.2.2"),
            ),
        ),
    ),
    (
        "Vivre ici et accéder à ses droits",
        "Des services qui se déplacent et des habitants qui font vivre leur commune.",
        (
            (
                "Rapprocher les droits des habitants",
                "Réduire le temps de trajet jusqu’au premier accueil et les démarches abandonnées.",
                ("3.1.1",),
            ),
            (
                "Faire vivre les lieux de rencontre",
                "Un espace de vie sociale porté par les habitants de Legé et des communes voisines.",
                ("3.2.1",),
            ),
        ),
    ),
)


def _k(*thousands: str | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in thousands)


def _targets(*values: str | int) -> Mapping[int, Decimal]:
    return dict(zip(YEARS, _k(*values), strict=True))


FICHES: dict[str, Fiche] = {
    "1.1.1": Fiche(
        title="Agrandir de 18 places le multi-accueil de Machecoul-Saint-Même",
        description="Le multi-accueil Les P’tits Maraîchins compte 45 places et refuse une demande sur trois. "
        "L’extension ajoute une unité de 18 places, un jardin et une salle de repos pour les professionnelles. "
        "Deux places sont réservées à l’accueil d’urgence et à l’insertion.",
        expected_result="63 places ouvertes au lieu de 45, dont 4 en horaires élargis, à la rentrée 2027.",
        audience="Enfants de 10 semaines à 3 ans",
        pilot=CC,
        pilot_position="directrice petite enfance",
        issues=("E2",),
        starts_on=date(2026, 1, 5),
        ends_on=END,
        steps=(
            ("Programme et choix de l’architecte", date(2026, 3, 31), date(2026, 4, 8)),
            ("Permis de construire délivré", date(2026, 7, 31), date(2026, 10, 27)),
            ("Début des travaux", date(2026, 10, 1), None),
            ("Recrutement de six professionnelles", date(2027, 6, 30), None),
            ("Ouverture au public", date(2027, 9, 1), None),
        ),
        operating=_k(0, 96, 290, 290, 290),
        investment=_k(620, 480, 0, 0, 0),
        fundings=(
            Funding(FUNDER.CAF, _k("145.2", "189.6", 0, 0, 0), CAF, "Plan d’investissement petite enfance",
                    BudgetLine.Nature.INVESTMENT, CERTAINTY.NOTIFIED),
            Funding(FUNDER.CAF, _k(0, 32, "183.6", "181.7", "181.9"), CAF, "PSU et bonus territoire"),
            Funding(FUNDER.STATE, _k(155, 120, 0, 0, 0), STATE, "DETR", BudgetLine.Nature.INVESTMENT,
                    CERTAINTY.NOTIFIED),
            Funding(FUNDER.DEPARTMENT, _k(26, 0, 0, 0, 0), DEPARTMENT, "Soutien aux territoires",
                    BudgetLine.Nature.INVESTMENT, CERTAINTY.VOTED),
            Funding(FUNDER.FAMILIES, _k(0, 17, 45, 45, 45), scheme="Participations familiales"),
            Funding(FUNDER.LOCAL, _k("293.8", "170.4", 0, 0, 0), CC, nature=BudgetLine.Nature.INVESTMENT,
                    first_year=CERTAINTY.VOTED),
            Funding(FUNDER.LOCAL, _k(0, 47, "61.4", "63.3", "63.1"), CC),
        ),
        promises=(
            Promise("Places d’accueil collectif", "places", Decimal(143), _targets(143, 161, 161, 161, 161),
                    {2026: Decimal(143)}, KIND.OUTPUT, source="Agréments de la PMI",
                    note="Ouverture reportée à la fin de 2027."),
        ),
        news=(
            News(date(2026, 4, 8), STATUS.IN_PROGRESS, 10, "L’architecte est choisi, les plans sont présentés aux "
                 "familles.", date(2026, 7, 31)),
            News(date(2026, 9, 10), STATUS.IN_PROGRESS, 15, "Le permis attend l’avis sur le raccordement des eaux.",
                 date(2026, 10, 15)),
            News(date(2026, 11, 5), STATUS.DELAYED, 20, "Permis obtenu avec trois mois de retard : les travaux "
                 "commencent en janvier et l’ouverture glisse à décembre 2027.", date(2027, 1, 15)),
        ),
        partners=((CAF, PART.FUNDER), (STATE, PART.FUNDER), (DEPARTMENT, PART.CONTRIBUTOR), (MACHECOUL, PART.HOST)),
        full_time_equivalent=Decimal("0.30"),
        conditions="Recrutements lancés neuf mois avant l’ouverture ; repas fournis par la cuisine communale.",
        risks="Tension sur les métiers de la petite enfance ; coût des matériaux.",
    ),
    "1.1.2": Fiche(
        title="Recruter et fidéliser les assistantes maternelles",
        description="38 % des assistantes maternelles ont 55 ans ou plus. Le relais petite enfance organise trois "
        "réunions d’information par an avec France Travail, prête du matériel aux nouvelles professionnelles et "
        "accompagne l’ouverture d’une maison d’assistantes maternelles.",
        expected_result="Le nombre d’assistantes maternelles en activité cesse de baisser dès 2028.",
        audience="Assistantes maternelles et personnes en reconversion",
        pilot=CC,
        pilot_position="responsable du relais petite enfance",
        issues=("E1",),
        starts_on=START,
        ends_on=END,
        steps=(
            ("Trois réunions d’information sur le métier", date(2026, 6, 30), date(2026, 6, 18)),
            ("Fonds de prêt de matériel", date(2026, 9, 30), date(2026, 9, 24)),
            ("Projet de maison d’assistantes maternelles à Touvois", date(2027, 3, 31), None),
        ),
        operating=_k(12, 18, 18, 15, 15),
        fundings=(
            Funding(FUNDER.CAF, _k(6, 9, 9, 7, 7), CAF, "Fonds publics et territoires", first_year=CERTAINTY.PAID),
            Funding(FUNDER.MSA, _k(1, 2, 2, "1.5", "1.5"), MSA, first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k(5, 7, 7, "6.5", "6.5"), CC, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Assistantes maternelles en activité", "personnes", Decimal(153), _targets(151, 152, 153, 155, 156),
                    {2026: Decimal(150)}, source="Relais petite enfance et PMI",
                    note="Quatre départs en retraite, une installation."),
        ),
        news=(
            News(date(2026, 6, 22), STATUS.IN_PROGRESS, 20, "41 personnes rencontrées, sept dossiers d’agrément "
                 "déposés.", date(2026, 9, 30)),
            News(date(2026, 10, 2), STATUS.IN_PROGRESS, 30, "Le prêt de matériel fonctionne. Une MAM se prépare à "
                 "Touvois.", date(2027, 3, 31)),
        ),
        partners=((CAF, PART.FUNDER), (MSA, PART.FUNDER), (DEPARTMENT, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("0.20"),
    ),
    "1.2.1": Fiche(
        title="Ouvrir un guichet unique de l’accueil du jeune enfant",
        description="Une seule demande, étudiée par une commission unique selon des critères publics, que la famille "
        "cherche une place en crèche ou chez une assistante maternelle. Le relais petite enfance gagne un demi-poste.",
        expected_result="Chaque famille reçoit une réponse écrite en six semaines ; une demande sur cinq refusée au "
        "plus en 2030.",
        audience="Futurs parents et parents d’enfants de moins de 3 ans",
        pilot=CC,
        pilot_position="directrice petite enfance",
        issues=("E1", "E2"),
        starts_on=START,
        ends_on=END,
        steps=(
            ("Critères d’attribution adoptés par le conseil communautaire", date(2026, 4, 30), date(2026, 4, 28)),
            ("Recrutement du demi-poste", date(2026, 6, 30), date(2026, 6, 15)),
            ("Ouverture du guichet", date(2026, 9, 1), date(2026, 9, 1)),
        ),
        operating=_k(38, 52, 53, 54, 55),
        fundings=(
            Funding(FUNDER.CAF, _k(19, 26, "26.5", 27, "27.5"), CAF, "PS RPE et bonus territoire",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k(19, 26, "26.5", 27, "27.5"), CC, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Demandes d’accueil refusées", "%", Decimal(33), _targets(32, 29, 26, 23, 20), {2026: Decimal(30)},
                    direction=Indicator.Direction.DECREASE, source="Guichet unique",
                    note="Deux commissions, 214 demandes."),
            Promise("Délai moyen de réponse aux familles", "semaines", Decimal(11), _targets(9, 8, 7, 6, 6),
                    {2026: Decimal(7)}, KIND.OUTPUT, Indicator.Direction.DECREASE, "Guichet unique"),
        ),
        news=(
            News(date(2026, 5, 12), STATUS.IN_PROGRESS, 50, "Critères adoptés à l’unanimité.", date(2026, 9, 1)),
            News(date(2026, 9, 8), STATUS.COMPLETED, 100, "Le guichet est ouvert : il fonctionne désormais comme un "
                 "service courant.", None),
        ),
        partners=((CAF, PART.FUNDER), (DEPARTMENT, PART.RELAY)),
        full_time_equivalent=Decimal("0.50"),
    ),
    "1.2.2": Fiche(
        title="Créer un pôle de ressources pour accueillir les enfants en situation de handicap",
        description="Une éducatrice et une psychomotricienne interviennent dans les crèches, chez les assistantes "
        "maternelles et dans les accueils de loisirs : observation, prêt de matériel, échanges avec les parents.",
        expected_result="24 enfants accueillis en milieu ordinaire en 2030, contre 9 en 2024.",
        audience="Enfants de 0 à 11 ans, leurs parents et les professionnels",
        pilot=SUPPORT,
        pilot_position="coordinateur du pôle",
        issues=("E1", "E4"),
        starts_on=date(2026, 3, 1),
        ends_on=END,
        steps=(
            ("Convention avec les gestionnaires", date(2026, 6, 30), date(2026, 7, 2)),
            ("Premières interventions", date(2026, 9, 15), date(2026, 9, 21)),
            ("Malle de matériel adapté", date(2026, 12, 15), None),
        ),
        operating=_k(10, 25, 25, 25, 25),
        fundings=(
            Funding(FUNDER.CAF, _k(6, 15, 15, 15, 15), CAF, "Fonds publics et territoires",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.MSA, _k(2, 4, 4, 4, 4), MSA, first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k(2, 6, 6, 6, 6), CC, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Enfants en situation de handicap accueillis", "enfants", Decimal(9), _targets(10, 14, 18, 21, 24),
                    {2026: Decimal(12)}, source="Gestionnaires", note="Huit en crèche, quatre en accueil de loisirs."),
        ),
        news=(
            News(date(2026, 7, 6), STATUS.IN_PROGRESS, 15, "Cinq gestionnaires ont signé la convention.",
                 date(2026, 9, 15)),
            News(date(2026, 11, 12), STATUS.IN_PROGRESS, 25, "Douze enfants suivis. La malle est commandée.",
                 date(2026, 12, 15)),
        ),
        partners=((CAF, PART.FUNDER), (MSA, PART.FUNDER), (CC, PART.CO_PILOT), (DEPARTMENT, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("0.80"),
    ),
    "2.1.1": Fiche(
        title="Faire circuler une équipe jeunesse dans les huit communes",
        description="Deux animateurs et un véhicule aménagé vont à la rencontre des jeunes, deux soirs par semaine et "
        "pendant les vacances, aux arrêts de car, au stade, sur les réseaux sociaux. Ils aident à monter des projets.",
        expected_result="320 jeunes différents rencontrés en 2030, dont la moitié ne fréquentait aucun service.",
        audience="Jeunes de 11 à 17 ans",
        pilot=YOUTH,
        pilot_position="responsable jeunesse",
        issues=("E3",),
        starts_on=date(2026, 4, 1),
        ends_on=END,
        steps=(
            ("Recrutement des deux animateurs", date(2026, 6, 30), date(2026, 6, 26)),
            ("Véhicule aménagé", date(2026, 9, 30), date(2026, 10, 6)),
            ("Diagnostic participatif avec les jeunes", date(2027, 1, 31), None),
        ),
        operating=_k(45, 92, 94, 96, 98),
        fundings=(
            Funding(FUNDER.CAF, _k("22.4", "45.9", "46.9", "47.9", "48.9"), CAF, "PS jeunes et bonus territoire",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.MSA, _k(3, 5, 5, 5, 5), MSA, "Grandir en milieu rural", first_year=CERTAINTY.REQUESTED),
            Funding(FUNDER.FAMILIES, _k("0.2", "0.2", "0.2", "0.2", "0.2"), scheme="Adhésions"),
            Funding(FUNDER.LOCAL, _k("19.4", "40.9", "41.9", "42.9", "43.9"), CC, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Jeunes différents rencontrés", "jeunes", Decimal(0), _targets(60, 160, 220, 280, 320),
                    {2026: Decimal(74)}, source="Carnet de bord de l’équipe", note="De juillet à novembre."),
        ),
        news=(
            News(date(2026, 7, 3), STATUS.IN_PROGRESS, 20, "Les deux animateurs ont pris leur poste.",
                 date(2026, 9, 30)),
            News(date(2026, 10, 9), STATUS.IN_PROGRESS, 35, "Le véhicule roule : Legé et Corcoué-sur-Logne le mardi, "
                 "Machecoul-Saint-Même le vendredi.", date(2027, 1, 31)),
        ),
        partners=((CAF, PART.FUNDER), (MSA, PART.FUNDER), (CC, PART.CO_PILOT)),
        full_time_equivalent=Decimal("2.00"),
    ),
    "2.1.2": Fiche(
        title="Partager un accueil de loisirs pour adolescents, avec une navette",
        description="Les communes ouvrent ensemble un accueil pendant les vacances, tour à tour à "
        "Machecoul-Saint-Même, Legé et Saint-Mars-de-Coutais. Une navette dessert les huit bourgs.",
        expected_result="16 000 heures nouvelles d’accueil par an à partir de 2029.",
        audience="Jeunes de 11 à 14 ans",
        pilot=MACHECOUL,
        pilot_position="directeur du service enfance",
        issues=("E3", "E5"),
        starts_on=date(2026, 9, 1),
        ends_on=END,
        steps=(
            ("Convention entre les communes", date(2026, 12, 15), None),
            ("Marché de transport", date(2027, 2, 28), None),
            ("Ouverture aux vacances de printemps", date(2027, 4, 12), None),
        ),
        operating=_k(20, 34, 36, 38, 38),
        fundings=(
            Funding(FUNDER.CAF, _k(7, "11.9", "12.6", "13.3", "13.2"), CAF, "PSO et bonus territoire",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.FAMILIES, _k(5, "8.4", "8.8", "9.4", "9.4"), scheme="Participations familiales"),
            Funding(FUNDER.LOCAL, _k(8, "13.7", "14.6", "15.3", "15.4"), MACHECOUL, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Heures nouvelles d’accueil", "heures", Decimal(0), _targets(0, 9000, 14000, 16000, 16000),
                    {2026: Decimal(0)}, KIND.OUTPUT, source="Déclarations à la Caf"),
        ),
        news=(
            News(date(2026, 9, 15), STATUS.IN_PROGRESS, 10, "Six communes sur huit ont donné leur accord.",
                 date(2026, 12, 15)),
        ),
        partners=((CAF, PART.FUNDER), (LEGE, PART.CO_PILOT), (CC, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("0.60"),
    ),
    "2.2.1": Fiche(
        title="Rendre itinérant le lieu d’accueil enfants-parents",
        description="Deux accueillants ouvrent chaque semaine une matinée à Corcoué-sur-Logne et une à Paulx, en plus "
        "de Machecoul-Saint-Même, dans des salles communales aménagées.",
        expected_result="900 heures d’ouverture par an à partir de 2028, sur trois sites.",
        audience="Enfants de moins de 6 ans et leurs parents",
        pilot=CIAS,
        pilot_position="directrice",
        issues=("E4",),
        starts_on=date(2026, 6, 1),
        ends_on=END,
        steps=(
            ("Salles mises à disposition", date(2026, 9, 30), date(2026, 9, 18)),
            ("Formation de deux accueillants", date(2026, 12, 31), None),
            ("Ouverture à Corcoué-sur-Logne et à Paulx", date(2027, 1, 18), None),
        ),
        operating=_k(14, 28, 29, 30, 30),
        fundings=(
            Funding(FUNDER.CAF, _k("8.4", "16.7", "17.3", "17.8", "17.8"), CAF, "PS LAEP et bonus territoire",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k("5.6", "11.3", "11.7", "12.2", "12.2"), CIAS, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Heures d’ouverture du lieu d’accueil", "heures", Decimal(620), _targets(620, 760, 900, 900, 900),
                    {2026: Decimal(634)}, KIND.OUTPUT, source="CIAS"),
        ),
        news=(
            News(date(2026, 9, 22), STATUS.IN_PROGRESS, 30, "Les deux salles sont prêtes, la formation commence.",
                 date(2026, 12, 31)),
        ),
        partners=((CAF, PART.FUNDER), ("Commune de Corcoué-sur-Logne", PART.HOST), ("Commune de Paulx", PART.HOST)),
        full_time_equivalent=Decimal("0.50"),
        communes=("Machecoul-Saint-Même", "Corcoué-sur-Logne", "Paulx"),
    ),
    "2.2.2": Fiche(
        title="Tenir chaque année une semaine de la parentalité",
        description="Une semaine d’ateliers, de conférences et de sorties, préparée par un comité de parents et de "
        "professionnels, et qui passe dans une commune différente chaque soir.",
        expected_result="400 parents présents en 2030, dont un tiers venus pour la première fois.",
        audience="Parents d’enfants de 0 à 17 ans",
        pilot=PARENTS,
        pilot_position="animatrice du réseau",
        issues=("E4",),
        starts_on=START,
        ends_on=END,
        steps=(
            ("Première semaine", date(2026, 10, 12), date(2026, 10, 17)),
            ("Comité de parents de l’édition 2027", date(2027, 2, 15), None),
        ),
        operating=_k(6, 8, 8, 9, 9),
        fundings=(
            Funding(FUNDER.CAF, _k("3.6", "4.8", "4.8", "5.4", "5.4"), CAF, "REAAP", first_year=CERTAINTY.PAID),
            Funding(FUNDER.LOCAL, _k("2.4", "3.2", "3.2", "3.6", "3.6"), CC, first_year=CERTAINTY.ACTUAL),
        ),
        promises=(
            Promise("Parents présents", "parents", Decimal(140), _targets(180, 240, 300, 350, 400),
                    {2026: Decimal(196)}, source="Feuilles de présence", note="Onze rendez-vous dans six communes."),
        ),
        news=(
            News(date(2026, 10, 20), STATUS.IN_PROGRESS, 20, "La première édition a réuni 196 parents.",
                 date(2027, 2, 15)),
        ),
        partners=((CAF, PART.FUNDER), (CC, PART.FUNDER), (CIAS, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("0.10"),
    ),
    "3.1.1": Fiche(
        title="Lancer un bus France services dans les huit communes",
        description="Deux conseillers et un véhicule accessible passent une fois par semaine dans chaque bourg : "
        "démarches en ligne, prise de rendez-vous, orientation vers la Caf, la MSA, la CPAM et France Travail.",
        expected_result="2 600 accompagnements par an en 2030 et un premier accueil à moins de 15 minutes de chacun.",
        audience="Tous les habitants, d’abord ceux sans voiture ou sans connexion",
        pilot=CC,
        pilot_position="responsable des services à la population",
        issues=("E5",),
        starts_on=date(2026, 2, 1),
        ends_on=END,
        steps=(
            ("Labellisation par la préfecture", date(2026, 6, 30), date(2026, 7, 9)),
            ("Achat et aménagement du bus", date(2026, 8, 31), date(2026, 9, 3)),
            ("Première tournée", date(2026, 9, 15), date(2026, 9, 15)),
            ("Bilan des arrêts avec les habitants", date(2027, 3, 15), None),
        ),
        operating=_k(35, 70, 72, 74, 76),
        investment=_k(50, 0, 0, 0, 0),
        fundings=(
            Funding(FUNDER.CAF, _k(18, 8, 8, 8, 8), CAF, "Fonds locaux", first_year=CERTAINTY.PAID),
            Funding(FUNDER.STATE, _k(55, 48, 48, 49, 50), STATE, "France services et DETR",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k(12, 14, 16, 17, 18), CC, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Accompagnements par an", "actes", Decimal(0), _targets(900, 1600, 2100, 2400, 2600),
                    {2026: Decimal(512)}, KIND.OUTPUT, source="Outil de suivi France services",
                    note="Deux mois et demi de tournées."),
        ),
        news=(
            News(date(2026, 7, 10), STATUS.IN_PROGRESS, 20, "Le bus est labellisé.", date(2026, 9, 15)),
            News(date(2026, 11, 16), STATUS.IN_PROGRESS, 35, "512 accompagnements depuis septembre ; le jeudi à Legé "
                 "déborde.", date(2027, 3, 15)),
        ),
        partners=((CAF, PART.FUNDER), (STATE, PART.FUNDER), (MSA, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("2.00"),
    ),
    "3.2.1": Fiche(
        title="Préfigurer puis ouvrir un espace de vie sociale à Legé",
        description="Une association d’habitants prépare pendant un an un projet social : café des parents, "
        "atelier de réparation, sorties en famille. L’agrément de la Caf est demandé à l’issue de cette année.",
        expected_result="Un agrément en 2027 et 220 adhérents en 2030.",
        audience="Habitants de Legé, Touvois et Corcoué-sur-Logne",
        pilot=SOCIAL_SPACE,
        pilot_position="présidente",
        issues=("E4", "E5"),
        starts_on=date(2026, 2, 1),
        ends_on=END,
        steps=(
            ("Enquête auprès des habitants", date(2026, 5, 31), date(2026, 6, 4)),
            ("Local trouvé et convention d’occupation", date(2026, 9, 30), None),
            ("Demande d’agrément", date(2027, 3, 31), None),
        ),
        operating=_k(15, 40, 48, 50, 50),
        fundings=(
            Funding(FUNDER.CAF, _k("8.4", "22.5", 27, "28.1", 28), CAF, "PS animation locale",
                    first_year=CERTAINTY.NOTIFIED),
            Funding(FUNDER.LOCAL, _k("6.6", "17.5", 21, "21.9", 22), LEGE, first_year=CERTAINTY.VOTED),
        ),
        promises=(
            Promise("Adhérents de l’espace de vie sociale", "personnes", Decimal(0), _targets(0, 80, 140, 180, 220),
                    {2026: Decimal(0)}, source="Association Le Préau"),
        ),
        news=(
            News(date(2026, 6, 8), STATUS.IN_PROGRESS, 20, "163 réponses à l’enquête, un groupe de douze habitants.",
                 date(2026, 9, 30)),
            News(date(2026, 10, 14), STATUS.BLOCKED, 20, "Pas de local : l’ancienne poste est vendue. La commune "
                 "cherche une autre salle.", date(2026, 12, 15)),
        ),
        partners=((CAF, PART.FUNDER), (LEGE, PART.HOST), (CIAS, PART.CONTRIBUTOR)),
        full_time_equivalent=Decimal("0.60"),
        communes=("Legé", "Touvois", "Corcoué-sur-Logne"),
    ),
}  # fmt: skip

# Promises of the démarche itself, tied to no single action.
PROMISES = (
    Promise("Taux de couverture global de l’accueil du jeune enfant", "places pour 100 enfants", Decimal("67.1"),
            dict(zip(YEARS, _k("67.1", "68.2", "69.0", "69.5", "70.0"), strict=True)), {2026: Decimal("66.8")},
            KIND.IMPACT, source="Caf et PMI", decimals=1),
    Promise("Organisations présentes aux comités techniques", "organisations", Decimal(7),
            dict(zip(YEARS, _k(9, 9, 10, 10, 11), strict=True)), {2026: Decimal(10)}, KIND.OUTPUT,
            source="Feuilles de présence"),
)  # fmt: skip
