"""The spaces of a person: every Caf and every CTG that they may enter."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from dashboards import services
from dashboards.services import Space


def home(request: HttpRequest) -> HttpResponse:
    """Go straight to the only space of today, for those who have one; let the others choose."""
    doors = [door for space in _spaces(request) for door in space.doors if not door.is_past]
    if len(doors) == 1:
        return redirect(doors[0].url)
    return spaces(request)


def spaces(request: HttpRequest) -> HttpResponse:
    """All the spaces of the person, those of the past too."""
    return render(request, "dashboards/home.html", {"spaces": _spaces(request)})


def _spaces(request: HttpRequest) -> list[Space]:
    return services.spaces_of(cast("User", request.user), timezone.localdate())
