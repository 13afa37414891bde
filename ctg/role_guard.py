"""The application refuses to work under a database role that row-level security does not bind.

Asked on every new connection of the application, because the answer may change while it runs.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# A role can act as every role it is a member of, so those are asked too.
QUESTION = """
SELECT current_user,
       EXISTS (SELECT FROM pg_roles WHERE rolsuper AND pg_has_role(oid, 'MEMBER')),
       EXISTS (SELECT FROM pg_roles WHERE rolbypassrls AND pg_has_role(oid, 'MEMBER')),
       EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                                      AND pg_has_role(relowner, 'MEMBER'))
"""
REASONS = ("est super-utilisateur", "peut ignorer la protection des lignes", "possède des tables")


class DangerousRole(ImproperlyConfigured):
    """The message is a French sentence with the remedy."""


def watch() -> None:
    connection_created.connect(refuse_dangerous_role, dispatch_uid="ctg.role_guard")


def refuse_dangerous_role(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.alias != "default" or connection.vendor != "postgresql":
        return
    role, *answers = connection.connection.execute(QUESTION).fetchone()
    faults = [reason for reason, holds in zip(REASONS, answers, strict=True) if holds]
    if faults:
        connection.close()  # or the next query would go through
        raise DangerousRole(
            f"Le rôle « {role} » de la base de données {faults[0]} : les données d’une Caf seraient visibles "
            "par les autres. Donnez dans DATABASE_URL le rôle « ctg_app », "
            "que crée « python manage.py create_roles »."
        )
