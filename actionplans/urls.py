from django.urls import path

from actionplans import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "actionplans"

PLAN = f"{CTG_PATH}plan/"
NODE = f"{PLAN}elements/<uuid:pk>/"
ACTION = f"{PLAN}actions/<uuid:pk>/"
BONUS = f"{PLAN}bonus-territoire/"
RATES = f"{CAF_PATH}baremes/"
FOLLOW_UP = f"{CTG_PATH}suivi/"
SCENARIOS = f"{PLAN}scenarios/"
STEP = f"{PLAN}etapes/<uuid:pk>/"

urlpatterns = [
    path(PLAN, views.plan, name="plan"),
    path(f"{PLAN}plan.csv", views.export, name="export"),
    path(f"{PLAN}frise/", views.timeline, name="timeline"),
    path(f"{PLAN}importer/", views.import_plan, name="import_plan"),
    path(f"{PLAN}importer/<uuid:pk>/", views.plan_import, name="plan_import"),
    path(f"{PLAN}importer/<uuid:pk>/oublier/", views.discard_import, name="discard_import"),
    path(f"{PLAN}importer/<uuid:pk>/annuler/", views.undo_import, name="undo_import"),
    path(f"{PLAN}organiser/", views.arrange, name="arrange"),
    path(f"{PLAN}niveaux/", views.edit_levels, name="edit_levels"),
    path(f"{PLAN}elements/nouveau/", views.create_node, name="create_node"),
    path(f"{NODE}nouveau/", views.create_child, name="create_child"),
    path(f"{NODE}modifier/", views.edit_node, name="edit_node"),
    path(f"{NODE}supprimer/", views.delete_node, name="delete_node"),
    path(f"{NODE}monter/", views.move_node_up, name="move_node_up"),
    path(f"{NODE}descendre/", views.move_node_down, name="move_node_down"),
    path(f"{PLAN}actions/nouvelle/", views.create_action, name="create_action"),
    path(ACTION, views.action, name="action"),
    path(f"{ACTION}textes/", views.edit_text, name="edit_text"),
    path(f"{ACTION}pilotage/", views.edit_people, name="edit_people"),
    path(f"{ACTION}calendrier/", views.edit_calendar, name="edit_calendar"),
    path(f"{ACTION}enjeux/", views.edit_scope, name="edit_scope"),
    path(f"{ACTION}budget/", views.edit_budget, name="edit_budget"),
    path(f"{ACTION}partenaires/nouveau/", views.add_partner, name="add_partner"),
    path(f"{ACTION}etapes/nouvelle/", views.add_step, name="add_step"),
    path(f"{ACTION}deplacer/", views.place_action, name="place_action"),
    path(f"{ACTION}monter/", views.move_action_up, name="move_action_up"),
    path(f"{ACTION}descendre/", views.move_action_down, name="move_action_down"),
    path(f"{ACTION}valider/", views.validate_action, name="validate_action"),
    path(f"{ACTION}supprimer/", views.delete_action, name="delete_action"),
    path(f"{ACTION}nouvelles/", views.report, name="report"),
    path(f"{PLAN}partenaires/<uuid:pk>/retirer/", views.remove_partner, name="remove_partner"),
    path(f"{STEP}modifier/", views.edit_step, name="edit_step"),
    path(f"{STEP}faite/", views.finish_step, name="finish_step"),
    path(f"{STEP}rouvrir/", views.reopen_step, name="reopen_step"),
    path(f"{STEP}supprimer/", views.delete_step, name="delete_step"),
    path(f"{PLAN}budget/", views.totals, name="totals"),
    path(f"{PLAN}budget/coller/", views.paste_budget, name="paste_budget"),
    path(f"{PLAN}budget/budget.csv", views.totals_csv, name="totals_csv"),
    path(f"{PLAN}budget/budget.xlsx", views.totals_xlsx, name="totals_xlsx"),
    path(SCENARIOS, views.scenarios, name="scenarios"),
    path(f"{SCENARIOS}nouveau/", views.create_scenario, name="create_scenario"),
    path(f"{SCENARIOS}<uuid:pk>/", views.edit_scenario, name="edit_scenario"),
    path(f"{SCENARIOS}<uuid:pk>/supprimer/", views.delete_scenario, name="delete_scenario"),
    path(f"{SCENARIOS}<uuid:pk>/hypotheses/<slug:kind>/", views.add_hypothesis, name="add_hypothesis"),
    path(f"{SCENARIOS}hypotheses/<uuid:pk>/", views.edit_hypothesis, name="edit_hypothesis"),
    path(f"{SCENARIOS}hypotheses/<uuid:pk>/retirer/", views.delete_hypothesis, name="delete_hypothesis"),
    path(BONUS, views.bonus, name="bonus"),
    path(f"{BONUS}bonus.csv", views.bonus_csv, name="bonus_csv"),
    path(f"{BONUS}trajectoire/", views.edit_trajectory, name="edit_trajectory"),
    path(f"{BONUS}equipements/<uuid:pk>/", views.edit_bonus, name="edit_bonus"),
    path(f"{BONUS}equipements/<uuid:pk>/partage/", views.share_bonus, name="share_bonus"),
    path(f"{BONUS}services/<slug:service>/", views.edit_service_bonus, name="edit_service_bonus"),
    path(RATES, views.rate_tables, name="rate_tables"),
    path(f"{RATES}nouveau/", views.create_rate_table, name="create_rate_table"),
    path(f"{RATES}<int:year>/recopier/", views.copy_rate_table, name="copy_rate_table"),
    path(f"{RATES}<uuid:pk>/", views.edit_rate_table, name="edit_rate_table"),
    path(f"{RATES}<uuid:pk>/tarifs/nouveau/", views.add_rate, name="add_rate"),
    path(f"{RATES}tarifs/<uuid:pk>/", views.edit_rate, name="edit_rate"),
    path(f"{RATES}tarifs/<uuid:pk>/supprimer/", views.delete_rate, name="delete_rate"),
    path(f"{CTG_PATH}suivi/", views.follow_up, name="follow_up"),
    path(FOLLOW_UP, views.follow_up, name="follow_up"),
    path(f"{FOLLOW_UP}propositions/", views.proposals, name="proposals"),
    path(f"{FOLLOW_UP}propositions/<uuid:pk>/", views.answer_proposal, name="answer_proposal"),
    path(f"{FOLLOW_UP}pause/", views.pause_reminders, name="pause_reminders"),
    path(f"{FOLLOW_UP}pause/<uuid:pk>/reprendre/", views.resume_reminders, name="resume_reminders"),
    path(f"{ACTION}demander/", views.ask_for_news, name="ask_for_news"),
    path(f"{ACTION}liens/annuler/", views.revoke_links, name="revoke_links"),
    path("nouvelles/<str:token>/", views.news_by_link, name="news_by_link"),
    path("nouvelles/<str:token>/plus-tard/", views.news_later, name="news_later"),
]
