"""From the rows of one CTG to the plain data of its document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from actionplans.models import Action, BudgetLine, PlanNode
from conventions.documents import content
from conventions.documents.articles import compile_article, compile_text
from conventions.documents.fields import FieldValues
from conventions.documents.keys import SealKeys
from conventions.models import Convention, Signatory
from conventions.services.diagnosis import diagnosis_annex
from conventions.services.production import Edition
from conventions.services.signing import with_status
from governance.models import Body
from partners.models import Facility, Organisation
from territories.models import Ctg, Population

ZERO = Decimal(0)
FICTITIOUS = "Démonstration (fictif)"


class Incomplete(Exception):
    """Something that the document cannot do without is missing; the text says what."""


def load(convention_id: str) -> Convention:
    return Convention.objects.select_related("ctg__territory__epci", "ctg__caf__department", "template").get(
        pk=convention_id
    )


def compile_document(convention: Convention, edition: Edition, keys: SealKeys | None) -> content.ConventionDocument:
    """Everything that the document says. Without keys it is a draft: a watermark, and no place for a seal."""
    ctg = convention.ctg
    signatories = with_status(ctg)
    refuse_incomplete(convention, signatories)
    plan = _plan(ctg)
    values = field_values(ctg, signatories, plan)
    return content.ConventionDocument(
        reference=ctg.number,
        version=edition.version,
        title=f"Convention territoriale globale {ctg.period}",
        territory=ctg.territory.name,
        caf=ctg.caf.name,
        starts_on=ctg.effective_from,
        ends_on=ctg.effective_to,
        issued_at=edition.issued_at,
        parties=tuple(_party(each) for each in signatories),
        visas=tuple(line.strip() for line in convention.legal_references.splitlines() if line.strip()),
        preamble=compile_text("Préambule", convention.preamble, values),
        articles=tuple(
            compile_article(article.position, article.title, article.body, values)
            for article in convention.articles.all()
        ),
        diagnosis=diagnosis_annex(ctg),
        facilities=tuple(_facility(each) for each in _open_facilities(ctg)),
        plan=plan,
        steering=_steering(ctg),
        evaluation=_evaluation(ctg),
        deliberations=tuple(_deliberations(signatories)),
        signatories=tuple(
            content.Signatory(f"{rank:02d}", str(each.organisation), str(each.representative), each.quality)
            for rank, each in enumerate(signatories, start=1)
        ),
        verification=content.Verification(edition.code, f"{settings.PUBLIC_ADDRESS}/verifier/{edition.code}"),
        seal=content.SealNotice(keys.label, keys.holder, timezone.localdate(edition.issued_at)) if keys else None,
        is_draft=keys is None,
        notice=FICTITIOUS if settings.IS_DEMONSTRATION else "",
    )


def refuse_incomplete(convention: Convention, signatories: list[Signatory]) -> None:
    """A convention binds at least the Caf and one other party, on at least one article and one action."""
    if missing := list(_missing(convention, signatories)):
        raise Incomplete(f"Il manque encore : {' ; '.join(missing)}.")


def _missing(convention: Convention, signatories: list[Signatory]) -> Iterator[str]:
    kinds = {each.organisation.kind for each in signatories}
    if Organisation.Kind.CAF not in kinds:
        yield "la Caf parmi les signataires"
    if not kinds - {Organisation.Kind.CAF}:
        yield "une collectivité parmi les signataires"
    if not convention.articles.exists():
        yield "au moins un article"
    if not convention.ctg.actions.exists():
        yield "au moins une fiche action"
    for action in convention.ctg.actions.filter(starts_on=None) | convention.ctg.actions.filter(ends_on=None):
        yield f"les dates de l’action « {action} »"


def field_values(ctg: Ctg, signatories: list[Signatory], plan: content.Plan) -> FieldValues:
    """A value for each merge field of the catalogue."""
    caf = next((each for each in signatories if each.organisation.kind == Organisation.Kind.CAF), None)
    lead = next((each for each in signatories if each.organisation.kind != Organisation.Kind.CAF), None)
    communes = tuple(commune.name for commune in ctg.communes.order_by("name"))
    population, vintage = population_of(ctg)
    by_funder = {line.label: line.total for line in plan.by_funder}
    caf_share = by_funder.get(BudgetLine.Funder.CAF.label, ZERO)
    local_share = by_funder.get(BudgetLine.Funder.LOCAL.label, ZERO)
    return {
        "numero_ctg": ctg.number,
        "caf_nom": ctg.caf.name,
        "caf_adresse": ctg.caf.address,
        "caf_representant": str(caf.representative) if caf else "",
        "caf_representant_qualite": caf.quality if caf else "",
        "territoire_nom": ctg.territory.name,
        "collectivite_nom": lead.organisation.name if lead else "",
        "collectivite_adresse": lead.organisation.address if lead else "",
        "collectivite_representant": str(lead.representative) if lead else "",
        "collectivite_representant_qualite": lead.quality if lead else "",
        "communes_liste": communes,
        "communes_nombre": len(communes),
        "signataires_liste": tuple(each.organisation.name for each in signatories),
        "population": population,
        "population_annee": vintage,
        "date_debut": ctg.effective_from,
        "date_fin": ctg.effective_to,
        "duree_annees": len(ctg.years),
        "date_signature": ctg.signed_on,
        "enjeux_liste": tuple(str(issue) for issue in ctg.issues.retained()),
        "axes_liste": tuple(f"{axis.code} {axis.title}" for axis in plan.axes),
        "objectifs_liste": tuple(f"{each.code} {each.title}" for axis in plan.axes for each in axis.objectives),
        "actions_nombre": len(plan.actions),
        "montant_total": plan.total_expenses,
        "part_caf": caf_share,
        "part_bloc_communal": local_share,
        "part_autres": sum(by_funder.values(), ZERO) - caf_share - local_share,
        "instances_liste": tuple(body.name for body in ctg.bodies.all()),
        "etp_cooperation": cooperation_staff(ctg),
    }


def population_of(ctg: Ctg) -> tuple[int | None, str]:
    """Municipal population of the perimeter in the latest vintage that counts every commune of it."""
    communes = ctg.communes.count()
    vintages = (
        Population.objects.filter(commune__in=ctg.communes.values("pk"))
        .values("vintage")
        .annotate(total=Sum("municipal"), counted=Sum(1))
        .filter(counted=communes)
        .order_by("-vintage")
    )
    latest = vintages.first()
    return (latest["total"], str(latest["vintage"])) if latest else (None, "")


def cooperation_staff(ctg: Ctg) -> Decimal:
    """Full-time equivalents that the fiches action foresee."""
    return ctg.actions.aggregate(total=Sum("full_time_equivalent"))["total"] or ZERO


def _party(signatory: Signatory) -> content.Party:
    organisation = signatory.organisation
    deliberation = next(iter(signatory.deliberations.all()), None)
    authority = f"délibération n° {deliberation.number} du {deliberation.session_on:%d/%m/%Y}" if deliberation else ""
    return content.Party(
        name=organisation.name,
        short_name=organisation.name,
        address=organisation.address,
        representative=str(signatory.representative),
        quality=signatory.quality,
        authority=authority,
    )


def _deliberations(signatories: Iterable[Signatory]) -> Iterator[content.Deliberation]:
    for signatory in signatories:
        for deliberation in signatory.deliberations.all():
            yield content.Deliberation(
                party=signatory.organisation.name,
                body=deliberation.assembly,
                held_on=deliberation.session_on,
                number=deliberation.number,
                subject="Approbation de la convention territoriale globale",
                authorised_person=str(signatory.representative),
                received_on=deliberation.received_on,
                act_id=deliberation.act_identifier,
            )


def _open_facilities(ctg: Ctg) -> Any:
    facilities = Facility.objects.filter(territory=ctg.territory, closed_on=None)
    return facilities.select_related("operator", "commune", "supported_by")


def _facility(facility: Facility) -> content.Facility:
    capacity = "" if facility.capacity is None else f"{facility.capacity.normalize():f} {facility.unit}"
    return content.Facility(
        kind=facility.get_kind_display(),
        name=facility.name,
        manager=facility.operator.name,
        commune=facility.commune.name,
        supported_by=facility.supported_by.name if facility.supported_by else "",
        capacity=capacity.replace(".", ","),
    )


def _plan(ctg: Ctg) -> content.Plan:
    """Axes, objectifs and fiches in the order of the screen; deeper levels join their objectif."""
    nodes = list(PlanNode.objects.filter(ctg=ctg).order_by("position", "id"))
    children: dict[Any, list[PlanNode]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(node)
    actions: dict[Any, list[Action]] = defaultdict(list)
    for action in _actions(ctg):
        actions[action.node_id].append(action)
    return content.Plan(
        introduction="",
        years=tuple(ctg.years),
        axes=tuple(_axis(ctg, str(rank), axis, children, actions) for rank, axis in enumerate(children[None], start=1)),
    )


def _actions(ctg: Ctg) -> Any:
    return (
        ctg.actions.select_related("pilot", "pilot_contact")
        .prefetch_related(
            "issues", "communes", "steps", "budget_lines", "partners__organisation", "indicators__targets"
        )
        .order_by("position", "id")
    )


def _axis(ctg: Ctg, code: str, axis: PlanNode, children: Any, actions: Any) -> content.Axis:
    objectives = [
        _objective(ctg, f"{code}.{rank}", node, actions) for rank, node in enumerate(children[axis.pk], start=1)
    ]
    if actions[axis.pk]:
        objectives.insert(0, _objective(ctg, code, axis, actions))
    return content.Axis(code, axis.title, tuple(objectives))


def _objective(ctg: Ctg, code: str, node: PlanNode, actions: Any) -> content.Objective:
    sheets = tuple(_sheet(ctg, f"{code}.{rank}", each) for rank, each in enumerate(actions[node.pk], start=1))
    return content.Objective(code, node.title, sheets)


def _sheet(ctg: Ctg, code: str, action: Action) -> content.ActionSheet:
    communes = [commune.name for commune in action.communes.all()]
    return content.ActionSheet(
        code=code,
        title=action.title,
        pilot=action.pilot.name if action.pilot else "",
        pilot_person=action.pilot_contact.with_position if action.pilot_contact else "",
        partners=tuple(str(each) for each in action.partners.all()),
        issues=tuple(str(issue) for issue in action.issues.all()),
        description=action.description,
        expected_result=action.expected_result,
        audience=action.audience,
        perimeter=", ".join(communes) if communes else "Toutes les communes du périmètre",
        starts_on=action.starts_on or ctg.effective_from,
        ends_on=action.ends_on or ctg.effective_to,
        human_means=_people(action.full_time_equivalent),
        steps=tuple(content.Step(step.title, step.due_on, "") for step in action.steps.all()),
        budget=_budget(ctg, action),
        indicators=tuple(_indicator(ctg, each) for each in action.indicators.all()),
    )


def _people(full_time_equivalent: Decimal | None) -> str:
    if full_time_equivalent is None:
        return ""
    return f"{full_time_equivalent.normalize():f} ETP".replace(".", ",")


def _budget(ctg: Ctg, action: Action) -> content.Budget:
    lines = [line for line in action.budget_lines.all() if not line.is_in_kind]
    expenses = [line for line in lines if line.side == BudgetLine.Side.EXPENSE]
    resources = [line for line in lines if line.side == BudgetLine.Side.RESOURCE]
    return content.Budget(
        expenses=_grouped(expenses, ctg.years, BudgetLine.Nature, "nature"),
        resources=_grouped(resources, ctg.years, BudgetLine.Funder, "funder"),
    )


def _grouped(lines: list[BudgetLine], years: list[int], choices: Any, name: str) -> tuple[content.BudgetLine, ...]:
    """One line for each nature or funder that has an amount, in the order of the choices."""
    amounts: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in lines:
        amounts[getattr(line, name)][line.year] += line.amount
    return tuple(
        content.BudgetLine(choice.label, tuple(amounts[choice.value][year] for year in years))
        for choice in choices
        if choice.value in amounts
    )


def _indicator(ctg: Ctg, indicator: Any) -> content.PromisedIndicator:
    targets = {target.year: target.value for target in indicator.targets.all()}
    return content.PromisedIndicator(
        label=indicator.label,
        kind=indicator.get_kind_display(),
        unit=indicator.unit,
        baseline=content.Figure(indicator.baseline_value),
        baseline_year=str(indicator.baseline_year),
        targets=tuple(content.Figure(targets.get(year), "–") for year in ctg.years),
        source=indicator.source,
        decimals=indicator.decimals,
    )


def _steering(ctg: Ctg) -> content.Steering:
    today = timezone.localdate()
    bodies = ctg.bodies.prefetch_related("seats__contact__organisation")
    return content.Steering(introduction="", bodies=tuple(_body(each, today) for each in bodies), posts=())


def _body(body: Body, today: date) -> content.SteeringBody:
    seats = [seat for seat in body.seats.all() if seat.ends_on is None or seat.ends_on >= today]
    return content.SteeringBody(
        name=body.name,
        purpose=body.mission,
        rhythm=f"{body.meetings_per_year} réunion{'s' if body.meetings_per_year > 1 else ''} par an",
        seats=tuple(
            content.Seat(seat.contact.organisation.name, seat.contact.with_position, seat.get_part_display())
            for seat in seats
        ),
    )


def _evaluation(ctg: Ctg) -> content.Evaluation:
    return content.Evaluation(
        method="",
        questions=tuple(
            content.EvaluationQuestion(question.get_criterion_display(), question.text)
            for question in ctg.questions.all()
        ),
    )
