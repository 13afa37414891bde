"""What the dashboards read across the apps."""

from dashboards.services.elected import CommuneBrief, commune_brief, commune_of
from dashboards.services.portfolio import (
    ALERT_CHOICES,
    Alert,
    PortfolioRow,
    alerts,
    contours_of,
    phase_counts,
    portfolio,
    portfolio_totals,
    with_figures,
)
from dashboards.services.spaces import Door, Space, spaces_of
from dashboards.services.synthesis import Synthesis, synthesis

__all__ = [
    "ALERT_CHOICES",
    "Alert",
    "CommuneBrief",
    "Door",
    "PortfolioRow",
    "Space",
    "Synthesis",
    "alerts",
    "commune_brief",
    "commune_of",
    "contours_of",
    "phase_counts",
    "portfolio",
    "portfolio_totals",
    "spaces_of",
    "synthesis",
    "with_figures",
]
