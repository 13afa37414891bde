"""Two people at the same second. Threads have connections of their own: what they write is really committed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier, Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection, connections

from accounts.models import User
from actionplans import services
from actionplans.models import Action, FollowUp, PlanNode
from actionplans.services import BudgetConflict, Cell, NewsMeanwhile, RowKey
from territories.models import Caf, Ctg, Territory
from territories.scope import caf_scope
from tests.reference import LOIRE_ATLANTIQUE
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TABLES = [
    "actionplans_followup",
    "actionplans_budgetline",
    "actionplans_action",
    "actionplans_plannode",
    "actionplans_plan",
    "territories_ctg",
    "territories_historyentry",
]


def in_scope(work: Callable[[], Any]) -> Any:
    def scoped() -> Any:
        with caf_scope(Caf.objects.get(slug=LOIRE_ATLANTIQUE)):
            return work()

    return in_thread(scoped)


def prepare() -> dict[str, UUID]:
    caf = Caf.objects.get(slug=LOIRE_ATLANTIQUE)
    name = f"plan-{uuid4()}"
    people = [User.objects.create(email=f"{number}-{name}@demo.example") for number in (1, 2)]
    with caf_scope(caf):
        territory = Territory.objects.create(caf=caf, name=name, slug=name)
        ctg = Ctg.objects.create(
            territory=territory,
            slug="2026-2030",
            number=name[:30],
            effective_from=date(2026, 1, 1),
            effective_to=date(2030, 12, 31),
        )
    return {"territory": territory.pk, "ctg": ctg.pk, "a": people[0].pk, "b": people[1].pk}


def forget(ids: dict[str, UUID]) -> None:
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE territory_id = %s", [ids["territory"]])  # noqa: S608
        cursor.execute("DELETE FROM territories_territory WHERE id = %s", [ids["territory"]])
        cursor.execute("DELETE FROM territories_historyentry WHERE row_id = %s", [ids["territory"]])
        cursor.execute("DELETE FROM accounts_user WHERE id IN (%s, %s)", [ids["a"], ids["b"]])


@pytest.fixture
def ids(db) -> Iterator[dict[str, UUID]]:
    """An empty CTG and two people, committed for the time of the test."""
    made = in_thread(prepare)
    yield made
    in_thread(lambda: forget(made))


def together(ids: dict[str, UUID], work: Callable[[Ctg, User, str], Any]) -> list[Any]:
    """Two people do it at the same moment: what each gets, or the refusal that each is told."""
    start = Barrier(2, timeout=10)

    def one(person: str) -> Any:
        try:
            caf, user = Caf.objects.get(slug=LOIRE_ATLANTIQUE), User.objects.get(pk=ids[person])
            with caf_scope(caf, user=user):
                ctg = Ctg.objects.select_related("territory", "caf").get(pk=ids["ctg"])
                start.wait()
                return work(ctg, user, person)
        except (BudgetConflict, NewsMeanwhile) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, ["a", "b"]))


def node(ctg: Ctg, title: str, **values: Any) -> PlanNode:
    return PlanNode(ctg=ctg, caf=ctg.caf, territory=ctg.territory, title=title, **values)


def the_ctg(ids: dict[str, UUID]) -> Ctg:
    return Ctg.objects.select_related("territory", "caf").get(pk=ids["ctg"])


def codes(ids: dict[str, UUID]) -> dict[str, str]:
    return in_scope(lambda: {b.node.title: b.code for b in services.plan_tree(the_ctg(ids)).walk()})


@pytest.fixture
def axes(ids) -> dict[str, UUID]:
    def write() -> dict[str, UUID]:
        ctg = the_ctg(ids)
        return {title: services.add_node(node(ctg, title)).pk for title in ("A", "B", "C", "D")}

    return in_scope(write)


@pytest.fixture
def action_id(ids) -> UUID:
    def write() -> UUID:
        ctg = the_ctg(ids)
        return services.add_action(Action(ctg=ctg, node=services.add_node(node(ctg, "A")), title="Crèche")).pk

    return in_scope(write)


def test_the_first_two_axes_of_a_plan_make_one_plan(ids):
    together(ids, lambda ctg, _user, person: services.add_node(node(ctg, person)))

    assert sorted(codes(ids).values()) == ["1", "2"]


def test_the_same_click_arriving_twice_at_once_adds_one_element(ids):
    pk = uuid4()

    together(ids, lambda ctg, _user, _person: services.add_node(node(ctg, "Grandir", pk=pk)))

    assert codes(ids) == {"Grandir": "1"}


def test_two_people_who_reorder_at_once_lose_nothing(ids, axes):
    def move(ctg: Ctg, user: User, person: str) -> None:
        services.move_node(ctg.plan_nodes.get(pk=axes["D" if person == "a" else "A"]), -1 if person == "a" else +1)

    together(ids, move)

    found = codes(ids)
    assert sorted(found.values()) == ["1", "2", "3", "4"]
    assert sorted(found, key=found.__getitem__) == ["B", "A", "D", "C"]


@pytest.mark.parametrize("verb", ["add_node", "move_node", "delete_node", "add_action", "move_action", "delete_action"])
def test_every_change_of_the_tree_waits_for_the_one_before(ids, action_id, verb):
    """Without the lock both would read the same order, and the second would write over the first."""
    has_locked, may_end = Event(), Event()

    def hold() -> None:
        services.lock_plan(the_ctg(ids))
        has_locked.set()
        may_end.wait(10)

    def change() -> None:
        has_locked.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
        ctg = the_ctg(ids)
        action = ctg.actions.get(pk=action_id)
        rows = {"add_node": node(ctg, "B"), "add_action": Action(ctg=ctg, node=action.node, title="B")}
        row = rows.get(verb) or (action if verb.endswith("action") else action.node)
        getattr(services, verb)(row, *([1] if verb.startswith("move") else []))

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(in_scope, hold)
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                in_scope(change)
        finally:
            may_end.set()
            holding.result()


def test_a_move_and_an_addition_at_once_are_both_there(ids, axes):
    def work(ctg: Ctg, user: User, person: str) -> None:
        if person == "a":
            services.move_node(ctg.plan_nodes.get(pk=axes["D"]), -1)
        else:
            services.add_node(node(ctg, "E"))

    together(ids, work)

    assert codes(ids) == {"A": "1", "B": "2", "D": "3", "C": "4", "E": "5"}


def cell(year: int) -> Cell:
    return Cell(RowKey("expense", "operating", "", None, "", "planned", is_in_kind=False), year)


def money(ids: dict[str, UUID]) -> dict[int, Decimal]:
    return in_scope(lambda: services.ledger_of(Action.objects.get(ctg=ids["ctg"])).expenses)


def test_two_grids_saved_at_once_keep_both_people_s_cells(ids, action_id):
    def save(ctg: Ctg, user: User, person: str) -> bool:
        typed = {cell(2026 if person == "a" else 2027): Decimal(100)}
        return services.write_budget(ctg.actions.get(pk=action_id), typed, shown={}, by=user)

    answers = together(ids, save)

    assert sorted(answers) == [False, True]
    assert money(ids) == {2026: Decimal(100), 2027: Decimal(100)}


def test_the_same_cell_saved_at_once_is_a_conflict_for_the_second(ids, action_id):
    def save(ctg: Ctg, user: User, person: str) -> bool:
        typed = {cell(2026): Decimal(100 if person == "a" else 200)}
        return services.write_budget(ctg.actions.get(pk=action_id), typed, shown={}, by=user)

    answers = together(ids, save)

    conflicts = [answer for answer in answers if isinstance(answer, BudgetConflict)]
    assert len(conflicts) == 1
    assert money(ids)[2026] == conflicts[0].theirs[cell(2026)]


def test_two_reports_at_once_warn_the_second(ids, action_id):
    def tell(ctg: Ctg, user: User, person: str) -> FollowUp:
        news = FollowUp(
            action=ctg.actions.get(pk=action_id), author=user, status="in_progress", progress=10, note=person
        )
        return services.report(news, seen=None)

    answers = together(ids, tell)

    assert sorted(type(answer).__name__ for answer in answers) == ["FollowUp", "NewsMeanwhile"]
    assert in_scope(lambda: FollowUp.objects.filter(action=action_id).count()) == 1
