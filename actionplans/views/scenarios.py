"""Scenarios: compared side by side with the real figures, which they never touch."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actionplans import services
from actionplans.forms import HypothesisForm, ScenarioForm
from actionplans.models import Hypothesis, Scenario
from actionplans.services.readers import READS_MONEY
from actionplans.views.loading import held
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(READS_MONEY)
def scenarios(request: CtgRequest) -> HttpResponse:
    reader = services.reader_of(request.user, request.ctg, request.access)
    tree = services.plan_tree(request.ctg, services.readable(request.ctg, reader))
    context = {
        "comparison": services.compare(request.ctg, tree),
        "kinds": Hypothesis.Kind.choices,
        "can_edit": reader.is_team,
    }
    return render(request, "actionplans/scenarios.html", context)


@requires(TEAM)
def create_scenario(request: CtgRequest) -> HttpResponse:
    scenario = Scenario(ctg=request.ctg, caf=request.caf, territory=request.territory)
    return _edit(request, ScenarioForm(request.POST or None, instance=scenario, user=request.user), "Nouveau scénario")


@requires(TEAM)
def edit_scenario(request: CtgRequest, pk: UUID) -> HttpResponse:
    scenario = get_object_or_404(held(request, request.ctg.scenarios.all()), pk=pk)
    return _edit(request, ScenarioForm(request.POST or None, instance=scenario, user=request.user), str(scenario))


@requires(TEAM)
def delete_scenario(request: CtgRequest, pk: UUID) -> HttpResponse:
    scenario = get_object_or_404(request.ctg.scenarios, pk=pk)
    return _delete(request, scenario, f"Supprimer « {scenario} »")


@requires(TEAM)
def add_hypothesis(request: CtgRequest, pk: UUID, kind: str) -> HttpResponse:
    scenario = get_object_or_404(request.ctg.scenarios, pk=pk)
    if kind not in Hypothesis.Kind.values:
        raise Http404
    return _edit_hypothesis(request, Hypothesis(scenario=scenario, kind=kind))


@requires(TEAM)
def edit_hypothesis(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _edit_hypothesis(request, _hypothesis(request, pk))


@requires(TEAM)
def delete_hypothesis(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _delete(request, _hypothesis(request, pk), "Retirer l’hypothèse")


def _hypothesis(request: CtgRequest, pk: UUID) -> Hypothesis:
    rows = Hypothesis.objects.select_related("scenario", "action").filter(scenario__ctg=request.ctg)
    return get_object_or_404(held(request, rows), pk=pk)


def _edit_hypothesis(request: CtgRequest, hypothesis: Hypothesis) -> HttpResponse:
    form = HypothesisForm(request.POST or None, instance=hypothesis, user=request.user, ctg=request.ctg)
    return _edit(request, form, hypothesis.get_kind_display())


def _edit(request: CtgRequest, form: ScenarioForm | HypothesisForm, title: str) -> HttpResponse:
    back = request.ctg.url("actionplans:scenarios")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le scénario est à jour. Les chiffres réels n’ont pas changé.")
        return redirect(back)
    return render(request, "actionplans/edit_scenario.html", {"form": form, "title": title, "cancel_url": back})


def _delete(request: CtgRequest, row: Scenario | Hypothesis, title: str) -> HttpResponse:
    back = request.ctg.url("actionplans:scenarios")
    if request.method == "POST":
        row.delete()
        messages.success(request, "C’est supprimé. Les chiffres réels n’ont pas changé.")
        return redirect(back)
    return render(request, "actionplans/delete_scenario.html", {"title": title, "cancel_url": back})
