"""The plan over the years of the CTG."""

from datetime import date

import pytest

from actionplans import services
from actionplans.models import Step
from territories.scope import caf_scope


@pytest.fixture
def shown(ctg):
    """shown(today) is the timeline of the whole plan."""

    def draw(today: date = date(2026, 7, 2)) -> services.Timeline:
        with caf_scope(ctg.caf):
            tree = services.plan_tree(ctg, ctg.actions.prefetch_related("steps"))
            return services.timeline(tree, today=today)

    return draw


def test_an_action_is_a_bar_between_its_dates(shown, action):
    row = shown().rows[-1]

    assert (row.code, row.title) == ("1.1.1", "Ouvrir une crèche")
    assert row.bar is not None
    assert (row.bar.x, row.bar.width) == ("0.00%", "60.00%")


def test_an_axe_lasts_as_long_as_its_actions(shown, action, make_action):
    make_action("Former", starts_on=date(2029, 1, 1), ends_on=date(2029, 12, 31))

    axis = shown().rows[0]

    assert (axis.starts_on, axis.ends_on) == (date(2026, 1, 1), date(2029, 12, 31))


def test_steps_are_marks_and_a_list_by_date(ctg, shown, action, step):
    with caf_scope(ctg.caf):
        Step.objects.create(action=action, title="Après la CTG", due_on=date(2032, 1, 1))
        Step.objects.create(action=action, title="Au début", due_on=date(2026, 1, 1))

    timeline = shown()

    assert [mark.step.title for mark in timeline.rows[-1].marks] == ["Au début", "Choisir le terrain"]
    assert [step.title for _, step in timeline.steps] == ["Au début", "Choisir le terrain", "Après la CTG"]


def test_today_is_a_line_only_during_the_ctg(shown, action):
    assert shown(date(2028, 7, 2)).today == "50.00%"
    assert shown(date(2025, 7, 2)).today is None


def test_an_action_without_dates_keeps_its_row(shown, make_action):
    make_action("Sans date")

    assert shown().rows[-1].bar is None


def test_the_page_has_no_inline_style_and_says_the_dates_in_words(as_user, camille, ctg, action, step):
    page = as_user(camille).get(ctg.url("actionplans:timeline")).content.decode()

    assert "style=" not in page
    assert "01/01/2026" in page
    assert "31/12/2028" in page
    assert "30/06/2026" in page
    assert "<svg" in page


def test_the_timeline_keeps_the_filters_of_the_plan(as_user, camille, ctg, action, make_action):
    make_action("Former les pros")

    page = as_user(camille).get(ctg.url("actionplans:timeline") + "?q=pros").content.decode()

    assert "1.1.2 Former les pros" in page
    assert "Ouvrir une crèche" not in page
    assert f"{ctg.url('actionplans:plan')}?q=pros" in page


def test_an_empty_timeline_leads_to_the_plan(as_user, camille, ctg):
    page = as_user(camille).get(ctg.url("actionplans:timeline")).content.decode()

    assert "Rien à placer sur la frise" in page
    assert ctg.url("actionplans:plan") in page
