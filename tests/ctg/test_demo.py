"""The demonstration is one coherent story: its money, its decisions, its people, and what each of them may see."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, Q, Sum

from accounts.models import User
from actionplans.models import Action, BudgetLine, FollowUp
from conventions.documents.articles import check
from conventions.models import Article
from ctg.demo import TODAY, cast, seeding
from ctg.demo.complete import SIREN
from evaluation.models import Measure
from governance.models import Decision, Meeting
from partners.models import Contact
from territories.models import Caf, Ctg, LegalStatus, Membership, PerimeterCommune, Phase, Role
from territories.scope import caf_scope, person_scope
from tests.demonstration import PASSWORD, SEED

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def loire_atlantique(demonstration):
    caf = Caf.objects.get(slug="loire-atlantique")
    with caf_scope(caf):
        yield caf


@pytest.fixture
def complete(loire_atlantique) -> Ctg:
    return Ctg.objects.select_related("territory__epci").get(territory__epci__siren=SIREN, effective_from__year=2026)


def totals(lines, *by: str) -> dict[Any, Decimal]:
    grouped = lines.order_by().values_list(*by).annotate(total=Sum("amount"))
    return {row[:-1] if len(by) > 1 else row[0]: row[-1] for row in grouped}


def test_the_caf_has_its_seventeen_real_territories(loire_atlantique):
    territories = loire_atlantique.territories.select_related("epci")

    assert territories.count() == 17
    assert {territory.epci.siren for territory in territories if territory.epci} >= {SIREN, "244400404", "243500741"}


def test_there_is_a_ctg_in_every_phase(loire_atlantique):
    assert set(loire_atlantique.ctgs.values_list("phase", flat=True)) == set(Phase)


def test_a_perimeter_holds_the_members_of_the_other_departements_too(loire_atlantique):
    communes = PerimeterCommune.objects.filter(ctg__territory__epci__siren="243500741")

    assert communes.count() == 31
    assert communes.exclude(commune__department="44").count() == 23


def test_the_phase_of_a_ctg_is_the_one_that_its_decisions_opened(loire_atlantique):
    for ctg in loire_atlantique.ctgs.prefetch_related("decisions"):
        validated = {each.validated_phase for each in ctg.decisions.all() if each.validated_phase}
        reached = list(Phase).index(Phase(ctg.phase)) + (ctg.legal_status == LegalStatus.ENDED)

        assert validated == set(list(Phase)[:reached]), ctg


def test_decisions_are_numbered_without_a_gap_in_the_order_of_the_meetings(loire_atlantique):
    for ctg in loire_atlantique.ctgs.all():
        decisions = list(ctg.decisions.order_by("number").select_related("meeting"))

        assert [each.number for each in decisions] == list(range(1, len(decisions) + 1))
        assert decisions == sorted(decisions, key=lambda each: each.meeting.held_on)


def test_no_meeting_of_the_past_waits_and_none_of_the_future_was_held(loire_atlantique):
    assert not Meeting.objects.filter(held_on__lte=TODAY).exclude(status=Meeting.Status.HELD).exists()
    assert not Meeting.objects.filter(held_on__gt=TODAY).exclude(status=Meeting.Status.PLANNED).exists()


def test_every_year_of_every_action_balances_to_the_cent(loire_atlantique):
    lines = BudgetLine.objects.filter(is_in_kind=False)

    gaps: dict[tuple[Any, int], Decimal] = defaultdict(Decimal)
    for (action, year, side), amount in totals(lines, "action", "year", "side").items():
        gaps[action, year] += amount if side == BudgetLine.Side.EXPENSE else -amount
    assert len(gaps) > 500
    assert not any(gaps.values())


def test_every_action_answers_an_issue_has_a_pilot_and_is_judged_by_an_indicator(loire_atlantique):
    incomplete = Action.objects.filter(
        Q(issues=None) | Q(pilot=None) | Q(pilot_contact=None) | Q(indicators=None) | Q(starts_on=None)
    )

    assert not incomplete.exists()


def test_an_action_stands_where_its_last_news_says(loire_atlantique):
    for action in Action.objects.prefetch_related("follow_ups"):
        if news := [each for each in action.follow_ups.all() if each.standing == FollowUp.Standing.KEPT]:
            assert (action.status, action.progress) == (news[0].status, news[0].progress)


def test_no_measure_speaks_of_a_year_that_has_not_begun(loire_atlantique):
    assert not Measure.objects.filter(year__gt=TODAY.year).exists()


def test_the_complete_ctg_has_the_size_and_the_money_of_the_worked_example(complete):
    lines = BudgetLine.objects.filter(action__ctg=complete)
    resources = totals(lines.resources(), "funder")
    caf_by_year = totals(lines.resources().filter(funder="caf"), "year")

    assert complete.perimeter.count() == 8
    assert complete.plan_nodes.filter(parent=None).count() == 3
    assert complete.plan_nodes.exclude(parent=None).count() == 6
    assert complete.actions.count() == 10
    assert totals(lines.expenses(), "year") == {
        2026: 865_000, 2027: 943_000, 2028: 673_000, 2029: 681_000, 2030: 686_000,
    }  # fmt: skip
    assert resources == {
        "caf": 1_680_000, "local": 1_374_000, "state": 525_000, "families": 194_000, "msa": 49_000,
        "department": 26_000,
    }  # fmt: skip
    assert caf_by_year == {2026: 244_000, 2027: 381_400, 2028: 350_700, 2029: 351_200, 2030: 352_700}


def test_the_complete_ctg_is_followed_from_its_first_committee_to_its_first_measures(complete):
    statuses = dict(complete.actions.order_by().values_list("status").annotate(Count("pk")))
    copil = complete.meetings.get(held_on=date(2026, 6, 11))

    assert statuses == {"in_progress": 7, "completed": 1, "delayed": 1, "blocked": 1}
    assert copil.decisions.filter(status=Decision.Status.OPEN).count() == 2
    assert complete.signatories.count() == 11
    assert all(each.deliberations.exists() for each in complete.signatories.all())
    assert (complete.legal_status, complete.signed_on) == (LegalStatus.SIGNED, date(2025, 12, 12))
    assert complete.evaluation_indicators.filter(measures=None).count() == 0
    assert complete.findings.filter(evidence=None).count() == 0
    assert complete.issues.filter(actions=None).count() == 0
    assert complete.issues.filter(rulings=None).count() == 0
    assert complete.vote_sessions.get().ballots.count() == 30


def test_the_committee_of_the_complete_ctg_has_fourteen_seats_before_and_after_the_elections(complete):
    committee = complete.bodies.get(kind="steering")

    assert committee.seats.active(date(2025, 12, 12)).count() == 14
    assert committee.seats.active(TODAY).count() == 14


def test_the_complete_ctg_renews_one_that_was_evaluated_and_closed(complete):
    former = complete.renewal_of

    assert (former.phase, former.legal_status) == (Phase.EVALUATION, LegalStatus.ENDED)
    assert former.questions.filter(judgement=None).count() == 0
    assert former.questions.exclude(recommendation="").count() == 6
    assert former.effective_to < complete.effective_from


def test_the_articles_name_only_fields_that_exist(complete):
    articles = Article.objects.filter(convention__ctg=complete)

    assert articles.count() == 14
    for article in articles:
        check(article.title, article.body)


def test_people_are_fictitious(loire_atlantique):
    assert not Contact.objects.exclude(email__endswith="@demo.example").exists()
    assert not User.objects.exclude(email__endswith="@demo.example").exists()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_an_account(loire_atlantique, role):
    assert Membership.objects.filter(role=role).exists()


def test_one_person_serves_both_cafs(demonstration):
    user = User.objects.get(email=cast.BOTH.email)

    with person_scope(user):
        assert set(Membership.objects.filter(user=user).values_list("caf__slug", flat=True)) == {
            "loire-atlantique",
            "vendee",
        }


def test_the_second_caf_is_smaller_and_sees_nothing_of_the_first(demonstration):
    vendee = Caf.objects.get(slug="vendee")

    with caf_scope(vendee):
        assert 3 <= vendee.territories.count() <= 4
        for model in (Ctg, Action, BudgetLine, Contact, Decision):
            assert set(model.objects.values_list("caf", flat=True)) <= {vendee.pk}


def test_told_twice_it_changes_nothing(demonstration, capsys):
    report = seeding.seed(SEED, PASSWORD)

    assert not report.is_new
    call_command("demo")
    assert "déjà installée" in capsys.readouterr().out


def test_the_accounts_take_the_password_that_is_asked_for(demonstration):
    seeding.seed(SEED, "un-autre-mot-de-passe")

    assert User.objects.get(email=cast.OFFICER.email).check_password("un-autre-mot-de-passe")


def test_the_accounts_are_listed_one_a_line(capsys):
    call_command("demo", list_accounts=True)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(cast.LISTED)
    assert "Élue (Machecoul-Saint-Même)\telise.moreau@demo.example" in lines


def test_the_signed_convention_waits_for_the_worker_to_seal_it(complete):
    assert [job.payload["ctg"] for job in complete.caf.jobs.open()] == [str(complete.pk)]
