from django.urls import path

from actionplans import views
from territories.access import CTG_PATH

app_name = "actionplans"

urlpatterns = [
    path(f"{CTG_PATH}plan/", views.plan, name="plan"),
    path(f"{CTG_PATH}suivi/", views.follow_up, name="follow_up"),
]
