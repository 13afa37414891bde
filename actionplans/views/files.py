"""The plan to take away: the part that the address asks for, as a workbook or a Word document."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from actionplans import exports, services
from actionplans.documents import word
from actionplans.services import printing
from actionplans.views.loading import READERS, find_action, reader_of
from actionplans.views.plan import filtered
from territories.access import CtgRequest, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    return _file(request, content, "xlsx", XLSX)


@requires(READERS)
def document(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    _, tree = filtered(request, reader)
    printed = printing.printed_plan(request.ctg, tree, reader)
    return _file(request, word.write(printed, timezone.now()), "docx", DOCX)


@requires(READERS)
def action_document(request: CtgRequest, pk: UUID) -> HttpResponse:
    """One fiche, under the elements that hold it."""
    reader = reader_of(request)
    action = find_action(request, pk, reader)
    tree = printing.only(services.plan_tree(request.ctg, services.readable(request.ctg, reader)), action)
    printed = printing.printed_plan(request.ctg, tree, reader, title="Fiche action")
    return _file(request, word.write(printed, timezone.now()), "docx", DOCX, f"fiche-{tree.sheets[0].code}")


def _file(request: CtgRequest, content: bytes, suffix: str, kind: str, name: str = "plan") -> HttpResponse:
    filename = f"{name}-{request.territory.slug}-{request.ctg.slug}.{suffix}"
    disposition = content_disposition_header(as_attachment=True, filename=filename) or ""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
