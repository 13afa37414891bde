"""The plan to take away: the part that the address asks for, as a workbook or a Word document."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from actionplans import exports, services
from actionplans.documents import word
from actionplans.services import printing
from actionplans.views.loading import READERS, attached, find_action, reader_of
from actionplans.views.plan import filtered
from territories.access import CtgRequest, requires


@requires(READERS)
def workbook(request: CtgRequest) -> HttpResponse:
    """The fiches, then their steps."""
    reader = reader_of(request)
    _, tree = filtered(request, reader)
    header, rows = services.table(tree, reader)
    steps = [
        [sheet.code, sheet.action.title, step.title, step.starts_on, step.due_on, step.done_on]
        for sheet in tree.sheets
        for step in sheet.action.steps.all()
    ]
    step_header = ["Code", "Action", "Étape", "Début", "Échéance", "Faite le"]
    content = exports.to_xlsx([("Fiches action", header, rows), ("Étapes", step_header, steps)])
    return attached(request, content, "plan", "xlsx")


@requires(READERS)
def document(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    _, tree = filtered(request, reader)
    printed = printing.printed_plan(request.ctg, tree, reader)
    return attached(request, word.write(printed, timezone.now()), "plan", "docx")


@requires(READERS)
def action_document(request: CtgRequest, pk: UUID) -> HttpResponse:
    """One fiche, under the elements that hold it."""
    reader = reader_of(request)
    action = find_action(request, pk, reader)
    tree = printing.only(services.plan_tree(request.ctg, services.readable(request.ctg, reader)), action)
    printed = printing.printed_plan(request.ctg, tree, reader, title="Fiche action")
    return attached(request, word.write(printed, timezone.now()), f"fiche-{tree.sheets[0].code}", "docx")
