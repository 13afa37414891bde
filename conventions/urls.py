from django.urls import path, register_converter

from conventions import views
from territories.access import CAF_PATH, CTG_PATH

app_name = "conventions"


class Direction:
    """Which way an article moves in its list."""

    regex = "haut|bas"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Direction, "direction")

HERE = f"{CTG_PATH}convention/"
MODEL = f"{CAF_PATH}modele/"

urlpatterns = [
    path("verifier/", views.verify, name="verify"),
    path("verifier/<str:code>", views.verify_code, name="verify_code"),
    path(HERE, views.overview, name="overview"),
    path(f"{HERE}commencer/", views.start, name="start"),
    path(f"{HERE}textes/", views.edit_texts, name="edit_texts"),
    path(f"{HERE}articles/<uuid:pk>/", views.edit_article, name="edit_article"),
    path(f"{HERE}articles/<uuid:pk>/retablir/", views.restore_article, name="restore_article"),
    path(f"{HERE}signataires/nouveau/", views.new_signatory, name="new_signatory"),
    path(f"{HERE}signataires/<uuid:pk>/", views.edit_signatory, name="edit_signatory"),
    path(f"{HERE}signataires/<uuid:pk>/retirer/", views.delete_signatory, name="delete_signatory"),
    path(f"{HERE}signataires/<uuid:pk>/deliberation/", views.new_deliberation, name="new_deliberation"),
    path(f"{HERE}deliberations/<uuid:pk>/", views.edit_deliberation, name="edit_deliberation"),
    path(f"{HERE}signature/", views.record_signature, name="record_signature"),
    path(f"{HERE}produire/", views.produce, name="produce"),
    path(f"{HERE}production/", views.progress, name="progress"),
    path(f"{HERE}documents/<uuid:pk>/", views.download, name="download"),
    path(MODEL, views.template, name="template"),
    path(f"{MODEL}nouveau/", views.create_template, name="create_template"),
    path(f"{MODEL}textes/", views.edit_template, name="edit_template"),
    path(f"{MODEL}articles/nouveau/", views.new_clause, name="new_clause"),
    path(f"{MODEL}articles/<uuid:pk>/", views.edit_clause, name="edit_clause"),
    path(f"{MODEL}articles/<uuid:pk>/<direction:direction>/", views.move_clause, name="move_clause"),
    path(f"{MODEL}articles/<uuid:pk>/retirer/", views.delete_clause, name="delete_clause"),
]
