from diagnostics.views.catalogue import (
    catalogue,
    catalogue_entry,
    complete_catalogue,
    edit_indicator,
    new_indicator,
)
from diagnostics.views.communes import commune, commune_csv, communes
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
from diagnostics.views.criteria import adopt_criteria, criteria, edit_criterion, new_criterion
from diagnostics.views.evidence import attach_finding, cite_again, cite_figure, cite_words, withdraw_evidence
from diagnostics.views.findings import (
    delete_finding,
    edit_finding,
    finding,
    findings,
    move_finding,
    new_finding,
)
from diagnostics.views.held import held_values
from diagnostics.views.issues import delete_issue, edit_issue, issue, issues, new_issue, rule_issue, score_issue
from diagnostics.views.local_entry import enter_figure, withdraw_figure
from diagnostics.views.maps import maps, maps_csv
from diagnostics.views.needs import distances, distances_csv, needs, needs_csv
from diagnostics.views.offer import offer, offer_csv
from diagnostics.views.portrait import edit_summary, indicator, indicator_csv, indicators, overview, portrait_csv
from diagnostics.views.projection import projection, projection_csv
from diagnostics.views.voting import close_vote, join_vote, new_vote, vote, vote_session

__all__ = [
    "adopt_criteria",
    "attach_finding",
    "catalogue",
    "catalogue_entry",
    "cite_again",
    "cite_figure",
    "cite_words",
    "close_vote",
    "commune",
    "commune_csv",
    "communes",
    "complete_catalogue",
    "contribute",
    "contribution",
    "contributions",
    "criteria",
    "delete_finding",
    "delete_issue",
    "distances",
    "distances_csv",
    "edit_contribution",
    "edit_criterion",
    "edit_finding",
    "edit_indicator",
    "edit_issue",
    "edit_summary",
    "enter_figure",
    "finding",
    "findings",
    "held_values",
    "indicator",
    "indicator_csv",
    "indicators",
    "issue",
    "issues",
    "join_vote",
    "maps",
    "maps_csv",
    "move_finding",
    "needs",
    "needs_csv",
    "new_criterion",
    "new_finding",
    "new_heard",
    "new_indicator",
    "new_issue",
    "new_vote",
    "offer",
    "offer_csv",
    "overview",
    "portrait_csv",
    "projection",
    "projection_csv",
    "review",
    "revoke_link",
    "rule_issue",
    "score_issue",
    "send_link",
    "vote",
    "vote_session",
    "withdraw_evidence",
    "withdraw_figure",
]
