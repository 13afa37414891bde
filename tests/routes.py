"""The addresses of the product, read from the URLconf, and the rows that fill them in the generated tests."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from diagnostics.services.local_entry import Figure, enter, typed_in
from territories.models import Epci, Membership, Role
from territories.scope import caf_scope
from tests.world import World

SCOPE = {"caf", "territory", "ctg"}


def epci_of(world: World) -> int:
    return Epci.objects.of_department(world.caf.department_id).values_list("pk", flat=True)[0]


def commune_of(world: World) -> str:
    return str(world.rows["territories.perimetercommune"].commune.insee_code)


def membership_of(world: World) -> str:
    """The membership of the world's own person, in its territory."""
    with caf_scope(world.caf):
        membership, _ = Membership.objects.get_or_create(
            caf=world.caf, territory=world.territory, user=world.user, role=Role.READER
        )
    return str(membership.pk)


def typed_figure_of(world: World) -> str:
    """A figure typed by hand for a place of the world's CTG."""
    indicator = world.rows["diagnostics.indicator"]
    with caf_scope(world.caf):
        typed = typed_in(world.ctg, indicator).first()
        commune = world.rows["territories.perimetercommune"].commune
        figure = Figure(Decimal(7))
        typed = typed or enter(world.ctg, indicator, commune, 2020, figure, source=world.canary, by=world.user)
    return str(typed.pk)


# view name → label of the model of its `pk`. Each new address with an id adds one line.
OBJECTS: dict[str, str] = {
    "actionplans:action": "actionplans.action",
    "actionplans:action_document": "actionplans.action",
    "actionplans:add_partner": "actionplans.action",
    "actionplans:add_step": "actionplans.action",
    "actionplans:answer_proposal": "actionplans.followup",
    "actionplans:ask_for_news": "actionplans.action",
    "actionplans:resume_reminders": "actionplans.reminderpause",
    "actionplans:revoke_links": "actionplans.action",
    "actionplans:add_blocker": "actionplans.action",
    "actionplans:add_comment": "actionplans.action",
    "actionplans:journal": "actionplans.action",
    "actionplans:lift_blocker": "actionplans.blocker",
    "actionplans:mute_alert": "actionplans.action",
    "actionplans:unmute_alert": "actionplans.alertmute",
    "actionplans:create_child": "actionplans.plannode",
    "actionplans:delete_action": "actionplans.action",
    "actionplans:delete_node": "actionplans.plannode",
    "actionplans:delete_step": "actionplans.step",
    "actionplans:edit_budget": "actionplans.action",
    "actionplans:edit_calendar": "actionplans.action",
    "actionplans:edit_node": "actionplans.plannode",
    "actionplans:edit_people": "actionplans.action",
    "actionplans:edit_scope": "actionplans.action",
    "actionplans:edit_step": "actionplans.step",
    "actionplans:edit_text": "actionplans.action",
    "actionplans:finish_step": "actionplans.step",
    "actionplans:move_action_down": "actionplans.action",
    "actionplans:move_action_up": "actionplans.action",
    "actionplans:move_node_down": "actionplans.plannode",
    "actionplans:move_node_up": "actionplans.plannode",
    "actionplans:discard_import": "actionplans.planimport",
    "actionplans:plan_import": "actionplans.planimport",
    "actionplans:undo_import": "actionplans.planimport",
    "actionplans:place_action": "actionplans.action",
    "actionplans:remove_partner": "actionplans.actionpartner",
    "actionplans:reopen_step": "actionplans.step",
    "actionplans:report": "actionplans.action",
    "actionplans:validate_action": "actionplans.action",
    "actionplans:add_rate": "actionplans.ratetable",
    "actionplans:delete_rate": "actionplans.rate",
    "actionplans:edit_bonus": "partners.facility",
    "actionplans:edit_rate": "actionplans.rate",
    "actionplans:edit_rate_table": "actionplans.ratetable",
    "actionplans:add_hypothesis": "actionplans.scenario",
    "actionplans:delete_hypothesis": "actionplans.hypothesis",
    "actionplans:delete_scenario": "actionplans.scenario",
    "actionplans:edit_hypothesis": "actionplans.hypothesis",
    "actionplans:edit_scenario": "actionplans.scenario",
    "actionplans:share_bonus": "partners.facility",
    "conventions:delete_clause": "conventions.clause",
    "conventions:delete_signatory": "conventions.signatory",
    "conventions:download": "conventions.sealeddocument",
    "conventions:edit_article": "conventions.article",
    "conventions:edit_clause": "conventions.clause",
    "conventions:edit_deliberation": "conventions.deliberation",
    "conventions:edit_signatory": "conventions.signatory",
    "conventions:move_clause": "conventions.clause",
    "conventions:new_deliberation": "conventions.signatory",
    "conventions:restore_article": "conventions.article",
    "evaluation:add_measure": "evaluation.indicator",
    "evaluation:correct_measure": "evaluation.measure",
    "evaluation:delete_indicator": "evaluation.indicator",
    "evaluation:delete_question": "evaluation.question",
    "evaluation:edit_indicator": "evaluation.indicator",
    "evaluation:edit_question": "evaluation.question",
    "evaluation:indicator": "evaluation.indicator",
    "evaluation:indicator_csv": "evaluation.indicator",
    "diagnostics:attach_finding": "diagnostics.finding",
    "diagnostics:cite_again": "diagnostics.evidence",
    "diagnostics:cite_figure": "diagnostics.finding",
    "diagnostics:cite_words": "diagnostics.finding",
    "diagnostics:close_vote": "diagnostics.votesession",
    "diagnostics:contribution": "diagnostics.contribution",
    "diagnostics:catalogue_entry": "diagnostics.indicator",
    "diagnostics:answer_import": "diagnostics.datasetimport",
    "diagnostics:dataset_import": "diagnostics.datasetimport",
    "diagnostics:delete_profile": "diagnostics.importprofile",
    "diagnostics:discard_import": "diagnostics.datasetimport",
    "diagnostics:import_csv": "diagnostics.datasetimport",
    "diagnostics:save_profile": "diagnostics.datasetimport",
    "diagnostics:start_import": "diagnostics.datasetimport",
    "diagnostics:undo_import": "diagnostics.datasetimport",
    "diagnostics:delete_finding": "diagnostics.finding",
    "diagnostics:delete_issue": "diagnostics.issue",
    "diagnostics:edit_contribution": "diagnostics.contribution",
    "diagnostics:edit_criterion": "diagnostics.criterion",
    "diagnostics:edit_finding": "diagnostics.finding",
    "diagnostics:edit_indicator": "diagnostics.indicator",
    "diagnostics:edit_issue": "diagnostics.issue",
    "diagnostics:held_values": "diagnostics.indicator",
    "diagnostics:finding": "diagnostics.finding",
    "diagnostics:issue": "diagnostics.issue",
    "diagnostics:move_finding": "diagnostics.finding",
    "diagnostics:changes": "diagnostics.diagnosisversion",
    "diagnostics:diagnosis_file": "diagnostics.diagnosisfile",
    "diagnostics:produce_version": "diagnostics.diagnosisversion",
    "diagnostics:version": "diagnostics.diagnosisversion",
    "diagnostics:version_data": "diagnostics.diagnosisversion",
    "diagnostics:review": "diagnostics.contribution",
    "diagnostics:revoke_link": "diagnostics.contributionlink",
    "diagnostics:rule_issue": "diagnostics.issue",
    "diagnostics:score_issue": "diagnostics.issue",
    "diagnostics:vote_session": "diagnostics.votesession",
    "diagnostics:withdraw_evidence": "diagnostics.evidence",
    "diagnostics:close_survey": "diagnostics.survey",
    "diagnostics:copy_questions": "diagnostics.survey",
    "diagnostics:copy_survey": "diagnostics.survey",
    "diagnostics:delete_question": "diagnostics.surveyquestion",
    "diagnostics:delete_section": "diagnostics.surveysection",
    "diagnostics:delete_survey": "diagnostics.survey",
    "diagnostics:duplicate_question": "diagnostics.surveyquestion",
    "diagnostics:edit_question": "diagnostics.surveyquestion",
    "diagnostics:edit_section": "diagnostics.surveysection",
    "diagnostics:edit_survey": "diagnostics.survey",
    "diagnostics:erase_answers": "diagnostics.survey",
    "diagnostics:move_question": "diagnostics.surveyquestion",
    "diagnostics:move_section": "diagnostics.surveysection",
    "diagnostics:new_question": "diagnostics.surveysection",
    "diagnostics:new_section": "diagnostics.survey",
    "diagnostics:open_survey": "diagnostics.survey",
    "diagnostics:preview_survey": "diagnostics.survey",
    "diagnostics:cite_result": "diagnostics.surveyquestion",
    "diagnostics:review_text": "diagnostics.surveyanswer",
    "diagnostics:survey_csv": "diagnostics.survey",
    "diagnostics:survey_results": "diagnostics.survey",
    "diagnostics:survey_texts": "diagnostics.survey",
    "diagnostics:survey_xlsx": "diagnostics.survey",
    "diagnostics:survey": "diagnostics.survey",
    "diagnostics:survey_poster": "diagnostics.survey",
    "diagnostics:survey_quotas": "diagnostics.survey",
    "governance:add_item": "governance.meeting",
    "governance:add_seat": "governance.body",
    "governance:body": "governance.body",
    "governance:calendar_file": "governance.meeting",
    "governance:cancel_meeting": "governance.meeting",
    "governance:decision": "governance.decision",
    "governance:delete_body": "governance.body",
    "governance:delete_item": "governance.agendaitem",
    "governance:edit_body": "governance.body",
    "governance:edit_item": "governance.agendaitem",
    "governance:edit_meeting": "governance.meeting",
    "governance:edit_minutes": "governance.meeting",
    "governance:edit_seat": "governance.seat",
    "governance:follow_up_decision": "governance.decision",
    "governance:hold_meeting": "governance.meeting",
    "governance:meeting": "governance.meeting",
    "governance:move_item_down": "governance.agendaitem",
    "governance:move_item_up": "governance.agendaitem",
    "governance:plan_meeting": "governance.body",
    "governance:record_decision": "governance.meeting",
    "governance:record_of_decisions": "governance.meeting",
    "governance:record_validation": "governance.meeting",
    "governance:remove_seat": "governance.seat",
    "governance:restore_meeting": "governance.meeting",
    "partners:archive_organisation": "partners.organisation",
    "partners:create_contact": "partners.organisation",
    "partners:ctg_create_contact": "partners.organisation",
    "partners:ctg_edit_contact": "partners.contact",
    "partners:ctg_organisation": "partners.organisation",
    "partners:ctg_resend_invitation": "partners.invitation",
    "partners:ctg_revoke_invitation": "partners.invitation",
    "partners:edit_contact": "partners.contact",
    "partners:edit_facility": "partners.facility",
    "partners:edit_organisation": "partners.organisation",
    "partners:organisation": "partners.organisation",
    "partners:remove_participation": "partners.participation",
    "partners:resend_invitation": "partners.invitation",
    "partners:restore_organisation": "partners.organisation",
    "partners:revoke_invitation": "partners.invitation",
    "territories:job": "territories.job",
}
# (view name, argument) → value, for arguments that are not the id of a row.
VALUES: dict[tuple[str, str], Any] = {
    ("actionplans:add_hypothesis", "kind"): "funder",
    ("actionplans:copy_rate_table", "year"): 2060,
    ("actionplans:edit_service_bonus", "service"): "steering",
    ("conventions:move_clause", "direction"): "haut",
    ("diagnostics:move_question", "direction"): "haut",
    ("diagnostics:move_section", "direction"): "haut",
    ("partners:ctg_end_membership", "pk"): membership_of,
    ("partners:end_membership", "pk"): membership_of,
    ("diagnostics:enter_figure", "code"): lambda world: world.rows["diagnostics.indicator"].code,
    ("diagnostics:withdraw_figure", "code"): lambda world: world.rows["diagnostics.indicator"].code,
    ("diagnostics:withdraw_figure", "pk"): typed_figure_of,
    ("diagnostics:commune", "insee_code"): commune_of,
    ("diagnostics:commune_csv", "insee_code"): commune_of,
    ("diagnostics:indicator", "code"): lambda world: world.rows["diagnostics.indicator"].code,
    ("diagnostics:indicator_csv", "code"): lambda world: world.rows["diagnostics.indicator"].code,
    ("territories:create_ctg", "epci"): epci_of,
}
# Rows of the whole Caf: seen from every territory of it, so that only the other Caf is foreign to them.
SHARED_BY_THE_CAF: set[str] = {
    "conventions:delete_clause",
    "conventions:edit_clause",
    "conventions:move_clause",
    "diagnostics:catalogue_entry",
    "diagnostics:edit_criterion",
    "diagnostics:answer_import",
    "diagnostics:dataset_import",
    "diagnostics:delete_profile",
    "diagnostics:discard_import",
    "diagnostics:import_csv",
    "diagnostics:save_profile",
    "diagnostics:start_import",
    "diagnostics:undo_import",
    "diagnostics:edit_indicator",
    "diagnostics:enter_figure",
    "diagnostics:held_values",
    "diagnostics:indicator",
    "diagnostics:indicator_csv",
    "partners:ctg_create_contact",
    "partners:ctg_edit_contact",
    "partners:ctg_organisation",
    "territories:job",
}
# Texts that a rule of their own keeps from bearing the canary.
TEXTS_WITHOUT_CANARY: set[str] = {
    "dashboards.snapshot.none",
    "diagnostics.diagnosisversion.sha256",  # PostgreSQL holds it to the text
}
# Addresses that answer a file or only a POST: the crawler of pages leaves them alone.
NOT_PAGES: set[str] = {
    "actionplans:action_document",
    "actionplans:bonus_csv",
    "actionplans:document",
    "actionplans:workbook",
    "actionplans:totals_csv",
    "actionplans:totals_xlsx",
    "diagnostics:survey_csv",
    "diagnostics:survey_xlsx",
    "diagnostics:diagnosis_file",
    "diagnostics:version_data",
    "diagnostics:import_csv",
    "actionplans:export",
    "conventions:download",
    "diagnostics:indicator_csv",
    "diagnostics:distances_csv",
    "diagnostics:maps_csv",
    "diagnostics:needs_csv",
    "diagnostics:offer_csv",
    "diagnostics:portrait_csv",
    "diagnostics:projection_csv",
    "diagnostics:commune_csv",
}
# The budget of a page, session and access included.
MOST_QUERIES = 45


def all_routes() -> list[tuple[str, list[str]]]:
    return list(_walk(get_resolver(), "", []))


def tenant_routes() -> list[tuple[str, list[str]]]:
    return [(name, kwargs) for name, kwargs in all_routes() if is_tenant(kwargs)]


def is_tenant(kwargs: list[str]) -> bool:
    return "caf" in kwargs


def is_known(name: str, kwargs: list[str]) -> bool:
    return all(key in SCOPE or (name, key) in VALUES or (key == "pk" and name in OBJECTS) for key in kwargs)


def is_shared_by_the_caf(name: str, mine: World, other: World) -> bool:
    return name in SHARED_BY_THE_CAF and mine.caf == other.caf


def arguments(name: str, kwargs: list[str], world: World) -> dict[str, Any]:
    """The arguments that lead to the rows of one world."""
    scope = {"caf": world.caf.slug, "territory": world.territory.slug, "ctg": world.ctg.slug}
    return {key: scope[key] if key in SCOPE else _argument(name, key, world) for key in kwargs}


def _argument(name: str, key: str, world: World) -> Any:
    if (name, key) in VALUES:
        value = VALUES[name, key]
        return value(world) if callable(value) else value
    return world.pk(OBJECTS[name])


def _walk(resolver: URLResolver, namespace: str, kwargs: list[str]) -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        names = kwargs + list(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, names)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", names
