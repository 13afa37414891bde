"""Partners and accesses. A page `x` of the whole Caf is named `ctg_x` where it is opened from one CTG."""

from django.urls import include, path

from partners import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "partners"

of_the_caf = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/nouvelle/", views.create_organisation, name="create_organisation"),
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("organisations/<uuid:pk>/modifier/", views.edit_organisation, name="edit_organisation"),
    path("organisations/<uuid:pk>/archiver/", views.archive_organisation, name="archive_organisation"),
    path("organisations/<uuid:pk>/retablir/", views.restore_organisation, name="restore_organisation"),
    path("organisations/<uuid:pk>/contacts/nouveau/", views.create_contact, name="create_contact"),
    path("contacts/<uuid:pk>/", views.edit_contact, name="edit_contact"),
    path("acces/", views.access, name="access"),
    path("acces/inviter/", views.invite, name="invite"),
    path("acces/<uuid:pk>/retirer/", views.end_membership, name="end_membership"),
    path("acces/invitations/<uuid:pk>/renvoyer/", views.resend_invitation, name="resend_invitation"),
    path("acces/invitations/<uuid:pk>/annuler/", views.revoke_invitation, name="revoke_invitation"),
]
of_a_ctg = [
    path("partenaires/", views.list_, name="list"),
    path("partenaires/ajouter/", views.add_participation, name="add_participation"),
    path("partenaires/<uuid:pk>/retirer/", views.remove_participation, name="remove_participation"),
    path("partenaires/organisations/nouvelle/", views.ctg_create_organisation, name="ctg_create_organisation"),
    path("partenaires/organisations/<uuid:pk>/", views.ctg_organisation, name="ctg_organisation"),
    path("partenaires/organisations/<uuid:pk>/contacts/nouveau/", views.ctg_create_contact, name="ctg_create_contact"),
    path("partenaires/contacts/<uuid:pk>/", views.ctg_edit_contact, name="ctg_edit_contact"),
    path("equipements/nouveau/", views.create_facility, name="create_facility"),
    path("equipements/<uuid:pk>/", views.edit_facility, name="edit_facility"),
    path("acces/", views.ctg_access, name="ctg_access"),
    path("acces/inviter/", views.ctg_invite, name="ctg_invite"),
    path("acces/<uuid:pk>/retirer/", views.ctg_end_membership, name="ctg_end_membership"),
    path("acces/invitations/<uuid:pk>/renvoyer/", views.ctg_resend_invitation, name="ctg_resend_invitation"),
    path("acces/invitations/<uuid:pk>/annuler/", views.ctg_revoke_invitation, name="ctg_revoke_invitation"),
]

urlpatterns = [
    path("invitation/<slug:token>/", views.accept, name="accept"),
    path(CAF_PATH, include(of_the_caf)),
    path(CTG_PATH, include(of_a_ctg)),
]
