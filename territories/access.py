"""Who enters. Every page that shows a tenant's data is opened by `requires`.

The guard reads the Caf, the territory and the CTG from the address, answers 404 to strangers (they must not
learn what exists) and 403 to those whose role is too low, opens the scope, and calls the view without these
arguments: a view that forgot it raises `TypeError` on its first request.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from territories.models import CAF_STAFF, Caf, Ctg, Membership, Role, Territory
from territories.scope import EVERY_TERRITORY, Scope, narrow, person_scope

# What the guard reads: every address inside a Caf or a CTG starts with one of these.
CAF_PATH = "caf/<slug:caf>/"
CTG_PATH = "ctg/<slug:caf>/<slug:territory>/<slug:ctg>/"

P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound="CafRequest")


@dataclass(frozen=True)
class Access:
    """What one person may do here: their roles on the territory in hand, or on the Caf."""

    roles: frozenset[str]

    def has(self, roles: Collection[str]) -> bool:
        return Role.CAF_MANAGER in self.roles or not self.roles.isdisjoint(roles)

    @property
    def is_caf_staff(self) -> bool:
        return self.has(CAF_STAFF)


class CafRequest(HttpRequest):
    """A request inside one Caf."""

    user: User
    htmx: HtmxDetails
    caf: Caf
    access: Access


class CtgRequest(CafRequest):
    """A request inside one CTG."""

    territory: Territory
    ctg: Ctg


class Address(NamedTuple):
    """What an address says of the place: slugs, checked by `enter`."""

    caf: str
    territory: str | None = None
    ctg: str | None = None


def requires(
    roles: Collection[str],
) -> Callable[[Callable[Concatenate[RequestT, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view by the roles that may use it (the Caf manager always may).

    The address names a Caf (`<slug:caf>`), and may name a territory and a CTG. The view runs, and must render,
    inside one transaction that sees their rows only.
    """

    def decorate(view: Callable[Concatenate[RequestT, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, caf: str, **kwargs: Any) -> HttpResponseBase:
            here = Address(caf, kwargs.pop("territory", None), kwargs.pop("ctg", None))
            try:
                return attempt(request, here, *args, **kwargs)
            except IntegrityError:
                if request.method != "POST":
                    raise
                # Somebody saved the same thing at the same instant: their row is there now, and the form says so.
                rewind(request)
                return attempt(request, here, *args, **kwargs)

        def attempt(request: HttpRequest, here: Address, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            scoped = cast("RequestT", request)
            with person_scope(scoped.user):
                enter(scoped, here, roles)
                response = view(scoped, *args, **kwargs)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                return response

        guarded.required_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the generated tests
        return guarded

    return decorate


def rewind(request: HttpRequest) -> None:
    """Let the files of a form be read again from their beginning."""
    for files in request.FILES.lists():
        for file in files[1]:
            file.seek(0)


def enter(request: CafRequest, address: Address, roles: Collection[str]) -> None:
    """Set the scope and the objects of the address, or raise `Http404` or `PermissionDenied`."""
    memberships = list(
        Membership.objects.active(timezone.localdate())
        .filter(user=request.user, caf__slug=address.caf)
        .select_related("caf")
    )
    if not memberships:
        raise Http404
    request.caf = memberships[0].caf
    is_staff = any(membership.role in CAF_STAFF for membership in memberships)
    ids = {str(membership.territory_id) for membership in memberships if membership.territory_id}
    narrow(
        Scope(
            caf=str(request.caf.pk),
            territories=EVERY_TERRITORY if is_staff else ",".join(sorted(ids)),
            user=str(request.user.pk),
            request=request.headers.get("X-Request-ID", "")[:40],
        )
    )
    if address.territory is not None:
        _enter_territory(cast("CtgRequest", request), address.territory, address.ctg)
        here = request.territory.pk  # type: ignore[attr-defined]
        memberships = [each for each in memberships if each.territory_id in {None, here}]
    request.access = Access(frozenset(membership.role for membership in memberships))
    if not request.access.has(roles):
        raise PermissionDenied


def _enter_territory(request: CtgRequest, territory: str, ctg: str | None) -> None:
    if ctg is None:
        request.territory = get_object_or_404(request.caf.territories, slug=territory)
        return
    ctgs = request.caf.ctgs.select_related("territory", "territory__epci", "updated_by")
    request.ctg = get_object_or_404(ctgs, territory__slug=territory, slug=ctg)
    request.ctg.caf = request.ctg.territory.caf = request.caf
    request.territory = request.ctg.territory
