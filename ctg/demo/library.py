"""What the other CTGs are made of: voices, findings, issues and fiches that each territory draws from."""

from dataclasses import dataclass
from decimal import Decimal

from actionplans.models import BudgetLine
from ctg.demo.findings import Stake
from diagnostics.models import Contribution, Finding, Issue, Theme
from evaluation.models import Indicator, Question

QUADRANT, PRIORITY, FUNDER, KIND = Finding.Quadrant, Issue.Priority, BudgetLine.Funder, Indicator.Kind
VOICE = Contribution.Kind


@dataclass(frozen=True)
class VoiceModel:
    key: str
    kind: str
    theme: str
    title: str
    text: str
    author_name: str
    participants: tuple[int, int]


@dataclass(frozen=True)
class StatementModel:
    key: str
    quadrant: str
    theme: str
    title: str
    text: str
    indicators: tuple[str, ...]
    voices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """What a fiche promises: baseline and target for 25 000 inhabitants, scaled unless they are rates."""

    label: str
    unit: str
    baseline: int
    target: int
    is_scaled: bool = True
    kind: str = KIND.OUTCOME

    @property
    def direction(self) -> str:
        return Indicator.Direction.INCREASE if self.target >= self.baseline else Indicator.Direction.DECREASE


@dataclass(frozen=True)
class FicheModel:
    """A fiche for 25 000 inhabitants; `pilot` is a kind of body, or the name of an association."""

    issue: str
    objective: str
    title: str
    description: str
    result: str
    audience: str
    pilot: str
    position: str
    thousands: int
    caf_share: Decimal
    goal: Goal
    scheme: str
    other: str = ""
    other_share: Decimal = Decimal(0)
    full_time_equivalent: Decimal = Decimal("0.50")


VOICES = (
    VoiceModel("survey", VOICE.SURVEY, Theme.EARLY_CHILDHOOD, "Les familles cherchent des horaires plus souples",
               "Le questionnaire a surtout été rempli par des familles déjà usagères d’un service.",
               "Familles du territoire", (180, 950)),
    VoiceModel("childminders", VOICE.WORKSHOP, Theme.EARLY_CHILDHOOD, "Le métier n’attire plus",
               "Les participantes demandent des lieux pour se retrouver et un appui administratif.",
               "Atelier des assistantes maternelles", (9, 35)),
    VoiceModel("youth", VOICE.WORKSHOP, Theme.YOUTH, "On voudrait un endroit à nous",
               "Les jeunes citent les transports, un lieu ouvert le soir et un adulte qui écoute.",
               "Atelier au collège", (15, 60)),
    VoiceModel("parents", VOICE.INTERVIEW, Theme.PARENTING, "On ne sait pas à qui demander",
               "Les parents rencontrés connaissent peu les services qui leur sont destinés.", "Parents d’élèves",
               (4, 18)),
    VoiceModel("mayors", VOICE.INTERVIEW, Theme.MOBILITY, "Les services s’éloignent",
               "Les élus constatent que les permanences ferment et que les démarches passent par internet.",
               "Maires du territoire", (4, 20)),
    VoiceModel("associations", VOICE.WORKSHOP, Theme.SOCIAL_LIFE, "Les bénévoles s’épuisent",
               "Les associations cherchent des relais et des locaux partagés.", "Atelier des associations", (8, 30)),
)  # fmt: skip

STATEMENTS = (
    StatementModel("coverage", QUADRANT.STRENGTH, Theme.EARLY_CHILDHOOD, "Une offre d’accueil encore solide",
                   "Elle repose surtout sur l’accueil individuel, inégalement réparti.", ("PE1", "PE2"), ("survey",)),
    StatementModel("ageing", QUADRANT.THREAT, Theme.EARLY_CHILDHOOD, "Les assistantes maternelles partent en retraite",
                   "Les départs ne sont pas tous remplacés.", ("PE6B", "PE6"), ("childminders",)),
    StatementModel("leisure", QUADRANT.STRENGTH, Theme.CHILDHOOD, "Des accueils de loisirs présents partout ou presque",
                   "Les mercredis sont pleins, les petites vacances moins.", ("ENF3", "DEM4C")),
    StatementModel("youth", QUADRANT.WEAKNESS, Theme.YOUTH, "Peu de réponses après le collège",
                   "L’offre s’arrête à 12 ans dans la plupart des communes.", ("DEM4D", "JEU1"), ("youth",)),
    StatementModel("parents", QUADRANT.WEAKNESS, Theme.PARENTING, "Des parents seuls, peu informés",
                   "Les actions existent mais restent mal connues.", ("FAM1", "PAR2"), ("parents",)),
    StatementModel("rights", QUADRANT.WEAKNESS, Theme.ACCESS_TO_RIGHTS, "Des droits qui ne sont pas demandés",
                   "Le non-recours touche d’abord les personnes isolées.", ("AD1", "CAF6"), ("mayors",)),
    StatementModel("social-life", QUADRANT.OPPORTUNITY, Theme.SOCIAL_LIFE, "Des habitants qui veulent s’engager",
                   "Plusieurs collectifs cherchent un lieu et un accompagnement.", ("AVS1",), ("associations",)),
    StatementModel("housing", QUADRANT.THREAT, Theme.HOUSING, "Se loger coûte de plus en plus cher",
                   "Les jeunes ménages s’éloignent des bourgs équipés.", ("LOG2", "LOG3")),
)  # fmt: skip

# Key of the issue, then what it says; the key is the one that the fiches name.
STAKES = {
    "childcare": Stake("Renouveler l’accueil du jeune enfant",
                       "Remplacer les places qui ferment et en ouvrir ailleurs.",
                       Theme.EARLY_CHILDHOOD, PRIORITY.FIRST, ("coverage", "ageing")),
    "leisure": Stake("Des loisirs accessibles à tous les enfants", "Harmoniser les tarifs et accueillir chacun.",
                     Theme.CHILDHOOD, PRIORITY.HIGH, ("leisure",)),
    "youth": Stake("Donner leur place aux 11-17 ans", "Aller vers eux et leur confier des projets.", Theme.YOUTH,
                   PRIORITY.FIRST, ("youth",)),
    "parents": Stake("Soutenir les parents", "Rendre visible ce qui existe et l’étendre.", Theme.PARENTING,
                     PRIORITY.HIGH, ("parents",)),
    "rights": Stake("Faciliter l’accès aux droits", "Accompagner plutôt que renvoyer.", Theme.ACCESS_TO_RIGHTS,
                    PRIORITY.HIGH, ("rights", "housing")),
    "social-life": Stake("Faire vivre les communes", "S’appuyer sur les habitants et les associations.",
                         Theme.SOCIAL_LIFE, PRIORITY.NORMAL, ("social-life",)),
}  # fmt: skip

AXES = (
    ("Accueillir les jeunes enfants", ("childcare",)),
    ("Accompagner l’enfance, la jeunesse et les parents", ("leisure", "youth", "parents")),
    ("Vivre ensemble et faire valoir ses droits", ("rights", "social-life")),
)

HALF, THIRD = Decimal("0.50"), Decimal("0.35")
FICHES = (
    FicheModel("childcare", "Développer l’accueil collectif", "Ouvrir une micro-crèche intercommunale",
               "Douze places dans une commune qui n’en a pas, avec des horaires adaptés aux salariés du territoire.",
               "Douze places ouvertes la deuxième année.", "Enfants de moins de 3 ans", "epci",
               "responsable petite enfance", 190, HALF,
               Goal("Places de crèche", "places", 150, 162, kind=KIND.OUTPUT), "PSU et bonus territoire",
               FUNDER.FAMILIES, Decimal("0.15"), Decimal("4.00")),
    FicheModel("childcare", "Soutenir l’accueil individuel", "Faire connaître le métier d’assistante maternelle",
               "Réunions d’information, parrainage des nouvelles professionnelles, prêt de matériel.",
               "Le nombre de professionnelles cesse de baisser.", "Assistantes maternelles", "epci",
               "animatrice du relais petite enfance", 16, HALF,
               Goal("Assistantes maternelles en activité", "personnes", 160, 164), "Fonds publics et territoires",
               FUNDER.MSA, Decimal("0.10"), Decimal("0.20")),
    FicheModel("childcare", "Soutenir l’accueil individuel", "Accueillir les enfants en situation de handicap",
               "Une référente se déplace dans les structures et chez les assistantes maternelles.",
               "Deux fois plus d’enfants accueillis.", "Enfants de 0 à 6 ans", "Association Les Passerelles",
               "coordinatrice", 32, Decimal("0.60"), Goal("Enfants accueillis", "enfants", 8, 20),
               "Fonds publics et territoires", FUNDER.MSA, Decimal("0.12"), Decimal("0.80")),
    FicheModel("leisure", "Harmoniser les accueils de loisirs", "Appliquer un tarif selon le quotient familial partout",
               "Une même grille de tarifs dans toutes les communes, calculée avec les gestionnaires.",
               "Une famille usagère sur quatre a un quotient inférieur à 600 €.", "Familles usagères", "epci",
               "responsable enfance", 48, THIRD,
               Goal("Familles modestes parmi les usagères", "%", 17, 25, is_scaled=False), "PSO et bonus territoire",
               FUNDER.FAMILIES, Decimal("0.20"), Decimal("0.30")),
    FicheModel("leisure", "Harmoniser les accueils de loisirs", "Former des animateurs",
               "Prise en charge du Bafa pour vingt jeunes par an, en échange d’un mois d’animation.",
               "Vingt jeunes formés chaque année.", "Jeunes de 16 à 25 ans", "town",
               "directrice de l’accueil de loisirs", 14, HALF, Goal("Jeunes formés", "jeunes", 6, 20, kind=KIND.OUTPUT),
               "Aide au Bafa", "", Decimal(0),
               Decimal("0.10")),
    FicheModel("youth", "Aller vers les adolescents", "Lancer une animation de rue et de réseaux",
               "Deux animateurs vont à la rencontre des jeunes dans les communes et en ligne.",
               "Un jeune sur dix rencontré dans l’année.", "Jeunes de 11 à 17 ans", "Fédération Jeunes en mouvement",
               "coordinateur jeunesse", 84, HALF, Goal("Jeunes différents rencontrés", "jeunes", 0, 290), "PS jeunes",
               FUNDER.MSA, Decimal("0.06"), Decimal("2.00")),
    FicheModel("youth", "Aller vers les adolescents", "Ouvrir un point d’écoute",
               "Une psychologue reçoit sans rendez-vous, dans trois communes, les jeunes et leurs parents.",
               "Cent cinquante entretiens par an.", "Jeunes de 12 à 25 ans", "ccas", "directrice", 41, Decimal("0.40"),
               Goal("Entretiens par an", "entretiens", 20, 150, kind=KIND.OUTPUT), "Fonds locaux", FUNDER.STATE,
               Decimal("0.25"), Decimal("0.60")),
    FicheModel("parents", "Rendre visible le soutien à la parentalité", "Créer un lieu d’accueil enfants-parents",
               "Une matinée par semaine, sans inscription, dans une salle communale.",
               "Trois cents heures d’ouverture par an.", "Parents d’enfants de moins de 6 ans", "ccas",
               "accueillante", 27, Decimal("0.60"),
               Goal("Heures d’ouverture", "heures", 0, 300, is_scaled=False, kind=KIND.OUTPUT), "PS LAEP", "",
               Decimal(0), Decimal("0.40")),
    FicheModel("parents", "Rendre visible le soutien à la parentalité", "Publier un agenda des parents",
               "Un seul agenda, en ligne et en mairie, tenu par le réseau des professionnels.",
               "Deux fois plus de parents présents aux rendez-vous.", "Parents", "Réseau Parents d’ici", "animateur", 9,
               Decimal("0.60"), Goal("Parents présents", "parents", 130, 320), "REAAP", "", Decimal(0),
               Decimal("0.20")),
    FicheModel("rights", "Accompagner les démarches", "Tenir des permanences numériques en mairie",
               "Un conseiller passe chaque semaine dans les communes sans guichet.",
               "Mille huit cents accompagnements par an.", "Habitants éloignés du numérique", "epci",
               "conseiller numérique", 52, Decimal("0.20"),
               Goal("Accompagnements par an", "actes", 350, 1800, kind=KIND.OUTPUT), "Fonds locaux", FUNDER.STATE,
               Decimal("0.45"), Decimal("1.00")),
    FicheModel("rights", "Accompagner les démarches", "Aller au-devant des familles qui ne demandent rien",
               "Les travailleurs sociaux de la Caf appellent les familles après une séparation ou un deuil.",
               "Deux familles sur trois rencontrées.", "Familles en rupture", "Association Les Passerelles",
               "coordinatrice", 18, Decimal("0.70"), Goal("Familles rencontrées", "%", 31, 66, is_scaled=False),
               "Fonds locaux", "", Decimal(0), Decimal("0.30")),
    FicheModel("social-life", "Soutenir les initiatives d’habitants", "Agréer un espace de vie sociale",
               "Une association d’habitants prépare un projet social et ouvre un lieu.",
               "Deux cents adhérents la troisième année.", "Habitants", "Association Le Préau", "présidente", 45,
               Decimal("0.55"), Goal("Adhérents", "personnes", 0, 200), "PS animation locale", "", Decimal(0),
               Decimal("1.00")),
)  # fmt: skip

QUESTIONS = (
    (Question.Criterion.RELEVANCE, "Les priorités répondaient-elles aux besoins des familles ?",
     Question.Judgement.YES, "Les enjeux retenus sont ceux que les habitants citent encore.",
     "Garder les enjeux, préciser ceux de la jeunesse."),
    (Question.Criterion.COHERENCE, "Les actions se sont-elles complétées ?", Question.Judgement.MOSTLY,
     "Les services se connaissent mieux ; deux actions se recouvraient.", "Relire les fiches ensemble chaque année."),
    (Question.Criterion.EFFECTIVENESS, "Les objectifs ont-ils été atteints, et pour qui ?", Question.Judgement.MOSTLY,
     "Les cibles de la petite enfance sont atteintes, celles de la jeunesse à moitié.",
     "Donner à la jeunesse un poste à temps plein."),
    (Question.Criterion.EFFICIENCY, "Les moyens étaient-ils proportionnés ?", Question.Judgement.MOSTLY,
     "Le coût d’une place est proche de celui du département.", "Suivre le coût par heure des accueils de loisirs."),
    (Question.Criterion.IMPACT, "Qu’est-ce qui a changé pour les familles ?", Question.Judgement.PARTLY,
     "Les démarches sont mieux accompagnées ; l’effet sur le non-recours reste difficile à mesurer.",
     "Mesurer la situation de départ avant de commencer."),
    (Question.Criterion.SUSTAINABILITY, "Qu’est-ce qui continuera ?", Question.Judgement.YES,
     "Huit actions sur dix sont devenues des services courants.", "Inscrire ces services aux budgets ordinaires."),
)  # fmt: skip
