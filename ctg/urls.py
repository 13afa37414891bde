"""All addresses, in French. Each app says its own; those of a tenant go through `territories.access`."""

from django.urls import include, path

from ctg.views import health
from ctg.views.declaration import accessibility
from ctg.views.gallery import gallery

urlpatterns = [
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("_composants/", gallery, name="gallery"),
    path("accessibilite/", accessibility, name="accessibility"),
    path("", include("dashboards.urls")),
    path("", include("territories.urls")),
    path("", include("partners.urls")),
    path("", include("governance.urls")),
    path("", include("diagnostics.urls")),
    path("", include("actionplans.urls")),
    path("", include("conventions.urls")),
    path("", include("evaluation.urls")),
    path("", include("accounts.urls")),
]
