"""Which indicators this person reads, and which ones they may measure."""

from django.shortcuts import get_object_or_404

from actionplans.models import Action
from evaluation import services
from evaluation.models import Indicator
from territories.access import CtgRequest
from territories.models import STUDY, Role


def find_indicator(request: CtgRequest, pk: str) -> Indicator:
    """With its action, targets and measures; the action of a draft kept inside the team hides it from the others."""
    indicators = request.ctg.evaluation_indicators.select_related("action", "action__pilot", "updated_by")
    if not request.access.has(STUDY):
        indicators = indicators.exclude(action__visibility=Action.Visibility.TEAM)
    found = get_object_or_404(indicators.with_values(), pk=pk)
    found.ctg = request.ctg
    return found


def may_measure(request: CtgRequest, indicator: Indicator) -> bool:
    """The team, the consultant, or a partner whose organisation pilots the action."""
    if request.access.has(STUDY):
        return True
    return request.access.has({Role.PARTNER}) and services.may_measure(indicator, request.user)
