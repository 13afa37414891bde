"""A version of the diagnosis is kept as it was validated, whoever tries to change it."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from diagnostics.models import DiagnosisVersion
from territories.scope import caf_scope
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(loire, antoine):
    """A CTG with one row of everything, a version among them."""
    return world.build(loire, antoine, "Vallon", ["44001", "44002"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE diagnostics_diagnosisversion SET number = 9",
        "DELETE FROM diagnostics_diagnosisversion",
        "UPDATE diagnostics_diagnosisfile SET size = 1",
        "DELETE FROM diagnostics_diagnosisfile",
    ],
)
def test_the_database_refuses_to_change_a_version_and_its_files(loire, lived, change):
    with pytest.raises(DatabaseError, match="permission denied"), caf_scope(loire), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_refuses_a_hash_that_is_not_that_of_the_text(loire, lived):
    known = lived.rows["diagnostics.diagnosisversion"]
    forged = DiagnosisVersion(
        ctg=lived.ctg,
        number=2,
        decision=known.decision,
        canonical="{}",
        sha256=hashlib.sha256(b"something else").hexdigest(),
        frozen_at=known.frozen_at,
        frozen_by=known.frozen_by,
    )

    with caf_scope(loire), transaction.atomic(), pytest.raises(IntegrityError, match="diagnosis_version_hash"):
        forged.save(force_insert=True)
