"""What is shown of the figures that a Caf holds."""

from decimal import Decimal

import pytest

from diagnostics.models import FormerFigure, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services.secrecy import enforce, publish
from territories.scope import caf_scope
from tests.diagnostics.attacker import Attacker, discloses
from tests.diagnostics.holding import (
    COMMUNES,
    PRESQU_ILE,
    YEAR,
    hold,
    make_indicator,
    make_share,
    place,
    published,
    rows_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(loire):
    """The scope in which the Caf's staff work."""
    with caf_scope(loire):
        yield loire


@pytest.fixture
def rsa(staff) -> Indicator:
    return make_indicator(staff, "RSA")


def attacked(*publications: dict[str, int | float | str]) -> Attacker:
    """Who reads these publications of one count, the earlier ones included."""
    attacker = Attacker()
    for publication in publications:
        for code, figure in publication.items():
            attacker.reads(code, None if isinstance(figure, str) else figure)
    attacker.adds_up(["44049", "44055"], PRESQU_ILE)
    attacker.adds_up(list(COMMUNES), "44")
    return attacker


COUNTS = {"44001": 3, "44002": 40, "44003": 60, "44049": 2, "44055": 30}


def test_a_small_count_is_protected_from_every_sum(rsa, staff):
    hold(rsa, COUNTS)

    publish(staff, [rsa.pk], [YEAR])

    assert discloses(attacked(published(rsa)), COUNTS, 5) == {}
    assert published(rsa)["44001"] == published(rsa)["44049"] == "s"


def test_the_totals_that_no_file_gives_are_made_from_what_is_held(rsa, staff):
    hold(rsa, COUNTS)

    publish(staff, [rsa.pk], [YEAR])

    assert published(rsa)["44"] == 135
    assert published(rsa)[PRESQU_ILE] == 32
    assert {row.status for row in rows_of(rsa) if row.department_id} == {ValueStatus.OK}


@pytest.mark.parametrize("missing", [{"44001": 3}, {"44001": 3, "44002": None}])
def test_no_total_is_made_of_what_is_not_all_there(rsa, staff, missing):
    hold(rsa, missing)

    publish(staff, [rsa.pk], [YEAR])

    assert "44" not in published(rsa)


def test_publishing_twice_writes_the_same(rsa, staff):
    hold(rsa, COUNTS)
    first = publish(staff, [rsa.pk], [YEAR])
    before = [(row.commune_id, row.status, row.value) for row in rows_of(rsa)]

    second = publish(staff, [rsa.pk], [YEAR])

    assert first == second
    assert [(row.commune_id, row.status, row.value) for row in rows_of(rsa)] == before


def test_a_figure_that_readers_remember_protects_nobody(rsa, staff):
    """The first edition has no small count in 44001; the second has, and readers still have the first one."""
    first = COUNTS | {"44001": 8}
    hold(rsa, first)
    publish(staff, [rsa.pk], [YEAR])
    remembered = {code: figure for code, figure in published(rsa).items() if code in {"44002", "44003"}}
    HeldValue.objects.filter(commune__insee_code="44001").update(value=Decimal(3))

    publish(staff, [rsa.pk], [YEAR])

    assert discloses(attacked(remembered, published(rsa)), COUNTS, 5) == {}


def test_a_figure_shown_two_publications_ago_is_remembered_too(rsa, staff):
    """Shown, withdrawn, then held again beside a small count: whoever kept the first edition subtracts."""
    last = {"44001": 3, "44002": 40, "44003": 60, "44049": 12, "44055": 30}
    hold(rsa, last | {"44001": 8})
    publish(staff, [rsa.pk], [YEAR])
    first = {code: figure for code, figure in published(rsa).items() if code in {"44002", "44003"}}
    HeldValue.objects.filter(commune__insee_code="44002").delete()
    publish(staff, [rsa.pk], [YEAR])
    HeldValue.objects.all().delete()
    hold(rsa, last)

    publish(staff, [rsa.pk], [YEAR])

    assert first == {"44002": 40, "44003": 60}
    assert discloses(attacked(first, published(rsa)), last, 5) == {}


def test_what_is_shown_no_more_is_remembered_once(rsa, staff):
    hold(rsa, COUNTS | {"44001": 8})
    publish(staff, [rsa.pk], [YEAR])
    HeldValue.objects.filter(commune__insee_code="44001").update(value=Decimal(3))
    publish(staff, [rsa.pk], [YEAR])
    publish(staff, [rsa.pk], [YEAR])

    rows = FormerFigure.objects.filter(commune__insee_code="44001")

    assert [row.value for row in rows] == [8]


def test_what_its_producer_hid_is_not_found_by_subtraction(rsa, staff):
    """Two files of two perimeters: the communes with a blank, then the EPCI in full."""
    hold(rsa, {"44001": 50, "44049": None, "44055": 30, PRESQU_ILE: 33})

    publish(staff, [rsa.pk], [YEAR])

    shown = published(rsa)
    assert shown["44049"] == "s"
    assert "s" in {shown["44055"], shown[PRESQU_ILE]}


def test_a_share_is_hidden_when_a_part_of_it_or_its_rest_is_small(staff):
    share = make_share(staff, "BAS")
    hold(share, {"44001": (3, 40), "44002": (38, 40), "44003": (0, 3), "44049": (10, 40), "44055": (20, 40)})

    publish(staff, [share.pk], [YEAR])

    shown = published(share)
    assert [shown[code] for code in ("44001", "44002", "44003")] == ["s", "s", "s"]
    assert all(row.denominator is None for row in rows_of(share) if row.value is None)


def test_two_shares_of_one_denominator_do_not_tell_it_for_each_other(staff):
    """The denominator that one line hides must not be read on the line of another indicator."""
    first = make_share(staff, "BAS", denominator_label="foyers connus")
    second = make_share(staff, "DEP", denominator_label="Foyers connus")
    hold(first, {"44001": (0, 4), "44002": (10, 40), "44003": (20, 60)})
    hold(second, {"44001": (0, 4), "44002": (12, 40), "44003": (20, 60)})

    publish(staff, [first.pk], [YEAR])

    assert published(first)["44001"] == published(second)["44001"] == "s"
    assert [row.denominator for row in rows_of(second) if row.commune.insee_code == "44001"] == [None]  # type: ignore[union-attr]


def test_a_rate_without_its_parts_is_judged_by_the_denominator_that_everybody_reads(staff):
    children = make_indicator(staff, "ENF", label="Enfants", secrecy_threshold=0)
    rate = make_share(staff, "TX", denominator_label="enfants")
    hold(children, {"44001": 20, "44002": 400})
    publish(staff, [children.pk], [YEAR])
    hold(rate, {"44001": 10, "44002": 10})

    publish(staff, [rate.pk], [YEAR])

    assert published(rate) == {"44001": "s", "44002": 10}


def test_the_parts_of_a_total_do_not_give_one_of_them_back(staff):
    total = make_indicator(staff, "AL", parts_add_up=True)
    public = make_indicator(staff, "AL1", part_of=total)
    private = make_indicator(staff, "AL2", part_of=total)
    hold(total, {"44001": 43, "44002": 90})
    hold(public, {"44001": 3, "44002": 50})
    hold(private, {"44001": 40, "44002": 40})

    publish(staff, [public.pk], [YEAR])

    shown = [published(each)["44001"] for each in (total, public, private)]
    assert shown[1] == "s"
    assert shown.count("s") == 2
    assert [published(each)["44002"] for each in (total, public, private)] == [90, 50, 40]


def test_what_is_left_of_a_total_is_a_count_too(staff):
    """43 foyers, 40 of which receive the RSA: three do not."""
    total = make_indicator(staff, "CAF")
    part = make_indicator(staff, "RSA", part_of=total)
    hold(total, {"44001": 43, "44002": 90})
    hold(part, {"44001": 40, "44002": 50})

    publish(staff, [part.pk], [YEAR])

    assert "s" in {published(total)["44001"], published(part)["44001"]}
    assert "s" not in {published(total)["44002"], published(part)["44002"]}


def test_an_amount_made_by_one_foyer_is_hidden(staff):
    amount = make_indicator(staff, "AIDE", kind="amount", unit="€", dominance_percent=85, secrecy_threshold=11)
    hold(amount, {"44001": 10_000}, units=30, largest=Decimal(9_000))
    hold(amount, {"44002": 10_000, "44003": 12_000}, units=30, largest=Decimal(2_000))
    hold(amount, {"44049": 10_000}, units=4, largest=Decimal(2_000))
    hold(amount, {"44055": 10_000})

    publish(staff, [amount.pk], [YEAR])

    shown = published(amount)
    assert [shown[code] for code in ("44001", "44049", "44055")] == ["s", "s", "s"]
    assert shown["44003"] == 12_000


def test_a_rate_under_the_floor_of_its_producer_is_told_as_at_most(staff):
    poverty = make_share(
        staff, "PAU", secrecy_threshold=0, censored_below=Decimal(5), minimum_denominator=1000, decimals=0
    )
    hold(poverty, {"44001": (40, 2000), "44002": (400, 2000), "44003": (50, 500)})

    publish(staff, [poverty.pk], [YEAR])

    rows = {row.commune.insee_code: row for row in rows_of(poverty) if row.commune}
    assert rows["44001"].value == 5
    assert rows["44001"].numerator is None
    assert rows["44001"].status == ValueStatus.CENSORED_LOW
    assert rows["44002"].value == 20
    assert rows["44003"].status == ValueStatus.SUPPRESSED_PRIMARY


def test_one_year_is_not_rewritten_for_another(rsa, staff):
    hold(rsa, COUNTS)
    hold(rsa, COUNTS, year=2023)
    publish(staff, [rsa.pk], [YEAR, 2023])
    HeldValue.objects.filter(year=2023).delete()

    publish(staff, [rsa.pk], [YEAR])

    assert published(rsa, year=2023) == published(rsa)


def test_a_stricter_rule_hides_what_was_shown_as_it_came_and_a_laxer_one_shows_it_again(staff):
    births = make_indicator(staff, "NAI", secrecy_threshold=0)
    hold(births, {"44001": 3, "44002": 40})
    enforce(staff, births)
    assert published(births) == {"44001": 3, "44002": 40}
    assert not HeldValue.objects.exists()
    births.secrecy_threshold = 5
    births.save()

    enforce(staff, births)

    assert published(births) == {"44001": "s", "44002": 40}
    assert HeldValue.objects.count() == 2


def test_figures_shown_as_they_came_are_left_alone(staff):
    population = make_indicator(staff, "POP", secrecy_threshold=0)
    hold(population, {"44002": 40})
    publish(staff, [population.pk], [YEAR])
    HeldValue.objects.all().delete()

    publish(staff, [population.pk], [YEAR])

    assert published(population) == {"44002": 40}
    assert IndicatorValue.objects.filter(**place("44002")).count() == 1
