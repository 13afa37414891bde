"""The portfolio of a Caf."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards import figures, services
from dashboards.forms import PortfolioFilter
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF

ROWS_A_PAGE = 50


@requires(CAF_STAFF)
def portfolio(request: CafRequest) -> HttpResponse:
    filters = PortfolioFilter(request.GET)
    rows = services.portfolio(request.caf, timezone.localdate(), **filters.criteria())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "dashboards/portfolio.html",
        {
            "filters": filters,
            "page": page,
            "totals": services.portfolio_totals(rows),
            "phase_counts": services.phase_counts(rows),
            "map": figures.portfolio_map(rows, services.contours_of(rows)),
            "legend": figures.phase_legend(),
        },
    )
