"""The shared diagnosis of the complete CTG: what people said, what it means, what follows."""

from datetime import date, datetime

from ctg.demo.findings import Portrait, Stake, Statement, Voice
from ctg.demo.stage import PARIS
from diagnostics.models import Contribution, Finding, Issue, Theme

KIND, QUADRANT, PRIORITY = Contribution.Kind, Finding.Quadrant, Issue.Priority

VOICES = (
    Voice("survey", KIND.SURVEY, Theme.EARLY_CHILDHOOD, "812 familles ont répondu au questionnaire",
          "Une famille sur trois n’a pas obtenu le mode d’accueil souhaité. Les familles déjà usagères d’un service "
          "sont plus nombreuses à répondre que les autres : les besoins de celles qui n’en fréquentent aucun sont "
          "sans doute sous-estimés.", "Familles du territoire", date(2025, 3, 14), 812),
    Voice("childminders", KIND.WORKSHOP, Theme.EARLY_CHILDHOOD, "Nous partons sans être remplacées",
          "Vingt-deux assistantes maternelles racontent l’isolement, la paperasse et l’envie d’être à plusieurs.",
          "Atelier du relais petite enfance", date(2025, 2, 11), 22, audience="Assistantes maternelles",
          verbatims=("Quand je partirai, personne ne prendra ma place.", "On travaille seule dix heures par jour.")),
    Voice("managers", KIND.INTERVIEW, Theme.EARLY_CHILDHOOD, "On ferme des places faute de personnel",
          "Les trois gestionnaires de crèche disent avoir gelé des places plusieurs semaines en 2024.",
          "Gestionnaires de crèche", date(2025, 2, 27), 3, audience="Professionnels de la petite enfance"),
    Voice("teenagers", KIND.WORKSHOP, Theme.YOUTH, "Il n’y a rien pour nous après le collège",
          "Les jeunes demandent un lieu où se poser, des transports le mercredi et quelqu’un à qui parler.",
          "Atelier au collège de Machecoul-Saint-Même", date(2025, 3, 20), 48, audience="Collégiens",
          commune="Machecoul-Saint-Même",
          verbatims=("Le mercredi, on attend le bus de 18 heures.", "Il nous faudrait juste un endroit où se poser.")),
    Voice("mayors", KIND.INTERVIEW, Theme.MOBILITY, "Sans voiture, on ne fait rien",
          "Les huit maires citent les déplacements comme le premier frein aux démarches et aux loisirs.",
          "Maires du territoire", date(2025, 4, 3), 8, audience="Élus"),
    Voice("single-parents", KIND.WORKSHOP, Theme.PARENTING, "Je ne savais pas que ça existait",
          "Des parents seuls découvrent pendant l’atelier le lieu d’accueil enfants-parents, à douze kilomètres.",
          "Atelier à Legé", date(2025, 3, 27), 14, audience="Parents", commune="Legé",
          verbatims=("Je ne savais pas que ça existait.", "Douze kilomètres sans voiture, c’est non.")),
    Voice("social-workers", KIND.INTERVIEW, Theme.ACCESS_TO_RIGHTS, "Les dossiers s’arrêtent à la première page",
          "Les travailleurs sociaux estiment qu’une démarche en ligne sur quatre est abandonnée.",
          "Centre médico-social", date(2025, 4, 10), 6),
    Voice("inhabitants", KIND.WORKSHOP, Theme.SOCIAL_LIFE, "On a envie de faire, il nous faut une clé",
          "Un groupe d’habitants de Legé veut animer un lieu et cherche un local.", "Atelier à Legé",
          date(2025, 4, 24), 19, audience="Habitants", commune="Legé"),
    Voice("disability", KIND.WRITTEN, Theme.DISABILITY, "Une place dans le groupe, pas à côté",
          "Une famille raconte trois refus avant qu’une assistante maternelle accepte son fils.", "",
          date(2025, 3, 31), None, is_anonymous=True, audience="Parents"),
    Voice("saturday", KIND.WRITTEN, Theme.PARENTING, "Le samedi, tout est fermé",
          "Les parents qui travaillent en semaine ne peuvent venir que le samedi matin.", "", date(2026, 10, 12),
          status=Contribution.Status.TO_REVIEW, is_anonymous=True),
    Voice("swimming", KIND.WRITTEN, Theme.CHILDHOOD, "Il faudrait une piscine",
          "La plus proche est à trente-cinq minutes.", "", date(2025, 4, 28), status=Contribution.Status.DECLINED,
          is_anonymous=True, answer="Merci. Les équipements sportifs ne relèvent pas de la convention\u202f; votre "
          "demande est transmise à la communauté de communes."),
)  # fmt: skip

STATEMENTS = (
    Statement("coverage", QUADRANT.STRENGTH, Theme.EARLY_CHILDHOOD,
              "L’offre d’accueil couvre encore deux enfants sur trois",
              "Le taux est proche de celui du département, mais il repose aux trois quarts sur l’accueil individuel.",
              ("PE1", "PE2")),
    Statement("ageing", QUADRANT.THREAT, Theme.EARLY_CHILDHOOD,
              "Plus d’une assistante maternelle sur trois a 55 ans ou plus",
              "Sans installations nouvelles, une centaine de places disparaît d’ici 2030.", ("PE6B", "PE6"),
              ("childminders",)),
    Statement("refusals", QUADRANT.WEAKNESS, Theme.EARLY_CHILDHOOD, "Une demande d’accueil sur trois est refusée",
              "Les refus se concentrent à Machecoul-Saint-Même et dans les communes de l’est.", ("PE7", "DEM4"),
              ("survey", "managers"), "Machecoul-Saint-Même"),
    Statement("inclusion", QUADRANT.WEAKNESS, Theme.DISABILITY,
              "Neuf enfants en situation de handicap accueillis, pour quarante qui pourraient l’être",
              "Les professionnels se disent volontaires mais peu outillés.", ("HAN2", "HAN1"), ("disability",)),
    Statement("teenagers", QUADRANT.WEAKNESS, Theme.YOUTH, "Presque rien n’est proposé aux 11-17 ans",
              "Un seul accueil de jeunes, ouvert le samedi à Machecoul-Saint-Même.", ("DEM4D", "JEU3"),
              ("teenagers",)),
    Statement("single-parents", QUADRANT.WEAKNESS, Theme.PARENTING,
              "Une famille sur six est monoparentale, et peu soutenue",
              "Le lieu d’accueil enfants-parents n’existe que dans une commune.", ("FAM1", "PAR1"),
              ("single-parents",)),
    Statement("rights", QUADRANT.WEAKNESS, Theme.ACCESS_TO_RIGHTS, "Le premier accueil est à 28 minutes de Touvois",
              "Les habitants âgés ou sans voiture renoncent ou dépendent d’un proche.", ("AD2", "MOB1"),
              ("social-workers", "mayors"), "Touvois"),
    Statement("poverty", QUADRANT.STRENGTH, Theme.BENEFICIARIES,
              "Peu de pauvreté en moyenne, mais des situations dispersées",
              "Le taux est inférieur à celui du département ; les foyers concernés sont éloignés des services.",
              ("PAU1", "CAF6")),
    Statement("volunteers", QUADRANT.OPPORTUNITY, Theme.SOCIAL_LIFE, "Des habitants prêts à faire vivre un lieu",
              "Trois groupes informels existent ; aucun n’a de local ni de salarié.", ("AVS1",), ("inhabitants",)),
    Statement("births", QUADRANT.THREAT, Theme.POPULATION, "Les naissances reculent depuis cinq ans",
              "La baisse est plus forte dans les petites communes : l’offre nouvelle doit rester souple.", ("DEM3",),
              outdated=("DEM3",)),
)  # fmt: skip

STAKES = (
    Stake("Un accueil individuel qui vieillit",
          "Renouveler les assistantes maternelles et mieux accompagner celles qui exercent.", Theme.EARLY_CHILDHOOD,
          PRIORITY.FIRST, ("ageing", "coverage", "inclusion")),
    Stake("Un manque de places à l’est du territoire",
          "Ouvrir des places collectives là où une demande sur trois est refusée.", Theme.EARLY_CHILDHOOD,
          PRIORITY.FIRST, ("refusals", "births")),
    Stake("Presque rien pour les 11-17 ans", "Aller vers les jeunes et leur donner des lieux.", Theme.YOUTH,
          PRIORITY.HIGH, ("teenagers",)),
    Stake("Des parents isolés", "Faire connaître et rapprocher ce qui existe.", Theme.PARENTING, PRIORITY.HIGH,
          ("single-parents", "volunteers")),
    Stake("L’accès aux droits et les déplacements", "Amener les services dans les bourgs.", Theme.ACCESS_TO_RIGHTS,
          PRIORITY.NORMAL, ("rights", "poverty")),
)  # fmt: skip

PORTRAIT = Portrait(
    summary="Un territoire rural qui se rajeunit moins vite qu’avant, bien doté en accueil individuel mais dont les "
    "professionnelles partent, et où les adolescents, les parents seuls et les personnes sans voiture restent loin "
    "des services. Cinq enjeux ont été retenus par le comité de pilotage du 5 juin 2025.",
    method="De janvier à mai 2025 : un questionnaire (812 réponses), six ateliers, trente et un entretiens "
    "et la lecture commune des statistiques. Les chiffres de la démonstration sont fictifs, sauf les populations.",
    voices=VOICES,
    statements=STATEMENTS,
    stakes=STAKES,
    cited_at=datetime(2025, 5, 12, 9, 30, tzinfo=PARIS),
)
