from django.urls import path

from governance import views
from territories.access import CTG_PATH

app_name = "governance"

urlpatterns = [
    path(f"{CTG_PATH}instances/", views.bodies, name="bodies"),
]
