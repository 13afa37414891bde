"""The pages of the diagnosis."""

from typing import Any

from django import template

from territories.access import CtgRequest

register = template.Library()

SURVEY_PAGES = {
    "surveys", "new_survey", "survey", "edit_survey", "preview_survey", "survey_quotas", "copy_questions",
    "open_survey", "close_survey", "copy_survey", "delete_survey", "erase_answers", "new_section", "edit_section",
    "new_question", "delete_section", "edit_question", "delete_question", "survey_results", "survey_texts",
    "cite_result",
}  # fmt: skip
TABS = (
    ("Vue d’ensemble", "overview", {"overview", "edit_summary"}),
    ("Indicateurs", "indicators", {"indicators", "indicator", "communes", "commune", "projection"}),
    ("Cartes", "maps", {"maps"}),
    ("Offre", "offer", {"offer"}),
    ("Besoins et offre", "needs", {"needs", "distances"}),
    ("Questionnaires", "surveys", SURVEY_PAGES),
    (
        "Contributions",
        "contributions",
        {"contributions", "contribution", "edit_contribution", "new_heard", "send_link"},
    ),
    (
        "Constats",
        "findings",
        {"findings", "finding", "new_finding", "edit_finding", "delete_finding", "withdraw_evidence"},
    ),
    (
        "Enjeux",
        "issues",
        {
            "issues",
            "issue",
            "new_issue",
            "edit_issue",
            "delete_issue",
            "score_issue",
            "rule_issue",
            "new_vote",
            "vote_session",
        },
    ),
    ("Versions", "versions", {"versions", "version", "freeze", "changes", "production"}),
)


@register.simple_tag
def diagnosis_tabs(request: CtgRequest) -> list[dict[str, Any]]:
    match = request.resolver_match
    here = match.url_name if match else ""
    return [
        {"label": label, "url": request.ctg.url(f"diagnostics:{name}"), "is_current": here in pages}
        for label, name, pages in TABS
    ]
