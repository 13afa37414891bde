"""Who may enter, as what, until when; and who was invited."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from partners import services
from partners.forms import MembershipFilter
from partners.views.place import Place
from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, TEAM, Membership

ROWS_A_PAGE = 50


def _access(request: CafRequest) -> HttpResponse:
    place = Place(request)
    filters = MembershipFilter(request.GET or None, territories=None if place.ctg else request.caf.territories.all())
    found = filters.filtered(place.memberships).select_related("user", "territory").order_by("user__last_name", "pk")
    context = {
        "place": place,
        "filters": filters,
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "invitations": place.invitations.select_related("territory", "organisation", "invited_by"),
        "grantable": services.grantable_roles(request.access.roles),
        "history": services.history(place.history),
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "partners/access.html", context)


@requires(CAF_STAFF)
def access(request: CafRequest) -> HttpResponse:
    return _access(request)


@requires(TEAM)
def ctg_access(request: CtgRequest) -> HttpResponse:
    return _access(request)


def _end_membership(request: CafRequest, pk: UUID) -> HttpResponse:
    place = Place(request)
    membership = get_object_or_404(_endable(request).select_related("user", "territory", "caf"), pk=pk)
    if request.method == "POST":
        try:
            services.end_membership(membership)
        except services.LastManager as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{membership.user} n’a plus ce rôle.")
        return redirect(place.access_url)
    return render(request, "partners/end_membership.html", {"place": place, "membership": membership})


def _endable(request: CafRequest) -> QuerySet[Membership]:
    """Open memberships of this place, with a role that this person may give and therefore take."""
    still_open = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    roles = services.grantable_roles(request.access.roles)
    return Place(request).memberships.filter(still_open, role__in=roles)


@requires(CAF_STAFF)
def end_membership(request: CafRequest, pk: UUID) -> HttpResponse:
    return _end_membership(request, pk)


@requires(TEAM)
def ctg_end_membership(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _end_membership(request, pk)
