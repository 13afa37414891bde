from django.urls import path

from governance import views
from territories.access import CTG_PATH

app_name = "governance"

BODY = f"{CTG_PATH}instances/<uuid:pk>/"
SEAT = f"{CTG_PATH}sieges/<uuid:pk>/"
MEETING = f"{CTG_PATH}reunions/<uuid:pk>/"
ITEM = f"{CTG_PATH}ordre-du-jour/<uuid:pk>/"
DECISION = f"{CTG_PATH}decisions/<uuid:pk>/"

urlpatterns = [
    path(f"{CTG_PATH}instances/", views.bodies, name="bodies"),
    path(f"{CTG_PATH}instances/nouvelle/", views.create_body, name="create_body"),
    path(BODY, views.body, name="body"),
    path(f"{BODY}modifier/", views.edit_body, name="edit_body"),
    path(f"{BODY}supprimer/", views.delete_body, name="delete_body"),
    path(f"{BODY}sieges/nouveau/", views.add_seat, name="add_seat"),
    path(f"{BODY}reunions/nouvelle/", views.plan_meeting, name="plan_meeting"),
    path(f"{SEAT}modifier/", views.edit_seat, name="edit_seat"),
    path(f"{SEAT}retirer/", views.remove_seat, name="remove_seat"),
    path(MEETING, views.meeting, name="meeting"),
    path(f"{MEETING}modifier/", views.edit_meeting, name="edit_meeting"),
    path(f"{MEETING}annuler/", views.cancel_meeting, name="cancel_meeting"),
    path(f"{MEETING}retablir/", views.restore_meeting, name="restore_meeting"),
    path(f"{MEETING}presences/", views.hold_meeting, name="hold_meeting"),
    path(f"{MEETING}compte-rendu/", views.edit_minutes, name="edit_minutes"),
    path(f"{MEETING}releve-de-decisions/", views.record_of_decisions, name="record_of_decisions"),
    path(f"{MEETING}reunion.ics", views.calendar_file, name="calendar_file"),
    path(f"{MEETING}ordre-du-jour/nouveau/", views.add_item, name="add_item"),
    path(f"{MEETING}decisions/nouvelle/", views.record_decision, name="record_decision"),
    path(f"{MEETING}decisions/validation/", views.record_validation, name="record_validation"),
    path(f"{ITEM}modifier/", views.edit_item, name="edit_item"),
    path(f"{ITEM}monter/", views.move_item_up, name="move_item_up"),
    path(f"{ITEM}descendre/", views.move_item_down, name="move_item_down"),
    path(f"{ITEM}supprimer/", views.delete_item, name="delete_item"),
    path(f"{CTG_PATH}decisions/", views.decisions, name="decisions"),
    path(DECISION, views.decision, name="decision"),
    path(f"{DECISION}suite/", views.follow_up_decision, name="follow_up_decision"),
]
