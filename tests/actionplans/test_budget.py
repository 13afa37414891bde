"""The budget of an action, typed as a grid and sent in one go."""

from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from actionplans import services
from actionplans.models import BudgetLine
from partners.models import Organisation
from partners.services import archive
from territories.scope import caf_scope

YEARS = range(2026, 2031)


def test_the_grid_offers_a_column_for_each_year_of_the_ctg(as_user, camille, budget_url):
    page = as_user(camille).get(budget_url).content.decode()

    for year in YEARS:
        assert f'<th scope="col" class="num">{year}</th>' in " ".join(page.split())
        assert f'aria-label="Dépenses, ligne 1, {year}"' in page
    assert 'aria-label="Financeur, ressources, ligne 1"' in page


def test_amounts_typed_in_french_are_stored_to_the_cent(as_user, camille, ctg, budget_url, action, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {"expenses-0-y2026": "12 345,50", "resources-0-y2026": "12\u202f345,50 €"}

    response = client.post(budget_url, sent, follow=True)

    assert "Le budget est enregistré" in response.content.decode()
    assert lines() == {("expense", "", 2026): Decimal("12345.50"), ("resource", "caf", 2026): Decimal("12345.50")}


def test_the_whole_grid_is_one_post(as_user, camille, budget_url, lines, opened):
    client = as_user(camille)
    sent = opened(client)
    sent |= {f"expenses-0-y{year}": str(1000 * year) for year in YEARS}
    sent |= {f"resources-0-y{year}": str(600 * year) for year in YEARS}
    sent |= {f"resources-1-y{year}": str(400 * year) for year in YEARS}

    client.post(budget_url, sent)

    assert len(lines()) == 15


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-500", "Un montant ne peut pas être négatif."),
        ("(500)", "Un montant ne peut pas être négatif."),
        ("beaucoup", "Écrivez un nombre, par exemple 12 345,50."),
        ("10,123", "Deux chiffres au plus après la virgule."),
        ("9" * 20, "Ce nombre est trop grand."),
    ],
)
def test_a_wrong_amount_is_refused_beside_its_cell_and_nothing_is_lost(
    as_user, camille, budget_url, lines, typed, sentence, opened
):
    client = as_user(camille)
    sent = opened(client) | {"expenses-0-y2026": "1 000,5", "resources-0-y2027": typed}

    page = client.post(budget_url, sent).content.decode()

    assert 'id="id_resources-0-y2027_error"' in page
    assert sentence in page
    assert f'value="{typed}"' in page
    assert 'value="1 000,5"' in page
    assert 'href="#id_resources-0-y2027"' in page
    assert lines() == {}


def test_a_resource_says_who_brings_it(as_user, camille, budget_url, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {"resources-2-y2026": "100"}

    page = client.post(budget_url, sent).content.decode()

    assert "Choisissez qui apporte cette somme." in page
    assert 'value="100"' in page
    assert lines() == {}


def test_the_same_line_is_written_once(as_user, camille, budget_url, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {"resources-0-y2026": "100", "resources-2-funder": "caf", "resources-2-y2027": "50"}

    page = client.post(budget_url, sent).content.decode()

    assert "Cette ligne figure déjà plus haut" in page
    assert lines() == {}


def test_an_imbalance_is_named_and_does_not_stop_typing(as_user, camille, budget_url, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {"expenses-0-y2026": "100", "resources-0-y2026": "100,01", "expenses-0-y2027": "5"}

    page = client.post(budget_url, sent, follow=True).content.decode()

    assert "Le budget n’est pas équilibré" in page
    assert "en 2026, les ressources dépassent de 0,01\u00a0€" in page
    assert "en 2027, il manque 5\u00a0€ de ressources" in page
    assert len(lines()) == 3


def test_emptying_a_line_removes_it_and_zero_is_empty(as_user, camille, budget_url, lines, action, spend, opened):
    spend(action, 2026, 100)
    spend(action, 2026, 100, "caf")
    client = as_user(camille)
    sent = opened(client) | {"expenses-0-y2026": "", "resources-0-y2026": "0"}

    client.post(budget_url, sent)

    assert lines() == {}


def test_more_lines_keep_what_is_typed_and_save_nothing(as_user, camille, budget_url, lines, opened):
    client = as_user(camille)
    before = opened(client)
    sent = before | {"expenses-0-y2026": "12 00", "resources-1-y2026": "abc", "more": "resources"}

    response = client.post(budget_url, sent)

    page = response.content.decode()
    assert 'value="12 00"' in page
    assert 'value="abc"' in page
    assert len(response.context["grid"].parts[1].forms) == int(before["resources-TOTAL_FORMS"]) + 2
    assert lines() == {}


def test_money_outside_of_the_ctg_is_shown_and_kept(as_user, camille, budget_url, lines, action, spend, opened):
    spend(action, 2033, 70)
    client = as_user(camille)

    page = client.get(budget_url).content.decode()
    client.post(budget_url, opened(client) | {"expenses-1-y2026": "5"})

    assert "hors CTG" in page
    assert lines()["expense", "", 2033] == 70


def test_what_is_given_in_kind_is_apart(as_user, camille, ctg, budget_url, action, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {"in_kind-0-funder": "local", "in_kind-0-scheme": "Locaux", "in_kind-0-y2026": "4000"}

    client.post(budget_url, sent)

    with caf_scope(ctg.caf):
        line = BudgetLine.objects.get()
        assert services.ledger_of(action).is_balanced
    assert (line.is_in_kind, line.scheme, line.amount) == (True, "Locaux", Decimal(4000))


def test_a_line_says_organisation_scheme_and_certainty(as_user, camille, ctg, budget_url, town, lines, opened):
    client = as_user(camille)
    sent = opened(client) | {
        "resources-1-organisation": str(town.pk),
        "resources-1-scheme": "  Fonds   publics ",
        "resources-1-certainty": "voted",
        "resources-1-nature": "investment",
        "resources-1-y2028": "70",
    }

    client.post(budget_url, sent)

    with caf_scope(ctg.caf):
        line = BudgetLine.objects.get()
    assert (line.organisation_id, line.scheme, line.certainty, line.nature) == (
        town.pk,
        "Fonds publics",
        "voted",
        "investment",
    )


def test_an_organisation_of_another_caf_is_not_a_choice(as_user, camille, vendee, budget_url, lines, opened):
    with caf_scope(vendee):
        foreign = Organisation.objects.create(caf=vendee, name="Loin", kind="other")
    client = as_user(camille)
    sent = opened(client) | {"resources-0-organisation": str(foreign.pk), "resources-0-y2026": "70"}

    page = client.post(budget_url, sent).content.decode()

    assert "Cette organisation n’est plus proposée" in page
    assert "Loin" not in page
    assert lines() == {}


def test_a_funder_archived_while_the_grid_was_open_loses_nothing(
    as_user, camille, budget_url, town, lutins, lines, opened, action, spend
):
    spend(action, 2027, 40, "local", organisation=town)
    client = as_user(camille)
    before = opened(client)
    with caf_scope(town.caf):
        archive(town, by=camille)
        archive(lutins, by=camille)

    kept = client.post(budget_url, before | {"resources-0-y2028": "60"}, follow=True).content.decode()
    refused = client.post(
        budget_url, opened(client) | {"resources-1-organisation": str(lutins.pk), "expenses-0-y2026": "1 234"}
    ).content.decode()

    assert "Le budget est enregistré" in kept
    assert lines()["resource", "local", 2027] == 40
    assert refused.count("Cette organisation n’est plus proposée") == 2  # in the summary, and beside its field
    assert 'value="1 234"' in refused
    with caf_scope(town.caf), pytest.raises(ProtectedError):
        town.delete()


@pytest.mark.parametrize(
    "broken",
    [
        {"shown": "not json"},
        {"shown": "[" * 5000},
        {"shown": '[["a"]]'},
        {"shown": '[[[], {}, null, "x", 1, 2, 3, "y", "z"]]'},
        {"expenses-TOTAL_FORMS": "999999"},
        {"expenses-TOTAL_FORMS": "-1"},
        {"expenses-TOTAL_FORMS": "x"},
        {"resources-0-funder": "nobody", "resources-0-y2026": "5"},
        {"resources-0-organisation": "not-a-uuid", "resources-0-y2026": "5"},
        {"resources-0-side": "expense", "resources-0-y2026": "5"},
        {"theirs": "not json"},
        {"more": "unknown"},
        {"more": "expenses", "expenses-TOTAL_FORMS": "99999999999999999999"},
    ],
)
def test_a_page_that_was_tampered_with_never_breaks(as_user, camille, budget_url, lines, broken, opened):
    client = as_user(camille)

    response = client.post(budget_url, opened(client) | broken)

    assert response.status_code in {200, 302}


def test_an_empty_post_saves_nothing(as_user, camille, budget_url, lines, action, spend):
    spend(action, 2026, 100)

    response = as_user(camille).post(budget_url, {})

    assert "mal transmise" in response.content.decode()
    assert lines() == {("expense", "", 2026): 100}
