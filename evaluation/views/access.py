"""Which actions and indicators this person reads, and which ones they may measure."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from actionplans.models import ActionQuerySet
from actionplans.services import readable, reader_of
from evaluation.models import Indicator
from territories.access import CtgRequest
from territories.models import STUDY


def readable_actions(request: CtgRequest) -> ActionQuerySet:
    """An action kept inside the team is evaluated by the team."""
    return readable(request.ctg, reader_of(request.user, request.ctg, request.access))


def find_indicator(request: CtgRequest, pk: str) -> Indicator:
    """With its action, targets and measures."""
    indicators = request.ctg.evaluation_indicators.filter(
        Q(action__isnull=True) | Q(action__in=readable_actions(request).values("pk"))
    ).select_related("action", "action__pilot", "updated_by")
    found = get_object_or_404(indicators.with_values(), pk=pk)
    found.ctg = request.ctg
    return found


def may_measure(request: CtgRequest, indicator: Indicator) -> bool:
    """The team, the consultant, or a partner whose organisation pilots the action."""
    if request.access.has(STUDY):
        return True
    if indicator.action is None:
        return False
    return reader_of(request.user, request.ctg, request.access).acts_for_pilot(indicator.action)
