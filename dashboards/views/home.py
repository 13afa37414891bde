"""The spaces of a person: every Caf and every CTG that they may enter."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from dashboards import services


def home(request: HttpRequest) -> HttpResponse:
    """Go straight to the only space of those who have one; let the others choose."""
    spaces = services.spaces_of(cast("User", request.user), timezone.localdate())
    doors = [door for space in spaces for door in space.doors]
    if len(doors) == 1:
        return redirect(doors[0].url)
    return render(request, "dashboards/home.html", {"spaces": spaces})
