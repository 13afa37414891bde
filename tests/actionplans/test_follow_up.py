"""News of the actions: who gives them, what they change, what the list tells."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actionplans.models import Action, FollowUp
from territories.scope import caf_scope


@pytest.fixture
def url(ctg, action) -> str:
    return ctg.url("actionplans:report", pk=action.pk)


@pytest.fixture
def news(new_id):
    """news(note="…") is what a pilot types."""

    def typed(**values: object) -> dict[str, object]:
        return {
            "status": "in_progress",
            "progress": "40",
            "note": "Le terrain est choisi.",
            "new_id": new_id(),
        } | values

    return typed


@pytest.fixture
def reports(ctg):
    def read() -> list[FollowUp]:
        with caf_scope(ctg.caf):
            return list(FollowUp.objects.all())

    return read


def test_the_pilot_reports_and_the_action_follows(as_user, paul, ctg, url, action, news, reports):
    soon = timezone.localdate() + timedelta(30)

    response = as_user(paul).post(url, news(status="delayed", next_on=soon), follow=True)

    assert "sont enregistrées" in response.content.decode()
    assert [(each.status, each.progress, each.note, each.next_on, each.author_id) for each in reports()] == [
        ("delayed", 40, "Le terrain est choisi.", soon, paul.pk)
    ]
    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert (action.status, action.progress, action.updated_by_id) == ("delayed", 40, paul.pk)


def test_the_fiche_keeps_every_report_with_its_author(as_user, camille, paul, ctg, url, action, news, reports):
    as_user(paul).post(url, news())
    as_user(camille).post(url, news(note="Le permis est déposé.", progress="60", seen=reports()[0].pk))

    page = as_user(camille).get(ctg.url("actionplans:action", pk=action.pk)).content.decode()

    for words in ("Le terrain est choisi.", "Le permis est déposé.", "Paul Tessier", "Camille Rouault", "60\u00a0%"):
        assert words in page
    assert page.index("Le permis est déposé.") < page.index("Le terrain est choisi.")


@pytest.mark.parametrize("who", ["elise", "rachid", "rival"])
def test_nobody_else_reports(as_user, request, url, news, reports, who):
    client = as_user(request.getfixturevalue(who))

    assert client.get(url).status_code == 403
    assert client.post(url, news()).status_code == 403
    assert reports() == []


@pytest.mark.parametrize("status", ["blocked", "suspended", "abandoned"])
def test_stopping_needs_a_reason(as_user, paul, ctg, url, action, news, reports, status):
    page = as_user(paul).post(url, news(status=status, note="  ")).content.decode()

    assert page.count("Dites pourquoi l’action est bloquée, suspendue ou abandonnée.") == 2
    assert f'<option value="{status}" selected>' in page
    assert reports() == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("progress", "101", "L’avancement va de 0 à 100."),
        ("progress", "-1", "L’avancement va de 0 à 100."),
        ("progress", "beaucoup", "Écrivez un nombre entier"),
        ("progress", "", "obligatoire"),
        ("status", "nonsense", "Sélectionnez un choix valide"),
        ("status", "validated", "Sélectionnez un choix valide"),
        ("next_on", "2020-01-01", "ne peut pas être déjà passée"),
        ("next_on", "demain", "Saisissez une date valide"),
        ("note", "x" * 2001, "au plus"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_the_note(as_user, paul, url, news, reports, field, typed, sentence):
    page = as_user(paul).post(url, news(**{field: typed})).content.decode()

    assert sentence in page
    assert field == "note" or "Le terrain est choisi." in page
    assert reports() == []


def test_a_report_never_validates_a_proposed_action(as_user, paul, ctg, lutins, make_action, news, reports):
    proposed = make_action("Proposée", pilot=lutins)
    client, url = as_user(paul), ctg.url("actionplans:report", pk=proposed.pk)

    refused = client.post(url, news(status="validated")).content.decode()
    client.post(url, news(status="proposed"))

    assert "Sélectionnez un choix valide" in refused
    assert [each.status for each in reports()] == ["proposed"]


def test_the_same_news_sent_twice_are_kept_once(as_user, paul, url, news, reports):
    client, typed = as_user(paul), news()

    answers = [client.post(url, typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(reports()) == 1


def test_the_second_of_two_pilots_reads_the_first_before_confirming(as_user, camille, paul, url, news, reports):
    as_user(paul).post(url, news(note="Le terrain est perdu.", status="blocked"))
    client, mine = as_user(camille), news(note="Tout va bien.")

    warned = client.post(url, mine)
    page = warned.content.decode()
    kept = len(reports())
    client.post(url, mine | {"seen": warned.context["form"]["seen"].value()})

    assert "Paul Tessier a donné des nouvelles de cette action pendant que vous écriviez" in page
    assert "Le terrain est perdu." in page
    assert "Tout va bien." in page
    assert kept == 1
    assert [each.note for each in reports()] == ["Tout va bien.", "Le terrain est perdu."]


def test_the_list_tells_news_dates_and_alerts(as_user, camille, paul, ctg, url, action, news, make_action):
    as_user(paul).post(url, news(next_on=timezone.localdate() + timedelta(10)))
    make_action("Orpheline", starts_on=timezone.localdate() - timedelta(100), status=Action.Status.IN_PROGRESS)

    page = as_user(camille).get(ctg.url("actionplans:follow_up")).content.decode()

    for words in (
        "Le terrain est choisi.",
        "Rien à signaler",
        "Sans nouvelles",
        "Sans pilote",
        "Aucune nouvelle depuis",
    ):
        assert words in page
    assert f"{timezone.localdate() + timedelta(10):%d/%m/%Y}" in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?alert=no_pilot", {"Orpheline"}),
        ("?alert=any", {"Orpheline"}),
        ("?alert=unbalanced", set()),
        ("?status=in_progress", {"Ouvrir une crèche"}),
        ("?q=orph", {"Orpheline"}),
        ("?alert=nonsense", {"Orpheline", "Ouvrir une crèche"}),
    ],
)
def test_the_list_is_filtered_by_its_address(as_user, camille, ctg, action, make_action, query, titles):
    make_action("Orpheline")
    with caf_scope(ctg.caf):
        Action.objects.filter(pk=action.pk).update(starts_on=None)

    lines = as_user(camille).get(ctg.url("actionplans:follow_up") + query).context["lines"]

    assert {line.action.title for line, _ in lines} == titles


def test_a_partner_finds_their_own_actions(as_user, paul, ctg, action, make_action):
    make_action("D’une autre")

    lines = as_user(paul).get(ctg.url("actionplans:follow_up") + "?mine=on").context["lines"]

    assert [(line.action.title, can_report) for line, can_report in lines] == [("Ouvrir une crèche", True)]


def test_a_row_of_the_list_becomes_a_form_then_a_row_again(as_user, paul, url, action, news, reports):
    client, headers = as_user(paul), {"HX-Request": "true"}

    form = client.get(url + "?retour=suivi", headers=headers).content.decode().strip()
    wrong = client.post(url, news(progress="200"), headers=headers).content.decode().strip()
    row = client.post(url, news(), headers=headers).content.decode().strip()

    for fragment in (form, wrong, row):
        assert fragment.startswith(f'<tr id="action-{action.pk}"')
        assert "<html" not in fragment
    assert "L’avancement va de 0 à 100." in wrong
    assert "Le terrain est choisi." in row
    assert len(reports()) == 1


def test_without_script_the_same_form_leads_back_to_the_list(as_user, paul, ctg, url, action, news):
    response = as_user(paul).post(url + "?retour=suivi", news())

    assert response.url == ctg.url("actionplans:follow_up") + f"#action-{action.pk}"


def test_nothing_to_follow_leads_to_the_plan(as_user, camille, ctg):
    page = as_user(camille).get(ctg.url("actionplans:follow_up")).content.decode()

    assert "Rien à suivre pour l’instant" in page


def test_the_next_date_is_the_first_thing_expected(as_user, camille, ctg, action, step):
    lines = as_user(camille).get(ctg.url("actionplans:follow_up")).context["lines"]

    assert lines[0][0].next_on == date(2026, 6, 30)
