from django.urls import path

from diagnostics import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "diagnostics"

urlpatterns = [
    path(f"{CTG_PATH}diagnostic/", views.overview, name="overview"),
    path(f"{CAF_PATH}indicateurs/", views.catalogue, name="catalogue"),
]
