from django.urls import path

from dashboards import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "dashboards"

urlpatterns = [
    path("", views.home, name="home"),
    path("espaces/", views.spaces, name="spaces"),
    path(f"{CAF_PATH}", views.portfolio, name="portfolio"),
    path(f"{CTG_PATH}", views.ctg, name="ctg"),
    path(f"{CTG_PATH}ma-commune/", views.elected, name="elected"),
]
