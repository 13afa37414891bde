from django.urls import path

from partners import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "partners"

urlpatterns = [
    path(f"{CTG_PATH}partenaires/", views.list_, name="list"),
    path(f"{CAF_PATH}organisations/", views.organisations, name="organisations"),
    path(f"{CAF_PATH}acces/", views.access, name="access"),
]
