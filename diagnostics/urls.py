from django.urls import path

from diagnostics import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "diagnostics"

HERE = f"{CTG_PATH}diagnostic/"
CATALOGUE = f"{CAF_PATH}indicateurs/"
CRITERIA = f"{CAF_PATH}criteres/"

urlpatterns = [
    path("contribuer/<str:token>/", views.contribute, name="contribute"),
    path("vote/", views.join_vote, name="join_vote"),
    path("vote/<str:code>/", views.vote, name="vote"),
    path(HERE, views.overview, name="overview"),
    path(f"{HERE}synthese/", views.edit_summary, name="edit_summary"),
    path(f"{HERE}indicateurs/", views.indicators, name="indicators"),
    path(f"{HERE}indicateurs/donnees.csv", views.portrait_csv, name="portrait_csv"),
    path(f"{HERE}indicateurs/<str:code>/", views.indicator, name="indicator"),
    path(f"{HERE}indicateurs/<str:code>/donnees.csv", views.indicator_csv, name="indicator_csv"),
    path(f"{HERE}indicateurs/<str:code>/saisir/", views.enter_figure, name="enter_figure"),
    path(f"{HERE}indicateurs/<str:code>/saisies/<uuid:pk>/retirer/", views.withdraw_figure, name="withdraw_figure"),
    path(f"{HERE}cartes/", views.maps, name="maps"),
    path(f"{HERE}cartes/donnees.csv", views.maps_csv, name="maps_csv"),
    path(f"{HERE}offre/", views.offer, name="offer"),
    path(f"{HERE}offre/donnees.csv", views.offer_csv, name="offer_csv"),
    path(f"{HERE}besoins/", views.needs, name="needs"),
    path(f"{HERE}besoins/donnees.csv", views.needs_csv, name="needs_csv"),
    path(f"{HERE}besoins/distances/", views.distances, name="distances"),
    path(f"{HERE}besoins/distances/donnees.csv", views.distances_csv, name="distances_csv"),
    path(f"{HERE}constats/", views.findings, name="findings"),
    path(f"{HERE}constats/nouveau/", views.new_finding, name="new_finding"),
    path(f"{HERE}constats/<uuid:pk>/", views.finding, name="finding"),
    path(f"{HERE}constats/<uuid:pk>/modifier/", views.edit_finding, name="edit_finding"),
    path(f"{HERE}constats/<uuid:pk>/deplacer/", views.move_finding, name="move_finding"),
    path(f"{HERE}constats/<uuid:pk>/citer-un-chiffre/", views.cite_figure, name="cite_figure"),
    path(f"{HERE}constats/<uuid:pk>/citer-une-parole/", views.cite_words, name="cite_words"),
    path(f"{HERE}constats/<uuid:pk>/relier/", views.attach_finding, name="attach_finding"),
    path(f"{HERE}preuves/<uuid:pk>/actualiser/", views.cite_again, name="cite_again"),
    path(f"{HERE}preuves/<uuid:pk>/retirer/", views.withdraw_evidence, name="withdraw_evidence"),
    path(f"{HERE}constats/<uuid:pk>/supprimer/", views.delete_finding, name="delete_finding"),
    path(f"{HERE}enjeux/", views.issues, name="issues"),
    path(f"{HERE}enjeux/nouveau/", views.new_issue, name="new_issue"),
    path(f"{HERE}enjeux/<uuid:pk>/", views.issue, name="issue"),
    path(f"{HERE}enjeux/<uuid:pk>/modifier/", views.edit_issue, name="edit_issue"),
    path(f"{HERE}enjeux/<uuid:pk>/noter/", views.score_issue, name="score_issue"),
    path(f"{HERE}enjeux/<uuid:pk>/priorite/", views.rule_issue, name="rule_issue"),
    path(f"{HERE}votes/nouveau/", views.new_vote, name="new_vote"),
    path(f"{HERE}votes/<uuid:pk>/", views.vote_session, name="vote_session"),
    path(f"{HERE}votes/<uuid:pk>/clore/", views.close_vote, name="close_vote"),
    path(f"{HERE}enjeux/<uuid:pk>/supprimer/", views.delete_issue, name="delete_issue"),
    path(f"{HERE}contributions/", views.contributions, name="contributions"),
    path(f"{HERE}contributions/nouvelle/", views.new_heard, name="new_heard"),
    path(f"{HERE}contributions/lien/", views.send_link, name="send_link"),
    path(f"{HERE}contributions/lien/<uuid:pk>/annuler/", views.revoke_link, name="revoke_link"),
    path(f"{HERE}contributions/<uuid:pk>/", views.contribution, name="contribution"),
    path(f"{HERE}contributions/<uuid:pk>/modifier/", views.edit_contribution, name="edit_contribution"),
    path(f"{HERE}contributions/<uuid:pk>/relire/", views.review, name="review"),
    path(CRITERIA, views.criteria, name="criteria"),
    path(f"{CRITERIA}proposes/", views.adopt_criteria, name="adopt_criteria"),
    path(f"{CRITERIA}nouveau/", views.new_criterion, name="new_criterion"),
    path(f"{CRITERIA}<uuid:pk>/", views.edit_criterion, name="edit_criterion"),
    path(CATALOGUE, views.catalogue, name="catalogue"),
    path(f"{CATALOGUE}nouveau/", views.new_indicator, name="new_indicator"),
    path(f"{CATALOGUE}completer/", views.complete_catalogue, name="complete_catalogue"),
    path(f"{CATALOGUE}<uuid:pk>/", views.catalogue_entry, name="catalogue_entry"),
    path(f"{CATALOGUE}<uuid:pk>/modifier/", views.edit_indicator, name="edit_indicator"),
]
