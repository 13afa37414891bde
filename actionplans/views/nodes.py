"""The elements of the tree: added, renamed, moved, deleted when empty."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from actionplans import services
from actionplans.forms import NodeForm
from actionplans.forms.levels import LevelsForm
from actionplans.models import PlanNode
from actionplans.services import PlanRefused
from actionplans.views.loading import find_node
from territories.access import CtgRequest, requires
from territories.models import TEAM


def _arrange(request: CtgRequest, pk: object = "") -> str:
    return request.ctg.url("actionplans:arrange") + (f"#element-{pk}" if pk else "")


@requires(TEAM)
def create_node(request: CtgRequest) -> HttpResponse:
    return _create(request, None)


@requires(TEAM)
def create_child(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _create(request, get_object_or_404(request.ctg.plan_nodes, pk=pk))


def _create(request: CtgRequest, parent: PlanNode | None) -> HttpResponse:
    # The plan itself is made with its first element: until then the tenant columns come from the CTG.
    node = PlanNode(ctg=request.ctg, caf=request.caf, territory=request.territory, parent=parent)
    form = NodeForm(request.POST or None, instance=node, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_node(form.save(commit=False))
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {added} » est dans le plan.")
            return redirect(_arrange(request, added.pk))
    levels = services.levels_of(request.ctg)
    depth = services.depth_of(request.ctg, parent.pk) if parent else 0
    context = {"form": form, "parent": parent, "level": levels[min(depth, len(levels) - 1)]}
    return render(request, "actionplans/create_node.html", context | {"cancel_url": _arrange(request)})


@requires(TEAM)
def edit_node(request: CtgRequest, pk: UUID) -> HttpResponse:
    node = find_node(request, pk)
    form = NodeForm(request.POST or None, instance=node, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"« {node} » est enregistré.")
        return redirect(_arrange(request, pk))
    return render(
        request, "actionplans/edit_node.html", {"form": form, "node": node, "cancel_url": _arrange(request, pk)}
    )


@requires(TEAM)
def delete_node(request: CtgRequest, pk: UUID) -> HttpResponse:
    if request.method == "POST":
        services.lock_plan(request.ctg)  # before the element itself: everybody takes the locks in this order
    node = find_node(request, pk)
    if request.method == "POST":
        try:
            services.delete_node(node)
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(_arrange(request, pk))
        messages.success(request, f"« {node} » est supprimé du plan.")
        return redirect(_arrange(request))
    context = {"node": node, "is_empty": services.is_empty(node), "cancel_url": _arrange(request, pk)}
    return render(request, "actionplans/delete_node.html", context)


@require_POST
@requires(TEAM)
def move_node_up(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _move(request, pk, -1)


@require_POST
@requires(TEAM)
def move_node_down(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _move(request, pk, +1)


def _move(request: CtgRequest, pk: UUID, by: int) -> HttpResponse:
    services.lock_plan(request.ctg)
    services.move_node(find_node(request, pk), by)
    return redirect(_arrange(request, pk))


@requires(TEAM)
def edit_levels(request: CtgRequest) -> HttpResponse:
    """How the levels of this plan are called, and how many there are."""
    labels, depth = list(services.levels_of(request.ctg)), services.deepest(request.ctg)
    form = LevelsForm(request.POST or None, labels=labels, depth=depth)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_levels(request.ctg, form.labels)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Les niveaux du plan ont leurs noms.")
            return redirect(request.ctg.url("actionplans:arrange"))
    context = {"form": form, "cancel_url": request.ctg.url("actionplans:arrange")}
    return render(request, "actionplans/edit_levels.html", context)
