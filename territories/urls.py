from django.urls import path

from territories import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "territories"

urlpatterns = [
    path(f"{CAF_PATH}ctg/nouvelle/", views.choose_territory, name="new_ctg"),
    path(f"{CAF_PATH}ctg/nouvelle/<int:epci>/", views.create_ctg, name="create_ctg"),
    path(f"{CAF_PATH}reglages/", views.settings, name="settings"),
    path(f"{CAF_PATH}travaux/<uuid:pk>/", views.job, name="job"),
    path(f"{CTG_PATH}reglages/", views.edit_ctg, name="edit_ctg"),
]
