"""The steps of a fiche: added, done, reopened, removed."""

from datetime import date

import pytest

from actionplans.models import Action, Step
from territories.scope import caf_scope


@pytest.fixture
def steps(ctg):
    def read() -> list[Step]:
        with caf_scope(ctg.caf):
            return list(Step.objects.all())

    return read


def test_the_pilot_adds_a_step(as_user, paul, ctg, action, steps, new_id):
    sent = {"title": "Poser la première pierre", "due_on": "2026-09-01", "new_id": new_id()}
    client, url = as_user(paul), ctg.url("actionplans:add_step", pk=action.pk)

    for _ in range(2):
        client.post(url, sent)

    assert [(step.title, step.due_on, step.updated_by) for step in steps()] == [
        ("Poser la première pierre", date(2026, 9, 1), paul)
    ]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("due_on", "", "obligatoire"),
        ("due_on", "2026-02-30", "Saisissez une date valide"),
        ("starts_on", "2026-12-01", "L’échéance doit suivre le début de l’étape."),
        ("done_on", "2999-01-01", "ne peut pas avoir été faite à une date à venir"),
        ("due_on", "2999-01-01", "Vérifiez l’année"),
    ],
)
def test_a_wrong_date_gets_a_sentence(as_user, camille, ctg, action, steps, new_id, field, typed, sentence):
    sent = {"title": "Ouvrir", "due_on": "2026-09-01", "new_id": new_id()}

    page = as_user(camille).post(ctg.url("actionplans:add_step", pk=action.pk), {**sent, field: typed}).content.decode()

    assert sentence in page
    assert 'value="Ouvrir"' in page
    assert steps() == []


def test_a_step_after_the_ctg_is_kept_with_a_warning(as_user, camille, ctg, action, steps, new_id):
    response = as_user(camille).post(
        ctg.url("actionplans:add_step", pk=action.pk),
        {"title": "Bilan", "due_on": "2031-03-01", "new_id": new_id()},
        follow=True,
    )

    assert "cette période finit après sa fin" in response.content.decode()
    assert len(steps()) == 1


def test_a_step_is_done_then_undone(as_user, paul, ctg, step, steps):
    client = as_user(paul)

    client.post(ctg.url("actionplans:finish_step", pk=step.pk))
    done = steps()[0].done_on
    client.post(ctg.url("actionplans:reopen_step", pk=step.pk))

    assert done is not None
    assert steps()[0].done_on is None


def test_doing_it_again_keeps_the_first_day(as_user, camille, ctg, step, steps):
    with caf_scope(ctg.caf):
        Step.objects.update(done_on=date(2026, 4, 2))

    as_user(camille).post(ctg.url("actionplans:finish_step", pk=step.pk))

    assert steps()[0].done_on == date(2026, 4, 2)


def test_two_people_on_the_same_step_see_both(as_user, camille, antoine, ctg, step, steps):
    url = ctg.url("actionplans:edit_step", pk=step.pk)
    as_user(antoine).post(url, {"title": "Acheter le terrain", "due_on": "2026-06-30", "version": 1})

    page = as_user(camille).post(url, {"title": "Louer le terrain", "due_on": "2026-06-30", "version": 1})

    assert "Acheter le terrain" in page.content.decode()
    assert "Louer le terrain" in page.content.decode()
    assert steps()[0].title == "Acheter le terrain"


def test_a_step_is_removed_after_a_question(as_user, camille, ctg, step, steps):
    client, url = as_user(camille), ctg.url("actionplans:delete_step", pk=step.pk)

    assert "Supprimer l’étape « Choisir le terrain »" in client.get(url).content.decode()
    client.post(url)

    assert steps() == []


@pytest.mark.parametrize("name", ["edit_step", "finish_step", "reopen_step", "delete_step"])
def test_a_step_of_somebody_else_s_fiche_is_not_theirs(as_user, rival, elise, chloe, ctg, step, steps, name):
    url = ctg.url(f"actionplans:{name}", pk=step.pk)

    assert as_user(rival).post(url).status_code == 403
    assert as_user(elise).post(url).status_code == 403
    assert as_user(chloe).post(url).status_code == 404
    assert steps()[0].done_on is None


def test_an_action_is_late_since_the_first_day_that_was_missed(ctg, loire, action):
    today = date(2026, 11, 24)
    with caf_scope(loire):
        action.ends_on = date(2030, 12, 31)
        action.status = Action.Status.IN_PROGRESS
        action.save()
        for day in (date(2026, 9, 1), date(2026, 6, 1), date(2027, 1, 1)):
            Step.objects.create(action=action, title=f"Étape du {day}", due_on=day)

        assert [each.late_since for each in ctg.actions.late(today).with_late_since(today)] == [date(2026, 6, 1)]
