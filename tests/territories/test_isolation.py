"""Row-level security, as the application's own role meets it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from partners.models import Contact, Organisation
from territories.models import Caf, Membership, Territory
from territories.scope import caf_scope, person_scope, territory_scope

pytestmark = pytest.mark.django_db


def test_the_application_role_is_nobody_special():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()

    assert row == ("ctg_app", False, False)


def test_outside_any_scope_nothing_exists(valley):
    assert not Territory.objects.exists()


def test_a_caf_sees_its_territories_and_no_other(loire, valley, coast, marsh):
    with caf_scope(loire):
        seen = set(Territory.objects.all())

    assert seen == {valley, coast}


def test_a_territory_scope_hides_the_neighbour(loire, valley, ctg, coast_ctg):
    with territory_scope(loire, [valley]):
        seen = list(loire.ctgs.all())

    assert seen == [ctg]


def test_a_person_finds_their_memberships_in_every_caf_and_nothing_else(camille, enters, vendee, marsh, victor):
    enters(camille, vendee, "reader", marsh)

    with person_scope(camille):
        cafs = {membership.caf for membership in Membership.objects.select_related("caf")}
        territories = Territory.objects.count()

    assert {caf.slug for caf in cafs} == {"loire-atlantique", "vendee"}
    assert territories == 0


def test_the_scope_closes_with_its_block(loire, valley):
    with caf_scope(loire):
        pass

    assert not Territory.objects.exists()


def test_an_inner_scope_that_fails_gives_back_the_outer_one(loire, vendee, valley):
    with caf_scope(loire):
        with pytest.raises(ZeroDivisionError), caf_scope(vendee):
            _ = 1 / 0

        assert Territory.objects.get() == valley


def test_a_scope_refuses_to_write_for_another_caf(loire, vendee):
    with pytest.raises(DatabaseError, match="row-level security"), caf_scope(loire):
        Territory.objects.create(caf=vendee, name="Ailleurs", slug="ailleurs")


def test_a_row_cannot_move_to_another_caf(loire, vendee, valley):
    with pytest.raises(DatabaseError, match="row-level security"), caf_scope(loire):
        Territory.objects.update(caf=vendee)


def test_a_foreign_key_cannot_cross_tenants(loire, vendee):
    with caf_scope(vendee):
        foreign = Organisation.objects.create(caf=vendee, name="Ailleurs", kind=Organisation.Kind.OTHER)

    with pytest.raises(IntegrityError, match="tenant_fk"), caf_scope(loire):
        Contact.objects.create(caf=loire, organisation_id=foreign.pk, first_name="Ana", last_name="Lopez")


def test_a_caf_cannot_change_another_one(loire, vendee):
    with caf_scope(loire):
        changed = Caf.objects.filter(pk=vendee.pk).update(name="Piratée")

    assert changed == 0


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE territories_territory CASCADE",
        "ALTER TABLE territories_territory DISABLE ROW LEVEL SECURITY",
        "SET ROLE ctg_owner",
        "SET row_security = off; SELECT * FROM territories_territory",
        "UPDATE territories_commune SET name = 'Ailleurs'",
        "UPDATE territories_historyentry SET changes = '{}'",
        "DELETE FROM conventions_sealeddocument",
    ],
)
def test_the_application_cannot_step_around_the_rules(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
