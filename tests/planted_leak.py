"""The product with one hole: what the generated tests must see. Used by `test_twins` alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ctg.urls import urlpatterns as real_ones
from diagnostics.models import Finding
from territories.access import CTG_PATH
from territories.models import Caf
from territories.scope import caf_scope
from tests.reference import LOIRE_ATLANTIQUE


def leak(request: HttpRequest, **_route: str) -> HttpResponse:
    """Lists the findings of the whole Caf to whoever asks."""
    with caf_scope(Caf.objects.get(slug=LOIRE_ATLANTIQUE)):
        return HttpResponse("\n".join(finding.title for finding in Finding.objects.all()))


urlpatterns = [*real_ones, path(f"{CTG_PATH}fuite/", leak, name="leak")]
