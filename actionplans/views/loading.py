"""What the views of the plan load: for whom, and which fiche."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from actionplans import services
from actionplans.models import Action, PlanNode
from actionplans.services import Reader
from territories.access import CtgRequest
from territories.models import EVERYONE, Role

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
READERS = EVERYONE - {Role.CONSULTANT}
RowT = TypeVar("RowT", bound=Model)


def reader_of(request: CtgRequest) -> Reader:
    return services.reader_of(request.user, request.ctg, request.access)


def held(request: CtgRequest, rows: QuerySet[RowT]) -> QuerySet[RowT]:
    """Rows about to be written are locked before they are read, or a form would write stale columns back."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def find_action(request: CtgRequest, pk: UUID, reader: Reader) -> Action:
    """A fiche that this person may read."""
    actions = services.readable(request.ctg, reader).select_related(
        "node__parent", "pilot", "pilot_contact", "elected_referent__organisation", "updated_by"
    )
    action = get_object_or_404(actions, pk=pk)
    action.ctg = request.ctg
    return action


def action_to_edit(request: CtgRequest, pk: UUID) -> Action:
    """A fiche that this person may change: the team's, or one that their organisation pilots."""
    reader = reader_of(request)
    action = get_object_or_404(held(request, services.readable(request.ctg, reader)), pk=pk)
    if not reader.may_edit(action):
        raise PermissionDenied
    action.ctg = request.ctg
    return action


def find_node(request: CtgRequest, pk: UUID) -> PlanNode:
    node = get_object_or_404(held(request, request.ctg.plan_nodes.all()), pk=pk)
    node.ctg = request.ctg
    return node


def action_url(request: CtgRequest, action: Action, anchor: str = "") -> str:
    return request.ctg.url("actionplans:action", pk=action.pk) + anchor


def attached(request: CtgRequest, content: bytes, name: str, suffix: str) -> HttpResponse:
    """A file to keep, whose name says what it is and of which CTG; `suffix` is one of `KINDS`."""
    filename = f"{name}-{request.territory.slug}-{request.ctg.slug}.{suffix}"
    disposition = content_disposition_header(as_attachment=True, filename=filename) or ""
    return HttpResponse(content, content_type=KINDS[suffix], headers={"Content-Disposition": disposition})
