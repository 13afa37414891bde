from django.urls import path

from evaluation import views
from territories.access import CTG_PATH

app_name = "evaluation"

INDICATOR = f"{CTG_PATH}evaluation/indicateurs/<uuid:pk>/"
QUESTION = f"{CTG_PATH}evaluation/questions/<uuid:pk>/"

urlpatterns = [
    path(f"{CTG_PATH}evaluation/", views.overview, name="overview"),
    path(f"{CTG_PATH}evaluation/indicateurs/nouveau/", views.create_indicator, name="create_indicator"),
    path(INDICATOR, views.indicator, name="indicator"),
    path(f"{INDICATOR}modifier/", views.edit_indicator, name="edit_indicator"),
    path(f"{INDICATOR}supprimer/", views.delete_indicator, name="delete_indicator"),
    path(f"{INDICATOR}mesures.csv", views.indicator_csv, name="indicator_csv"),
    path(f"{INDICATOR}mesures/nouvelle/", views.add_measure, name="add_measure"),
    path(f"{CTG_PATH}evaluation/mesures/<uuid:pk>/", views.correct_measure, name="correct_measure"),
    path(f"{CTG_PATH}evaluation/questions/nouvelle/", views.create_question, name="create_question"),
    path(f"{QUESTION}modifier/", views.edit_question, name="edit_question"),
    path(f"{QUESTION}supprimer/", views.delete_question, name="delete_question"),
]
