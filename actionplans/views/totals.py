"""The money of the whole plan on one page, and its spreadsheets."""

from django.http import HttpResponse
from django.shortcuts import render

from actionplans import exports, services
from actionplans.figures.totals import funders_chart
from actionplans.forms import MoneyFilters
from actionplans.services import PlanMoney
from actionplans.views.loading import READERS, attached, reader_of
from territories.access import CtgRequest, requires
from territories.models import TEAM


def _asked(request: CtgRequest) -> tuple[MoneyFilters, PlanMoney, int]:
    reader = reader_of(request)
    filters = MoneyFilters(request.GET or None, ctg=request.ctg, reader=reader)
    actions = filters.narrow(services.readable(request.ctg, reader))
    tree = services.plan_tree(request.ctg, actions, keep_empty=False)
    money = services.plan_money(request.ctg, reader, tree, filters.wanted, is_filtered=bool(request.GET))
    return filters, money, len(tree.sheets)


@requires(READERS)
def totals(request: CtgRequest) -> HttpResponse:
    filters, money, count = _asked(request)
    charted = money.chart_table
    context = {
        "filters": filters,
        "money": money,
        "count": count,
        "chart": funders_chart(charted, money.years) if charted else None,
        "reads_money": reader_of(request).reads_money,
        "can_edit": request.access.has(TEAM),
        "is_filtered": any(value for name, value in request.GET.items() if name != "bonus"),
        "refused_bonus": filters.narrows_actions and bool(request.GET.get("bonus")),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "reset_url": request.ctg.url("actionplans:totals"),
    }
    return render(request, "actionplans/totals.html", context)


@requires(READERS)
def totals_csv(request: CtgRequest) -> HttpResponse:
    _, money, _ = _asked(request)
    return attached(request, exports.to_csv(*services.money_rows(money)), "budget", "csv")


@requires(READERS)
def totals_xlsx(request: CtgRequest) -> HttpResponse:
    _, money, _ = _asked(request)
    return attached(request, exports.to_xlsx(services.money_sheets(money)), "budget", "xlsx")
