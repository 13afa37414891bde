from django.urls import path

from diagnostics import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "diagnostics"

HERE = f"{CTG_PATH}diagnostic/"
CATALOGUE = f"{CAF_PATH}indicateurs/"

urlpatterns = [
    path("contribuer/<str:token>/", views.contribute, name="contribute"),
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
    path(f"{HERE}constats/<uuid:pk>/", views.edit_finding, name="edit_finding"),
    path(f"{HERE}constats/<uuid:pk>/supprimer/", views.delete_finding, name="delete_finding"),
    path(f"{HERE}enjeux/", views.issues, name="issues"),
    path(f"{HERE}enjeux/nouveau/", views.new_issue, name="new_issue"),
    path(f"{HERE}enjeux/<uuid:pk>/", views.edit_issue, name="edit_issue"),
    path(f"{HERE}enjeux/<uuid:pk>/supprimer/", views.delete_issue, name="delete_issue"),
    path(f"{HERE}contributions/", views.contributions, name="contributions"),
    path(f"{HERE}contributions/nouvelle/", views.new_heard, name="new_heard"),
    path(f"{HERE}contributions/lien/", views.send_link, name="send_link"),
    path(f"{HERE}contributions/lien/<uuid:pk>/annuler/", views.revoke_link, name="revoke_link"),
    path(f"{HERE}contributions/<uuid:pk>/", views.contribution, name="contribution"),
    path(f"{HERE}contributions/<uuid:pk>/modifier/", views.edit_contribution, name="edit_contribution"),
    path(f"{HERE}contributions/<uuid:pk>/relire/", views.review, name="review"),
    path(CATALOGUE, views.catalogue, name="catalogue"),
    path(f"{CATALOGUE}nouveau/", views.new_indicator, name="new_indicator"),
    path(f"{CATALOGUE}completer/", views.complete_catalogue, name="complete_catalogue"),
    path(f"{CATALOGUE}<uuid:pk>/", views.catalogue_entry, name="catalogue_entry"),
    path(f"{CATALOGUE}<uuid:pk>/modifier/", views.edit_indicator, name="edit_indicator"),
]
