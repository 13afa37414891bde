"""Figures typed by hand for the places of one CTG."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics.forms.catalogue import LocalFigureForm
from diagnostics.services import local_entry
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(TEAM)
def enter_figure(request: CtgRequest, code: str) -> HttpResponse:
    indicator = get_object_or_404(request.caf.indicators.filter(is_active=True), code=code)
    form = LocalFigureForm(request.POST or None, ctg=request.ctg, indicator=indicator)
    if request.method == "POST" and form.is_valid() and _keep(request, form):
        return redirect(request.ctg.url("diagnostics:enter_figure", code=code))
    context = {"indicator": indicator, "form": form, "typed": local_entry.typed_in(request.ctg, indicator)}
    return render(request, "diagnostics/enter_figure.html", context)


def _keep(request: CtgRequest, form: LocalFigureForm) -> bool:
    typed = form.cleaned_data
    try:
        kept = local_entry.enter(
            request.ctg,
            form.indicator,
            form.place_chosen,
            typed["year"],
            form.figure,
            source=typed["source"],
            by=request.user,
        )
    except local_entry.AlreadyGiven as refusal:
        form.add_error("place", str(refusal))
        return False
    if kept.is_hidden:
        messages.success(request, "Le chiffre est gardé par la Caf et ne sera pas montré : secret statistique.")
    else:
        messages.success(request, f"Le chiffre est enregistré : {form.place_chosen}, {typed['year']}.")
    return True


@requires(TEAM)
def withdraw_figure(request: CtgRequest, code: str, pk: UUID) -> HttpResponse:
    indicator = get_object_or_404(request.caf.indicators, code=code)
    value = get_object_or_404(local_entry.typed_in(request.ctg, indicator), pk=pk)
    back = request.ctg.url("diagnostics:enter_figure", code=code)
    if request.method == "POST":
        local_entry.withdraw(value, request.ctg, by=request.user)
        messages.success(request, "Le chiffre est retiré.")
        return redirect(back)
    thing = f"{indicator}, {value.commune or value.epci}, {value.year}"
    context = {"thing": thing, "title": "Retirer un chiffre", "back": back}
    return render(request, "diagnostics/confirm_delete.html", context)
