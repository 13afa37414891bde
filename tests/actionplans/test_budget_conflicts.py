"""Two people on one budget, and who may read which line of it."""

import pytest

from territories.scope import caf_scope


@pytest.fixture
def funded(action, spend):
    spend(action, 2026, 100)
    spend(action, 2026, 100, "caf")
    return action


def test_two_people_on_different_cells_are_both_kept(as_user, camille, antoine, budget_url, funded, lines, opened):
    client = as_user(camille)
    mine = opened(client) | {"expenses-0-y2027": "70"}
    other = as_user(antoine)
    other.post(budget_url, opened(other) | {"resources-0-y2026": "90"})

    page = client.post(budget_url, mine, follow=True).content.decode()

    assert "ses montants et les vôtres sont réunis" in page
    assert lines() == {("expense", "", 2026): 100, ("expense", "", 2027): 70, ("resource", "caf", 2026): 90}


def test_two_people_on_one_cell_see_both_amounts(
    as_user, camille, antoine, budget_url, funded, lines, opened, sent_back
):
    client = as_user(camille)
    mine = opened(client) | {"resources-0-y2026": "110", "expenses-0-y2028": "8"}
    other = as_user(antoine)
    other.post(budget_url, opened(other) | {"resources-0-y2026": "90"})

    response = client.post(budget_url, mine)

    page = response.content.decode()
    assert "Antoine Brossard a modifié ce budget pendant que vous l’écriviez" in page
    assert "Caf, 2026" in page
    assert "90 €" in page
    assert "110 €" in page
    assert lines() == {("expense", "", 2026): 100, ("resource", "caf", 2026): 90}
    again = sent_back(response)
    client.post(budget_url, again)
    assert lines()["resource", "caf", 2026] == 110
    assert lines()["expense", "", 2028] == 8


def test_the_other_s_amount_can_be_taken(as_user, camille, antoine, budget_url, funded, lines, opened, sent_back):
    client = as_user(camille)
    mine = opened(client) | {"resources-0-y2026": "110", "expenses-0-y2028": "8"}
    other = as_user(antoine)
    other.post(budget_url, opened(other) | {"resources-0-y2026": "90"})
    response = client.post(budget_url, mine)

    taken = [choice["value"] for choice in response.context["choices"]]
    client.post(budget_url, sent_back(response) | {"theirs": taken})

    assert lines()["resource", "caf", 2026] == 90
    assert lines()["expense", "", 2028] == 8


def test_a_cell_that_the_other_emptied_is_shown_as_nothing(
    as_user, camille, antoine, budget_url, funded, lines, opened, sent_back
):
    client = as_user(camille)
    mine = opened(client) | {"resources-0-y2026": "110"}
    other = as_user(antoine)
    other.post(budget_url, opened(other) | {"resources-0-y2026": ""})

    response = client.post(budget_url, mine)
    taken = [choice["value"] for choice in response.context["choices"]]
    client.post(budget_url, sent_back(response) | {"theirs": taken})

    assert [choice["theirs"] for choice in response.context["choices"]] == ["rien"]
    assert lines() == {("expense", "", 2026): 100}


def test_a_mistake_beside_a_conflict_loses_nothing_either(as_user, camille, antoine, budget_url, funded, lines, opened):
    client = as_user(camille)
    mine = opened(client) | {"resources-0-y2026": "110", "expenses-0-y2028": "huit"}
    other = as_user(antoine)
    other.post(budget_url, opened(other) | {"resources-0-y2026": "90"})

    refused = client.post(budget_url, mine).content.decode()
    both = client.post(budget_url, mine | {"expenses-0-y2028": "8"}).content.decode()

    assert "Écrivez un nombre" in refused
    assert "90 €" in both
    assert "110 €" in both


def test_the_same_grid_sent_twice_changes_nothing_the_second_time(
    as_user, camille, ctg, budget_url, funded, lines, opened
):
    client = as_user(camille)
    sent = opened(client) | {"expenses-0-y2027": "70"}

    for _ in range(2):
        assert client.post(budget_url, sent).status_code == 302

    assert lines()["expense", "", 2027] == 70
    with caf_scope(ctg.caf):
        funded.refresh_from_db()
    assert funded.version == 2


def test_changing_the_texts_meanwhile_is_no_conflict(as_user, camille, antoine, ctg, budget_url, funded, lines, opened):
    client = as_user(camille)
    mine = opened(client) | {"expenses-0-y2027": "70"}
    as_user(antoine).post(ctg.url("actionplans:edit_calendar", pk=funded.pk), {"starts_on": "2026-02-01", "version": 1})

    assert client.post(budget_url, mine).status_code == 302
    assert lines()["expense", "", 2027] == 70


@pytest.fixture
def shared(ctg, action, spend, lutins):
    """The Caf and Les Lutins share an action that Les Lutins pilot."""
    spend(action, 2026, 1000)
    spend(action, 2026, 733, "caf", scheme="Fonds secrets")
    spend(action, 2026, 267, "other", organisation=lutins, scheme="Dons")
    return action


def budget_section(client, ctg, action) -> str:
    page = client.get(ctg.url("actionplans:action", pk=action.pk)).content.decode()
    return page.split('id="budget"')[1].split("</section>")[0]


def test_a_partner_reads_totals_and_the_lines_of_their_organisation(as_user, paul, ctg, shared):
    shown = budget_section(as_user(paul), ctg, shared)

    assert "1\u202f000\u00a0€" in shown
    assert "267\u00a0€" in shown
    assert "Dons" in shown
    assert "733" not in shown
    assert "Fonds secrets" not in shown


def test_another_partner_reads_totals_only(as_user, rival, ctg, shared):
    shown = budget_section(as_user(rival), ctg, shared)

    assert "1\u202f000\u00a0€" in shown
    for word in ("267", "733", "Dons", "Fonds secrets", "Caf"):
        assert word not in shown


@pytest.mark.parametrize("who", ["camille", "elise", "rachid"])
def test_the_others_read_every_line(as_user, request, ctg, shared, who):
    shown = budget_section(as_user(request.getfixturevalue(who)), ctg, shared)

    assert "733\u00a0€" in shown
    assert "267\u00a0€" in shown
