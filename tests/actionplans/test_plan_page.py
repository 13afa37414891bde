"""The plan as it is read: totals, filters in the address, what is missing, the spreadsheet."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans import exports, services
from actionplans.models import Action, ActionIssue
from partners.models import Organisation
from territories.models import Ctg
from territories.scope import caf_scope


@pytest.fixture
def two(ctg, action, issue, make_action, make_node, spend) -> tuple[Action, Action]:
    """A crèche paid by the Caf in the first axe, and training paid by the State in the second."""
    second = make_node("Grandir", make_node("Axe jeunesse"))
    training = make_action("Former les pros", node=second, starts_on=date(2027, 3, 1))
    spend(action, 2026, "1000.50")
    spend(action, 2026, "1000.50", "caf")
    spend(training, 2027, 500)
    spend(training, 2027, 400, "state")
    return action, training


def page(client, ctg: Ctg, query: str = "") -> str:
    return client.get(ctg.url("actionplans:plan") + query).content.decode()


def test_the_plan_tells_codes_pilots_issues_and_money(as_user, camille, ctg, two):
    shown = page(as_user(camille), ctg)

    for word in ("1.1.1 Ouvrir une crèche", "Les Lutins", "E1", "En cours", "1\u202f000,50\u00a0€", "Équilibré"):
        assert word in shown
    assert "2.1.1 Former les pros" in shown
    assert "1\u202f500,50\u00a0€" in shown


def test_what_breaks_the_thread_is_named(as_user, camille, ctg, two, make_issue):
    make_issue(2, "Le logement")

    shown = page(as_user(camille), ctg)

    assert "Aucune action ne répond à l’enjeu E2 Le logement." in shown
    assert "2.1.1 Former les pros</a> ne répond à aucun enjeu." in shown
    assert "2.1.1 Former les pros</a> n’a pas de pilote." in shown
    assert "en 2027, il manque 100\u00a0€ de ressources" in shown


def test_an_enjeu_that_was_not_retained_needs_no_action(as_user, camille, ctg, two, make_issue):
    dropped = make_issue(2, "Le logement")
    with caf_scope(ctg.caf):
        dropped.is_retained = False
        dropped.save()

    assert "Le logement" not in page(as_user(camille), ctg).split("À compléter")[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("query", "is_first", "is_second"),
    [
        ("?q=CRÈCHE", True, False),
        ("?q=vingt places", True, False),
        ("?status=in_progress", True, False),
        ("?status=proposed", False, True),
        ("?funder=caf", True, False),
        ("?funder=state", False, True),
        ("?funder=msa", False, False),
        ("?status=nonsense", True, True),
        ("?pilot=not-a-uuid", True, True),
        ("?q=" + "x" * 500, True, True),
        ("?q=%00", True, True),
    ],
)
def test_filters_are_in_the_address(as_user, camille, ctg, two, query, is_first, is_second):
    shown = page(as_user(camille), ctg, query)

    table = shown.split("</form>")[-1] if "</form>" in shown else shown
    assert ("1.1.1 Ouvrir une crèche" in table) is is_first
    assert ("2.1.1 Former les pros" in table) is is_second


def test_filters_by_axe_pilot_and_enjeu(as_user, camille, ctg, two, axis, lutins, issue):
    client = as_user(camille)

    for query in (f"?axis={axis.pk}", f"?pilot={lutins.pk}", f"?issue={issue.pk}"):
        shown = page(client, ctg, query)
        assert "1.1.1 Ouvrir une crèche" in shown
        assert "2.1.1 Former les pros" not in shown


def test_filters_follow_from_the_plan_to_the_timeline(as_user, camille, ctg, two):
    shown = page(as_user(camille), ctg, "?status=proposed")

    assert f"{ctg.url('actionplans:timeline')}?status=proposed" in shown
    assert f"{ctg.url('actionplans:export')}?status=proposed" in shown


def test_nothing_found_is_said(as_user, camille, ctg, two):
    assert "Aucune action ne répond à ces filtres" in page(as_user(camille), ctg, "?q=introuvable")


def test_a_partner_reads_totals_and_not_who_funds(as_user, rival, ctg, two):
    shown = page(as_user(rival), ctg)

    assert "1\u202f000,50\u00a0€" in shown
    for word in ("Ressources par financeur", "Part de la Caf", "Financeur", "Reste à charge"):
        assert word not in shown


def test_a_partner_cannot_find_funders_by_filtering(as_user, rival, ctg, two):
    shown = page(as_user(rival), ctg, "?funder=state")

    assert "1.1.1 Ouvrir une crèche" in shown


def test_an_elu_reads_who_funds(as_user, elise, ctg, two):
    shown = page(as_user(elise), ctg)

    assert "Ressources par financeur" in shown
    assert "Part de la Caf" in shown


def rows(response) -> list[list[str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_spreadsheet_has_the_order_and_the_sums_of_the_screen(as_user, camille, ctg, two):
    response = as_user(camille).get(ctg.url("actionplans:export"))

    header, *lines = rows(response)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert [line[0] for line in lines] == ["1.1.1", "2.1.1"]
    first = dict(zip(header, lines[0], strict=True))
    assert (first["Axe"], first["Objectif"]) == ("1 Accueillir les 0-3 ans", "1.1 Maintenir l’offre")
    assert (first["Dépenses 2026"], first["Écart"], first["Ressources : Caf"]) == ("1000,50", "0,00", "1000,50")
    assert (first["Enjeux"], first["Début"]) == ("E1", "01/01/2026")


def test_the_spreadsheet_keeps_the_filters(as_user, camille, ctg, two):
    _, *lines = rows(as_user(camille).get(ctg.url("actionplans:export") + "?status=proposed"))

    assert [line[0] for line in lines] == ["2.1.1"]


def test_the_partners_spreadsheet_names_no_funder(as_user, rival, ctg, two):
    header, *lines = rows(as_user(rival).get(ctg.url("actionplans:export")))

    assert len(lines) == 2
    assert not [title for title in header if title.startswith("Ressources :")]


@pytest.mark.parametrize("text", ["=1+1", "+33", "-cmd", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "＝1+1"])
def test_a_text_is_never_run_as_a_formula(text):
    assert exports.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Crèche", "0-3 ans", "1.1.1", "", "l’accueil = bien"])
def test_an_ordinary_text_is_left_alone(text):
    assert exports.cell(text) == text


def test_the_tree_asks_as_many_questions_for_many_actions(ctg, action, make_action, spend):
    def questions() -> int:
        with caf_scope(ctg.caf), CaptureQueriesContext(connection) as asked:
            services.plan_tree(ctg)
        return len(asked)

    before = questions()
    for number in range(10):
        spend(make_action(f"Action {number}"), 2026, 10)

    assert questions() == before


def test_the_export_asks_as_many_questions_for_many_actions(as_user, camille, ctg, action, lutins, make_action):
    client, url = as_user(camille), ctg.url("actionplans:export")
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for number in range(5):
        with caf_scope(ctg.caf):
            pilot = Organisation.objects.create(caf=ctg.caf, name=f"Pilote {number}", kind="other")
        make_action(f"Action {number}", pilot=pilot)

    with CaptureQueriesContext(connection) as after:
        client.get(url)

    assert len(after) == len(before)


def test_an_action_counts_once_however_many_enjeux_it_answers(ctg, action, issue, make_issue, spend):
    spend(action, 2026, 100)
    with caf_scope(ctg.caf):
        ActionIssue.objects.create(action=action, issue=make_issue(2, "Le logement"))
        tree = services.plan_tree(ctg)

    assert len(tree.sheets) == 1
    assert tree.money.total_expenses == 100
