from django.urls import path

from evaluation import views
from territories.access import CTG_PATH

app_name = "evaluation"

urlpatterns = [
    path(f"{CTG_PATH}evaluation/", views.overview, name="overview"),
]
