from diagnostics.views.catalogue import (
    catalogue,
    catalogue_entry,
    complete_catalogue,
    edit_indicator,
    new_indicator,
)
from diagnostics.views.contributions import (
    contribute,
    contribution,
    contributions,
    edit_contribution,
    new_heard,
    review,
    revoke_link,
    send_link,
)
from diagnostics.views.findings import delete_finding, edit_finding, findings, new_finding
from diagnostics.views.issues import delete_issue, edit_issue, issues, new_issue
from diagnostics.views.local_entry import enter_figure, withdraw_figure
from diagnostics.views.maps import maps, maps_csv
from diagnostics.views.needs import distances, distances_csv, needs, needs_csv
from diagnostics.views.offer import offer, offer_csv
from diagnostics.views.portrait import edit_summary, indicator, indicator_csv, indicators, overview, portrait_csv

__all__ = [
    "catalogue",
    "catalogue_entry",
    "complete_catalogue",
    "contribute",
    "contribution",
    "contributions",
    "delete_finding",
    "delete_issue",
    "distances",
    "distances_csv",
    "edit_contribution",
    "edit_finding",
    "edit_indicator",
    "edit_issue",
    "edit_summary",
    "enter_figure",
    "findings",
    "indicator",
    "indicator_csv",
    "indicators",
    "issues",
    "maps",
    "maps_csv",
    "needs",
    "needs_csv",
    "new_finding",
    "new_heard",
    "new_indicator",
    "new_issue",
    "offer",
    "offer_csv",
    "overview",
    "portrait_csv",
    "review",
    "revoke_link",
    "send_link",
    "withdraw_figure",
]
