from django.urls import path

from conventions import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "conventions"

urlpatterns = [
    path(f"{CTG_PATH}convention/", views.overview, name="overview"),
    path(f"{CAF_PATH}modele/", views.template, name="template"),
]
