"""The text of a Caf's template: fourteen articles, in Markdown with merge fields."""

PREAMBLE = """\
Les caisses d’Allocations familiales contribuent, avec leurs partenaires, à l’accueil du jeune enfant, à \
l’accompagnement des familles et à la vie sociale des territoires. La convention territoriale globale (CTG) réunit \
sur un seul projet les engagements que la Caf et les collectivités prenaient jusqu’ici séparément.

Sur le territoire {{ territoire_nom }}, {{ communes_nombre }} communes et {{ population }} habitants \
(population municipale {{ population_annee }}) partagent un même bassin de vie. Une première convention a été \
conduite de 2020 à 2024 à la suite du contrat enfance jeunesse ; son évaluation a servi de point de départ au \
diagnostic partagé joint en annexe 1.

Les parties ont conduit ce diagnostic ensemble, avec les familles et les professionnels. Elles en ont tiré les \
enjeux suivants :

{{ enjeux_liste }}

La présente convention tient compte du schéma départemental des services aux familles et, pour les communes \
concernées, des obligations de l’autorité organisatrice de l’accueil du jeune enfant."""

TITLES_AND_BODIES = (
    (
        "Objet de la convention",
        """\
La présente convention fixe le cadre politique et stratégique dans lequel les parties coordonnent leurs \
interventions auprès des familles du territoire {{ territoire_nom }}. Elle vise à :

- connaître et partager les besoins prioritaires des habitants ;
- définir les champs d’intervention à privilégier au regard de l’écart entre l’offre et les besoins ;
- pérenniser et optimiser l’offre existante par une mobilisation des moyens de chacun ;
- développer des réponses nouvelles là où le diagnostic a montré un manque.

Elle couvre les communes de {{ communes_liste }}.""",
    ),
    (
        "Champs d’intervention de la Caf",
        """\
Dans le cadre de ses missions nationales, {{ caf_nom }} soutient l’offre de services aux familles, verse les \
prestations et accompagne les moments de la vie. Sur le territoire, son action porte en priorité sur :

1. l’accueil du jeune enfant et l’appui aux professionnels de l’accueil individuel ;
2. l’enfance et la jeunesse, sur les temps libres comme sur l’autonomie ;
3. la parentalité et le répit des parents ;
4. l’accès aux droits, l’inclusion numérique et l’animation de la vie sociale.""",
    ),
    (
        "Champs d’intervention des collectivités",
        """\
{{ collectivite_nom }} exerce la compétence des accueils de loisirs du mercredi et des vacances, et les \
missions de recensement des besoins, d’information des familles et de planification de l’accueil du jeune enfant, \
qui lui ont été transférées. Les communes conservent l’accueil périscolaire et, pour celles de plus de \
3 500 habitants, le soutien à la qualité des modes d’accueil.

La signature de la convention **n’emporte aucun transfert de compétence**.""",
    ),
    (
        "Objectifs partagés au regard des besoins",
        """\
À partir du diagnostic (annexe 1), le comité de pilotage a retenu les axes suivants, déclinés en \
{{ actions_nombre }} fiches action (annexe 3) :

{{ axes_liste }}

Chaque fiche désigne un pilote, un calendrier, un budget par année et par financeur, et les indicateurs qui \
permettront d’en juger.""",
    ),
    (
        "Engagements des partenaires",
        """\
Le plan d’actions représente {{ montant_total }} sur la durée de la convention, dont {{ part_caf }} apportés par \
la Caf, {{ part_bloc_communal }} par le bloc communal et {{ part_autres }} par les autres financeurs et les familles.

La Caf maintient les financements issus du contrat enfance jeunesse sous la forme du bonus territoire, versé \
directement aux gestionnaires des équipements listés en annexe 2. Les collectivités poursuivent leur soutien \
financier à ces équipements. Les montants inscrits sont *prévisionnels* : ils sont confirmés chaque année par \
les décisions budgétaires de chaque partie.""",
    ),
    (
        "Modalités de collaboration",
        """\
La démarche est conduite par les instances suivantes, décrites en annexe 4 : {{ instances_liste }}. \
{{ etp_cooperation }} postes de chargé de coopération, en équivalents temps plein, en assurent l’animation.

Le comité de pilotage est présidé conjointement par la Caf et par la collectivité. Il arrête les priorités, suit \
l’avancement et décide des ajustements.""",
    ),
    (
        "Échanges de données",
        """\
Les parties échangent les données utiles au diagnostic, au suivi et à l’évaluation. Ces données sont des \
statistiques : aucune donnée nominative relative à un allocataire n’est transmise. Chaque partie respecte le \
secret statistique et le règlement général sur la protection des données, et n’utilise les données reçues qu’aux \
fins de la convention.""",
    ),
    (
        "Communication",
        """\
Toute communication relative aux actions de la convention mentionne le soutien des parties et porte leurs \
logotypes. Chacune informe les autres avant toute action de communication d’importance.""",
    ),
    (
        "Évaluation",
        """\
Une évaluation à mi-parcours et une évaluation finale sont conduites sous l’autorité du comité de pilotage. Elles \
portent sur la démarche et sur le plan d’actions, selon les critères et les indicateurs de l’annexe 5. \
L’évaluation finale précède tout renouvellement.""",
    ),
    (
        "Durée de la convention",
        """\
La présente convention est conclue pour {{ duree_annees }} ans, du {{ date_debut }} au {{ date_fin }}. Elle ne peut \
être reconduite que par un accord exprès des parties.""",
    ),
    (
        "Exécution formelle",
        """\
Toute modification fait l’objet d’un avenant écrit et signé par toutes les parties. Si une clause est déclarée \
nulle, les autres gardent leur force. Les annexes font partie de la convention.""",
    ),
    (
        "Fin de la convention",
        """\
La convention peut prendre fin :

- à son terme ;
- d’un commun accord, avec un préavis de six mois ;
- de plein droit, un mois après une mise en demeure restée sans effet, si une partie ne respecte pas ses \
engagements.

La fin de la convention met fin aux engagements qui lui sont liés, sans indemnité.""",
    ),
    (
        "Recours",
        """\
Les parties recherchent d’abord une solution amiable. À défaut, le litige est porté devant le tribunal \
administratif compétent.""",
    ),
    (
        "Confidentialité",
        """\
Les parties sont tenues au secret professionnel et à l’obligation de discrétion pour tout ce qu’elles apprennent \
dans l’exécution de la convention. Ces obligations demeurent après son terme.""",
    ),
)
