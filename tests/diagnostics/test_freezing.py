"""A committee validates the diagnosis: it is frozen as it was shown, and nothing changes it afterwards."""

import hashlib
import json
from decimal import Decimal
from uuid import uuid4

import pytest

from diagnostics.documents import content
from diagnostics.models import DiagnosisVersion, IndicatorValue
from diagnostics.services import freezing, present
from diagnostics.services.freezing import FreezeRefused
from governance import services as governance
from governance.models import Body, Decision, Meeting
from governance.services import PhaseIncomplete
from territories.models import Phase
from territories.scope import caf_scope
from tests.diagnostics import validated

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/"


@pytest.fixture
def written(loire, valley, make_ctg):
    """The valley's diagnosis, complete, in its phase."""
    ctg = make_ctg(valley, "44001", "44002", "44003", phase=Phase.DIAGNOSIS)
    with caf_scope(loire):
        return validated.write(ctg)


@pytest.fixture
def frozen(loire, camille, written) -> DiagnosisVersion:
    with caf_scope(loire, user=camille):
        governance.record_validation(written.validation(), by=camille)
        return written.ctg.diagnosis_versions.select_related("decision", "frozen_by").get()


def test_validating_the_diagnosis_freezes_it_with_its_hash_its_author_and_its_decision(loire, camille, written, frozen):
    with caf_scope(loire):
        written.ctg.refresh_from_db()

    assert (frozen.number, frozen.frozen_by, frozen.decision.validated_phase) == (1, camille, "diagnosis")
    assert frozen.sha256 == hashlib.sha256(frozen.canonical.encode()).hexdigest()
    assert written.ctg.phase == Phase.ACTION_PLAN


def test_a_figure_is_frozen_as_it_was_shown_and_no_more(frozen):
    data = json.loads(frozen.canonical)
    (line,) = data["tables"][0]["lines"]

    assert [(each["name"], each["figure"]["value"], each["figure"]["status"]) for each in line["communes"]][::2] == [
        ("Abbaretz", "16.7", "ok"),
        ("Ancenis-Saint-Géréon", None, "suppressed_primary"),
    ]
    assert line["department"]["value"] == "13.0"
    assert line["department"]["source"] == "Insee, Recensement, 2022"
    assert "denominator" not in frozen.canonical
    assert "numerator" not in frozen.canonical


def test_what_a_version_says_is_read_back_as_it_was(loire, written, frozen):
    with caf_scope(loire):
        compiled = present.compile_content(written.ctg, frozen.decision)

    assert content.read(frozen.canonical) == compiled
    assert content.canonical(compiled) == frozen.canonical
    assert compiled.contributions[0].signature == ""
    assert compiled.findings[0].evidence == ("Familles monoparentales : 16,7 %, 2022", "Je suis seule")


def test_keys_of_another_age_are_no_obstacle():
    read = content.read('{"summary":"Bref.","added_in_2031":[1],"issues":[{"title":"Un enjeu"}]}')

    assert (read.summary, read.issues[0].title, read.tables) == ("Bref.", "Un enjeu", ())


def test_a_later_import_and_a_later_text_never_change_a_version(as_user, rachid, loire, written, frozen):
    before = frozen.canonical
    with caf_scope(loire):
        IndicatorValue.objects.filter(commune__isnull=False, value__isnull=False).update(value=Decimal("66.6"))
        written.ctg.diagnoses.update(summary="Tout a changé.")
        frozen.refresh_from_db()

    page = as_user(rachid).get(f"{HERE}diagnostic/versions/{frozen.pk}/").content.decode()

    assert frozen.canonical == before
    assert "16,7" in page
    assert "66,6" not in page
    assert "Un territoire qui vieillit." in page
    assert frozen.sha256 in page


def test_what_changed_since_is_said_with_before_and_after(as_user, rachid, loire, written, frozen):
    with caf_scope(loire):
        IndicatorValue.objects.filter(department="44").update(value=Decimal("14.2"))
        written.ctg.diagnoses.update(summary="Tout a changé.")
        written.finding.title = "Des parents moins seuls"
        written.finding.save()
        written.issue.is_retained = False
        written.issue.save()
        written.ctg.findings.create(ctg=written.ctg, quadrant="strength", theme="youth", title="Des jeunes engagés")

    page = as_user(rachid).get(f"{HERE}diagnostic/versions/{frozen.pk}/changements/").content.decode()

    figures = ("13,0 (2022)", "14,2 (2022)")
    texts = ("Un territoire qui vieillit.", "Tout a changé.", "Des parents seuls", "Des parents moins seuls")
    for told in (*figures, *texts, "Des jeunes engagés", "Ajouté", "Retiré", "E1 Soutenir les parents seuls"):
        assert told in page


def test_without_any_change_the_page_says_so(as_user, rachid, frozen):
    page = as_user(rachid).get(f"{HERE}diagnostic/versions/{frozen.pk}/changements/").content.decode()

    assert "Rien n’a changé" in page


def test_an_incomplete_diagnosis_is_refused_with_what_it_lacks_and_where(as_user, camille, loire, written):
    with caf_scope(loire):
        written.ctg.diagnoses.update(summary=" ")
        written.finding.evidence.all().delete()
        IndicatorValue.objects.all().delete()
    typed = {"new_id": str(uuid4()), "phase": "diagnosis", "outcome": "adopted", "text": "Validé."}

    page = as_user(camille).post(f"{HERE}reunions/{written.meeting.pk}/decisions/validation/", typed).content.decode()

    assert "attend encore\u00a0: la synthèse\u202f; au moins un chiffre\u202f; une preuve pour le constat" in page
    assert f'href="{HERE}diagnostic/synthese/"' in page
    assert f'href="{HERE}diagnostic/constats/{written.finding.pk}/"' in page
    with caf_scope(loire):
        assert not Decision.objects.exists()


def test_a_postponed_validation_asks_for_nothing_and_freezes_nothing(loire, camille, written):
    with caf_scope(loire):
        written.ctg.diagnoses.all().delete()
        decision = written.validation()
        decision.outcome = Decision.Outcome.POSTPONED
        governance.record_validation(decision, by=camille)

        with pytest.raises(PhaseIncomplete, match="la synthèse\u202f; la méthode"):
            governance.record_validation(written.validation(), by=camille)
        assert not DiagnosisVersion.objects.exists()


def test_a_later_decision_freezes_a_second_version_and_only_once(as_user, camille, loire, written, frozen):
    with caf_scope(loire):
        decision = governance.record(written.arbitration())

    answers = [as_user(camille).post(f"{HERE}diagnostic/versions/figer/", {"decision": decision.pk}) for _ in range(2)]

    with caf_scope(loire):
        assert [each.number for each in written.ctg.diagnosis_versions.all()] == [2, 1]
    assert [each.status_code for each in answers] == [302, 302]


def test_only_an_adopted_decision_of_a_steering_committee_freezes(loire, camille, written):
    with caf_scope(loire):
        rejected = written.arbitration()
        rejected.outcome = Decision.Outcome.REJECTED
        group = Body.objects.create(ctg=written.ctg, kind=Body.Kind.WORKING_GROUP, name="Groupe Jeunesse")
        meeting = Meeting.objects.create(body=group, held_on="2026-06-06", status=Meeting.Status.HELD)
        of_a_group = Decision(pk=uuid4(), meeting=meeting, text="Le groupe adopte.")

        for decision in (rejected, of_a_group):
            with pytest.raises(FreezeRefused, match="comité de pilotage"):
                freezing.freeze(governance.record(decision), camille)


def test_who_only_reads_freezes_nothing_and_sees_the_versions(as_user, rachid, frozen):
    client = as_user(rachid)

    assert client.post(f"{HERE}diagnostic/versions/figer/").status_code == 403
    assert "Version 1" in client.get(f"{HERE}diagnostic/versions/").content.decode()


def test_anybody_can_check_the_hash_on_the_data(as_user, rachid, frozen):
    data = as_user(rachid).get(f"{HERE}diagnostic/versions/{frozen.pk}/donnees.json").content

    assert hashlib.sha256(data).hexdigest() == frozen.sha256
