"""The bonus territoire of a CTG: read by facility and year, typed facility by facility."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from actionplans import exports, services
from actionplans.forms import (
    FacilityYearsForm,
    ShareForm,
    TrajectoryForm,
    field_in_words,
    read_values,
    value_in_words,
    write_values,
)
from actionplans.models import Action, Service
from actionplans.services import BonusConflict, Place, SharedTooMuch, Values, YearField
from actionplans.views.loading import READERS, held, reader_of
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(READERS)
def bonus(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    context = {
        "table": services.bonus_table(request.ctg, reader),
        "unshared": services.unshared_actions(request.ctg) if reader.is_team else [],
        "can_edit": reader.is_team,
        "is_caf_staff": request.access.is_caf_staff,
    }
    return render(request, "actionplans/bonus.html", context)


@requires(READERS)
def bonus_csv(request: CtgRequest) -> HttpResponse:
    table = services.bonus_table(request.ctg, reader_of(request))
    name = f"bonus-territoire-{request.territory.slug}-{request.ctg.slug}.csv"
    return HttpResponse(
        exports.to_csv(*services.bonus_rows(table)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""},
    )


@requires(TEAM)
def edit_bonus(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _edit(request, _place(request, pk))


@requires(TEAM)
def edit_service_bonus(request: CtgRequest, service: str) -> HttpResponse:
    if service not in Service.values:
        raise Http404
    return _edit(request, Place(request.ctg, None, service))


def _place(request: CtgRequest, pk: UUID) -> Place:
    return Place(request.ctg, get_object_or_404(request.territory.facilities.select_related("operator"), pk=pk))


def _edit(request: CtgRequest, place: Place) -> HttpResponse:
    stored = services.stored_years(place)
    if request.method != "POST":
        return _page(request, place, _form(request, stored, shown=stored))
    form = FacilityYearsForm(request.POST, years=request.ctg.years, values={})
    if not form.is_valid():
        return _page(request, place, form)
    typed = _with_theirs(form.values(), request.POST)
    try:
        has_others = services.write_years(place, typed, shown=read_values(form.cleaned_data["shown"]), by=request.user)
    except BonusConflict as conflict:
        return _page(request, place, _form(request, conflict.merged, shown=conflict.theirs), conflict)
    messages.success(request, "Les lignes sont enregistrées ; l’estimation est recalculée.")
    if has_others:
        messages.info(
            request, "Quelqu’un d’autre les a modifiées en même temps : vos cases et les siennes sont réunies."
        )
    return redirect(request.ctg.url("actionplans:bonus"))


def _form(request: CtgRequest, values: Values, *, shown: Values) -> FacilityYearsForm:
    return FacilityYearsForm(years=request.ctg.years, values=values, initial={"shown": write_values(shown)})


def _with_theirs(typed: Values, data: QueryDict) -> Values:
    """What was typed, but for the cells whose stored version was chosen on the conflict panel."""
    taken = {each: value for text in data.getlist("theirs") for each, value in read_values(text).items()}
    return {each: value for each, value in {**typed, **taken}.items() if value != ""}


def _page(
    request: CtgRequest, place: Place, form: FacilityYearsForm, conflict: BonusConflict | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "facility": place.facility,
        "name": place.facility or Service(place.service).label,
        "conflict": conflict,
        "choices": _choices(conflict) if conflict else [],
        "cancel_url": request.ctg.url("actionplans:bonus"),
    }
    return render(request, "actionplans/edit_bonus.html", context)


def _choices(conflict: BonusConflict) -> list[dict[str, str]]:
    return [
        {
            "label": field_in_words(each.cell),
            "theirs": value_in_words(each.theirs),
            "mine": value_in_words(each.mine),
            "value": write_values({YearField(*each.cell): "" if each.theirs is None else each.theirs}),
        }
        for each in conflict.conflicts
    ]


@requires(TEAM)
def share_bonus(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Which lines of which action already hold the bonus of this facility."""
    place = _place(request, pk)
    codes = services.codes_of(request.ctg)
    actions = sorted(request.ctg.actions.all(), key=lambda action: services.code_order(codes[action.pk]))
    action = _chosen(request, actions)
    form = ShareForm(request.POST or None, lines=services.shareable_lines(place, action.pk) if action else [])
    if request.method == "POST" and action and form.is_valid():
        try:
            services.share(place, action.pk, form.amounts, by=request.user)
        except SharedTooMuch as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le partage est enregistré : ces montants ne seront comptés qu’une fois.")
            return redirect(request.ctg.url("actionplans:bonus"))
    context = {
        "form": form,
        "facility": place.facility,
        "actions": [(each, codes[each.pk]) for each in actions],
        "action": action,
        "cancel_url": request.ctg.url("actionplans:bonus"),
    }
    return render(request, "actionplans/share_bonus.html", context)


def _chosen(request: CtgRequest, actions: list[Action]) -> Action | None:
    wanted = request.GET.get("action", "")
    return next((action for action in actions if str(action.pk) == wanted), None)


@requires(TEAM)
def edit_trajectory(request: CtgRequest) -> HttpResponse:
    held(request, request.ctg.trajectories.all()).first()
    form = TrajectoryForm(request.POST or None, instance=services.baseline_of(request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le point de départ de la trajectoire est enregistré.")
        return redirect(request.ctg.url("actionplans:bonus"))
    cancel_url = request.ctg.url("actionplans:bonus")
    return render(request, "actionplans/edit_trajectory.html", {"form": form, "cancel_url": cancel_url})
