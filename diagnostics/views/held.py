"""The figures below what may be shown: read here, by the staff of the Caf, and nowhere else."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from diagnostics.forms.held import HeldFilter
from diagnostics.services.secrecy import reading
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF

PAGE = 300


@requires(CAF_STAFF)
def held_values(request: CafRequest, pk: UUID) -> HttpResponse:
    indicator = get_object_or_404(request.caf.indicators, pk=pk)
    filters = HeldFilter(request.GET, years=reading.held_years(indicator))
    lines = reading.held_page(indicator, filters.year) if filters.year else []
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(request, "diagnostics/held_values.html", {"indicator": indicator, "filters": filters, "page": page})
