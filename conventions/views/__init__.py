from conventions.views.parties import (
    delete_signatory,
    edit_deliberation,
    edit_signatory,
    new_deliberation,
    new_signatory,
    record_signature,
)
from conventions.views.production import download, produce, progress
from conventions.views.template import (
    create_template,
    delete_clause,
    edit_clause,
    edit_template,
    move_clause,
    new_clause,
    template,
)
from conventions.views.verification import verify, verify_code
from conventions.views.writing import edit_article, edit_texts, overview, restore_article, start

__all__ = [
    "create_template",
    "delete_clause",
    "delete_signatory",
    "download",
    "edit_article",
    "edit_clause",
    "edit_deliberation",
    "edit_signatory",
    "edit_template",
    "edit_texts",
    "move_clause",
    "new_clause",
    "new_deliberation",
    "new_signatory",
    "overview",
    "produce",
    "progress",
    "record_signature",
    "restore_article",
    "start",
    "template",
    "verify",
    "verify_code",
]
