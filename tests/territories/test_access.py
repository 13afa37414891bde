"""Who enters, as what, and until when."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from territories.access import requires
from territories.models import TEAM, HistoryEntry, Membership, Role, Territory
from territories.scope import caf_scope
from tests.threads import in_thread

pytestmark = pytest.mark.django_db


@requires(TEAM)
def team_page(request) -> HttpResponse:
    return HttpResponse(str(request.ctg))


@pytest.fixture
def ask(ctg):
    """ask(camille) opens the page of the valley's team, or raises what the guard raises."""

    def make(user, **route):
        request = RequestFactory().get("/")
        request.user = user
        return team_page(request, **{**ctg.route, **route})

    return make


def test_the_team_enters(ask, camille):
    assert ask(camille).status_code == 200


def test_the_manager_enters_everywhere_in_the_caf(ask, maud):
    assert ask(maud).status_code == 200


@pytest.mark.parametrize("low", ["elise", "paul", "rachid"])
def test_a_lower_role_is_told_that_it_is_too_low(ask, request, low):
    with pytest.raises(PermissionDenied):
        ask(request.getfixturevalue(low))


def test_a_membership_that_has_ended_opens_nothing(ask, camille, loire):
    yesterday = timezone.localdate() - timedelta(days=1)
    with caf_scope(loire):
        Membership.objects.update(ends_on=yesterday)

    with pytest.raises(Http404):
        ask(camille)


def test_a_membership_to_come_opens_nothing_yet(as_user, person, enters, loire, valley, ctg):
    tomorrow = timezone.localdate() + timedelta(days=1)
    newcomer = person("Yann", "Bientôt")
    enters(newcomer, loire, Role.READER, valley, starts_on=tomorrow)

    assert as_user(newcomer).get(ctg.get_absolute_url()).status_code == 404


def test_an_officer_of_one_territory_only_reads_another(ask, chloe, enters, loire, valley):
    enters(chloe, loire, Role.READER, valley)

    with pytest.raises(PermissionDenied):
        ask(chloe)


@requires(TEAM)
def name_territory(request) -> HttpResponse:
    """Look, then write: between the two, `request.rival` may write the same name."""
    name = request.POST["name"]
    if request.caf.territories.filter(slug=name).exists():
        return HttpResponse(f"Ce nom est déjà pris. {request.FILES['plan'].read().decode()}")
    request.FILES["plan"].read()
    request.rival()
    Territory.objects.create(caf=request.caf, name=name, slug=name)
    return HttpResponse("créé")


def post_name(user, caf, rival) -> Any:
    file = SimpleUploadedFile("plan.txt", b"le fichier est relu")
    request: Any = RequestFactory().post("/", {"name": "jumeau", "plan": file})
    request.user, request.rival = user, rival
    return name_territory(request, caf=caf.slug)


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_same_name_saved_at_the_same_instant_ends_as_a_sentence(maud, loire):
    def write() -> None:
        with caf_scope(loire):
            Territory.objects.create(caf=loire, name="jumeau", slug="jumeau")

    try:
        answer = post_name(maud, loire, rival=lambda: in_thread(write))
    finally:
        in_thread(forget_name)

    assert answer.content.decode() == "Ce nom est déjà pris. le fichier est relu"


def forget_name() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM territories_territory WHERE slug = 'jumeau' RETURNING id")
        cursor.execute("DELETE FROM territories_historyentry WHERE row_id = %s", cursor.fetchone())


def test_a_row_that_the_database_refuses_twice_is_not_tried_for_ever(maud, loire):
    tries = []

    def rival() -> None:
        tries.append(1)
        raise IntegrityError

    with pytest.raises(IntegrityError):
        post_name(maud, loire, rival)

    assert len(tries) == 2


def test_a_view_that_forgot_the_guard_fails_on_its_first_request(ctg, camille):
    def forgetful(request) -> HttpResponse:
        return HttpResponse("")

    with pytest.raises(TypeError):
        forgetful(RequestFactory().get("/"), **ctg.route)


def test_caf_staff_cannot_be_tied_to_one_territory(loire, valley, camille):
    with pytest.raises(IntegrityError, match="caf_staff_for_the_whole_caf"), caf_scope(loire):
        Membership.objects.create(caf=loire, user=camille, territory=valley, role=Role.CAF_ADVISOR)


def test_every_write_is_in_the_history_with_its_author(loire, valley, camille):
    with caf_scope(loire, user=camille, request_id="requête-7"):
        Territory.objects.filter(pk=valley.pk).update(name="Vallon")

        entry = HistoryEntry.objects.get(row_id=valley.pk, operation="UPDATE")

    assert entry.changes == {"name": ["Vallée", "Vallon"]}
    assert (entry.user_id, entry.request_id) == (camille.pk, "requête-7")


def test_a_scope_cannot_be_carried_to_the_next_transaction(loire, valley):
    with caf_scope(loire):
        assert Territory.objects.exists()

    assert not Territory.objects.exists()
