"""The bodies of a CTG and who sits in them: the page of the preparation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from governance import services
from governance.forms import BodyForm, EndSeatForm, SeatForm
from governance.models import Body, Seat
from governance.services import BodyHasMet, SeatRefused
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM, Phase, Role


@requires(EVERYONE - {Role.CONSULTANT})
def bodies(request: CtgRequest) -> HttpResponse:
    today = timezone.localdate()
    step = services.next_step(request.ctg, today)
    context = {
        "bodies": request.ctg.bodies.with_activity(today),
        "decisions": request.ctg.decisions.open().with_context().order_by("due_on", "number"),
        "validations": request.ctg.decisions.validations().select_related("meeting").order_by("number"),
        "phase": Phase(request.ctg.phase),
        "step": step,
        "step_url": request.ctg.url(step.view_name, **({"pk": step.pk} if step.pk else {})) if step.view_name else "",
        "today": today,
        "can_edit": request.access.has(TEAM),
    }
    return render(request, "governance/bodies.html", context)


@requires(EVERYONE - {Role.CONSULTANT})
def body(request: CtgRequest, pk: str) -> HttpResponse:
    today = timezone.localdate()
    body_in_hand = get_object_or_404(request.ctg.bodies, pk=pk)
    context = {
        "body": body_in_hand,
        "seats": body_in_hand.seats.with_people().exclude(ends_on__lt=today),
        "past_seats": body_in_hand.seats.with_people().ended(today),
        "meetings": body_in_hand.meetings.all(),
        "today": today,
        "can_edit": request.access.has(TEAM),
    }
    return render(request, "governance/body.html", context)


@requires(TEAM)
def create_body(request: CtgRequest) -> HttpResponse:
    form = BodyForm(request.POST or None, instance=Body(ctg=request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        created = form.save()
        messages.success(request, f"« {created} » est créée. Ajoutez ses membres.")
        return redirect(request.ctg.url("governance:body", pk=created.pk))
    cancel_url = request.ctg.url("governance:bodies")
    return render(request, "governance/create_body.html", {"form": form, "cancel_url": cancel_url})


@requires(TEAM)
def edit_body(request: CtgRequest, pk: str) -> HttpResponse:
    body_in_hand = get_object_or_404(request.ctg.bodies, pk=pk)
    form = BodyForm(request.POST or None, instance=body_in_hand, user=request.user)
    url = request.ctg.url("governance:body", pk=pk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "L’instance est enregistrée.")
        return redirect(url)
    return render(request, "governance/edit_body.html", {"form": form, "cancel_url": url})


@requires(TEAM)
def delete_body(request: CtgRequest, pk: str) -> HttpResponse:
    body_in_hand = get_object_or_404(request.ctg.bodies, pk=pk)
    url = request.ctg.url("governance:body", pk=pk)
    if request.method == "POST":
        try:
            services.delete_body(body_in_hand)
        except BodyHasMet as refusal:
            messages.error(request, str(refusal))
            return redirect(url)
        messages.success(request, f"« {body_in_hand} » est supprimée.")
        return redirect(request.ctg.url("governance:bodies"))
    return render(request, "governance/delete_body.html", {"body": body_in_hand, "cancel_url": url})


@requires(TEAM)
def add_seat(request: CtgRequest, pk: str) -> HttpResponse:
    body_in_hand = get_object_or_404(request.ctg.bodies.select_related("ctg"), pk=pk)
    seat = Seat(body=body_in_hand, starts_on=timezone.localdate())
    form = SeatForm(request.POST or None, instance=seat, user=request.user)
    if request.method == "POST" and form.is_valid():
        added = form.save()
        messages.success(request, f"{added.contact} siège dans « {body_in_hand} ».")
        return redirect(request.ctg.url("governance:body", pk=pk))
    context = {"form": form, "body": body_in_hand, "cancel_url": request.ctg.url("governance:body", pk=pk)}
    return render(request, "governance/add_seat.html", context)


@requires(TEAM)
def edit_seat(request: CtgRequest, pk: str) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.with_people().select_related("body"), body__ctg=request.ctg, pk=pk)
    form = SeatForm(request.POST or None, instance=seat, user=request.user)
    url = request.ctg.url("governance:body", pk=seat.body_id)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Le mandat de {seat.contact} est enregistré.")
        return redirect(url)
    return render(request, "governance/edit_seat.html", {"form": form, "seat": seat, "cancel_url": url})


@requires(TEAM)
def remove_seat(request: CtgRequest, pk: str) -> HttpResponse:
    """End a mandate that attended a meeting; erase one that never did."""
    seat = get_object_or_404(Seat.objects.with_people().select_related("body"), body__ctg=request.ctg, pk=pk)
    has_attended = seat.attendances.exists()
    today = {"on": timezone.localdate()}
    form = EndSeatForm(request.POST if has_attended and request.method == "POST" else None, initial=today)
    url = request.ctg.url("governance:body", pk=seat.body_id)
    if request.method == "POST" and (not has_attended or form.is_valid()):
        try:
            is_erased = services.remove_seat(seat, on=form.cleaned_data["on"] if has_attended else today["on"])
        except SeatRefused as refusal:
            form.add_error("on", str(refusal))
        else:
            what = "supprimé" if is_erased else "terminé"
            messages.success(request, f"Le mandat de {seat.contact} est {what}.")
            return redirect(url)
    context = {"form": form, "seat": seat, "has_attended": has_attended, "cancel_url": url}
    return render(request, "governance/remove_seat.html", context)
