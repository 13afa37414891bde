"""Whatever the hidden figures are, maps and needs answer the same bytes: nothing of them is there to be read."""

import re
from decimal import Decimal

import pytest

from diagnostics.models import HeldValue, IndicatorValue
from diagnostics.services.secrecy import publish
from partners.models import Facility
from territories.models import Commune
from territories.scope import caf_scope
from tests.diagnostics.holding import YEAR, hold, make_indicator, make_share

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"
PAGES = [
    f"cartes/{file}?indicateur={code}&classes={classes}&tri={sort}"
    for file in ("", "donnees.csv")
    for code in ("RSA", "PART")
    for classes, sort in [("quantiles", "valeur"), ("egales", "-valeur")]
] + ["besoins/", "besoins/donnees.csv", "besoins/?tri=enfants", "besoins/?tri=-taux"]
SMALL = ("44001", "44002")


@pytest.fixture
def held(loire, valley, ctg, lutins):
    """Two communes of the valley under the threshold: a count, a share, and the children under three."""
    with caf_scope(loire):
        indicators = [
            make_indicator(loire, "RSA"),
            make_share(loire, "PART"),
            make_indicator(loire, "DEM4", unit="enfants"),
        ]
        for indicator in indicators:
            small = (1, 40) if indicator.code == "PART" else 1
            hold(indicator, dict.fromkeys(SMALL, small) | {"44003": (30, 90) if indicator.code == "PART" else 60})
        Facility.objects.create(
            territory=valley, name="Les Lucioles", kind="eaje", capacity=12, operator=lutins,
            commune=Commune.objects.get(insee_code="44001"),
        )  # fmt: skip
    return indicators


def answers(client, loire, indicators, **figures: Decimal) -> dict[str, str]:
    """What each address answers once these figures are those of the small communes."""
    with caf_scope(loire):
        HeldValue.objects.filter(commune__insee_code__in=SMALL).update(**figures)
        publish(loire, [each.pk for each in indicators], [YEAR])
    contents = {page: client.get(f"{HERE}{page}").content.decode() for page in PAGES}
    return {page: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text) for page, text in contents.items()}


def test_hidden_figures_change_nothing_that_anybody_reads(as_user, maud, loire, held):
    client = as_user(maud)

    first = answers(client, loire, held, value=Decimal(1), numerator=Decimal(1))
    second = answers(client, loire, held, value=Decimal(4), numerator=Decimal(4))

    assert first == second
    assert "secret statistique" in first["cartes/?indicateur=RSA&classes=quantiles&tri=valeur"]


def test_a_figure_that_may_be_shown_does_change_the_answers(as_user, maud, loire, held):
    """The test above would pass on pages that show nothing."""
    client = as_user(maud)
    first = answers(client, loire, held, value=Decimal(1), numerator=Decimal(1))

    with caf_scope(loire):
        HeldValue.objects.filter(commune__insee_code="44003").update(value=70, numerator=70, denominator=100)
    second = answers(client, loire, held, value=Decimal(1), numerator=Decimal(1))

    assert [page for page in PAGES if first[page] == second[page]] == []
    with caf_scope(loire):
        assert not IndicatorValue.objects.filter(commune__insee_code__in=SMALL, value__isnull=False).exists()
