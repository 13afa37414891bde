"""Issues ranked: by the criteria of the Caf, then by the COPIL with its reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from uuid_utils.compat import uuid7

from diagnostics.models import Criterion, Issue, Ruling, Score
from diagnostics.services import priorities
from governance.models import Body, Decision, Meeting
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/enjeux/"
CRITERIA = "/caf/loire-atlantique/criteres/"


@pytest.fixture
def issue(loire, ctg) -> Issue:
    with caf_scope(loire):
        return Issue.objects.create(ctg=ctg, number=1, title="Les 11-17 ans", theme="youth")


@pytest.fixture
def scores(loire) -> dict[str, str]:
    """3 everywhere, as the form sends it."""
    with caf_scope(loire):
        return {f"score-{criterion.pk}": "3" for criterion in priorities.criteria(loire)}


@pytest.fixture
def decision(loire, ctg) -> Decision:
    """Adopted by the COPIL on 5 June 2026."""
    with caf_scope(loire):
        body = Body.objects.create(ctg=ctg, kind=Body.Kind.STEERING, name="COPIL")
        meeting = Meeting.objects.create(body=body, held_on=date(2026, 6, 5), status=Meeting.Status.HELD)
        return Decision.objects.create(meeting=meeting, number=7, text="Les enjeux sont classés.")


def ruled(**changes: object) -> dict[str, object]:
    return {"new_id": uuid7(), "outcome": "1", "reason": "L’atelier l’a placé en tête.", "seen": "2",
            "decided_on": "2026-06-05"} | changes  # fmt: skip


def test_the_five_proposed_criteria_serve_until_the_caf_writes_its_own(as_user, camille, loire, issue, scores):
    as_user(camille).post(f"{HERE}{issue.pk}/noter/", {"version": 1} | scores)

    with caf_scope(loire):
        assert [each.name for each in Criterion.objects.all()] == [name for name, _ in priorities.PROPOSED]
        assert set(Score.objects.values_list("value", flat=True)) == {3}


def test_the_caf_chooses_its_criteria_and_their_weight(as_user, antoine, loire, issue):
    as_user(antoine).post(f"{CRITERIA}proposes/")
    typed = {"new_id": uuid7(), "name": "Urgence", "weight": "3", "position": "6", "is_active": "on"}

    as_user(antoine).post(f"{CRITERIA}nouveau/", typed)

    with caf_scope(loire):
        in_use = priorities.criteria(loire)
        priorities.keep_scores(issue, {in_use[0]: 5, in_use[-1]: 1})
        rating = priorities.rating(issue, in_use)
    assert [each.name for each in in_use][-1] == "Urgence"
    assert (rating.value, rating.missing) == (Decimal(2), 4)  # (5 × 1 + 1 × 3) / 4


def test_a_criterion_put_aside_weighs_no_more(loire, issue):
    with caf_scope(loire):
        first, second, *_ = priorities.criteria(loire)
        priorities.keep_scores(issue, {first: 5, second: 1})
        Criterion.objects.filter(name=first.name).update(is_active=False)

        assert priorities.rating(issue, priorities.criteria(loire)).value == 1


def test_an_issue_without_a_score_has_no_mean(loire, issue):
    with caf_scope(loire):
        assert priorities.rating(issue, priorities.criteria(loire)).value is None


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"weight": "9"}, "inférieure ou égale à 5"), ({"name": ""}, "obligatoire")]
)
def test_a_wrong_criterion_is_refused_in_words(as_user, antoine, loire, changes, sentence):
    typed = {"new_id": uuid7(), "name": "Urgence", "weight": "3", "position": "6", "is_active": "on"}

    assert sentence in as_user(antoine).post(f"{CRITERIA}nouveau/", typed | changes).content.decode()


def test_the_criteria_are_the_caf_s_business(as_user, camille, ctg):
    assert as_user(camille).get(CRITERIA).status_code == 403


def test_a_score_out_of_the_scale_is_refused(as_user, camille, loire, issue, scores):
    page = as_user(camille).post(f"{HERE}{issue.pk}/noter/", {"version": 1} | dict.fromkeys(scores, "6"))

    assert "choix" in page.content.decode()
    with caf_scope(loire):
        assert not Score.objects.exists()


def test_two_people_who_score_at_once_see_both_versions(as_user, camille, antoine, loire, issue, scores):
    as_user(antoine).post(f"{HERE}{issue.pk}/noter/", {"version": 1} | dict.fromkeys(scores, "5"))

    page = as_user(camille).post(f"{HERE}{issue.pk}/noter/", {"version": 1} | scores).content.decode()

    assert "Antoine Brossard a modifié cette page" in page
    with caf_scope(loire):
        assert set(Score.objects.values_list("value", flat=True)) == {5}


def test_the_copil_rules_with_its_reason_and_both_standings_are_read(as_user, camille, rachid, loire, issue, decision):
    as_user(camille).post(f"{HERE}{issue.pk}/priorite/", ruled(decision=decision.pk, decided_on=""))

    page = as_user(rachid).get(f"{HERE}{issue.pk}/").content.decode()
    with caf_scope(loire):
        issue.refresh_from_db()
        assert Ruling.objects.get().decided_on == date(2026, 6, 5)
    assert (issue.priority, issue.is_retained) == (1, True)
    assert "Important → Prioritaire" in page
    assert "L’atelier l’a placé en tête." in page
    assert "était «" in as_user(rachid).get(HERE).content.decode()


def test_the_copil_may_retain_an_issue_no_more(as_user, camille, loire, issue):
    as_user(camille).post(f"{HERE}{issue.pk}/priorite/", ruled(outcome="0"))

    with caf_scope(loire):
        issue.refresh_from_db()
        assert (issue.priority, issue.is_retained, Ruling.objects.get().after) == (2, False, "Non retenu")


def test_after_a_ruling_the_team_no_longer_changes_the_priority(as_user, camille, loire, issue):
    as_user(camille).post(f"{HERE}{issue.pk}/priorite/", ruled())

    typed = {"version": 2, "title": "Les 11-17 ans", "theme": "youth", "priority": "3"}
    as_user(camille).post(f"{HERE}{issue.pk}/modifier/", typed)

    with caf_scope(loire):
        issue.refresh_from_db()
        assert (issue.priority, issue.is_retained, issue.version) == (1, True, 3)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "obligatoire"),
        ({"outcome": "7"}, "choix valide"),
        ({"decided_on": ""}, "Dites quand"),
        ({"decided_on": "2999-01-01"}, "à venir"),
        ({"seen": "1"}, "vient de changer"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused_in_words(as_user, camille, loire, issue, changes, sentence):
    page = as_user(camille).post(f"{HERE}{issue.pk}/priorite/", ruled(**changes)).content.decode()

    assert sentence in page
    with caf_scope(loire):
        assert not Ruling.objects.exists()


def test_sent_twice_it_is_one_ruling(as_user, camille, loire, issue):
    typed = ruled()

    answers = [as_user(camille).post(f"{HERE}{issue.pk}/priorite/", typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    with caf_scope(loire):
        assert Ruling.objects.count() == 1


def test_a_ruling_is_never_rewritten(as_user, camille, loire, issue):
    as_user(camille).post(f"{HERE}{issue.pk}/priorite/", ruled())

    with caf_scope(loire), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Ruling.objects.update(reason="Autre chose")


def test_the_list_is_sorted_by_score_and_turned_round(as_user, rachid, loire, ctg, issue):
    with caf_scope(loire):
        other = Issue.objects.create(ctg=ctg, number=2, title="Le logement", theme="housing")
        criterion = priorities.criteria(loire)[0]
        priorities.keep_scores(other, {criterion: 5})
        priorities.keep_scores(issue, {criterion: 2})

    def codes(sort: str) -> list[str]:
        response = as_user(rachid).get(HERE, {"tri": sort})
        return [rank.issue.code for rank in response.context["ranking"]]

    assert (codes("note"), codes("-note"), codes("nonsense")) == (["E1", "E2"], ["E2", "E1"], ["E1", "E2"])


def test_a_reader_neither_scores_nor_rules(as_user, rachid, issue):
    for page in ("noter", "priorite"):
        assert as_user(rachid).get(f"{HERE}{issue.pk}/{page}/").status_code == 403
