"""The diagnosis, from the figures to the issues."""

from decimal import Decimal

import plotly.graph_objects as go
import pytest
from uuid_utils.compat import uuid7

from diagnostics.models import Dataset, Finding, Indicator, IndicatorValue, Issue, IssueFinding
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"


@pytest.fixture
def families(loire, ctg) -> Indicator:
    """Share of single-parent families: two communes known, one hidden, the département known."""
    with caf_scope(loire):
        indicator = Indicator.objects.create(
            caf=loire, code="FAM1", theme="families", label="Familles monoparentales", unit="%", kind="ratio",
            multiplier=100, decimals=1, source="Insee", finest_level="commune",
        )  # fmt: skip
        source = Dataset.objects.create(
            caf=loire, name="Recensement", producer="Insee", edition="2022", geography_vintage=2024
        )
        known = {"44001": (20, 100), "44002": (30, 200)}
        for commune in Commune.objects.filter(insee_code__in=known):
            part, whole = known[commune.insee_code]
            IndicatorValue.objects.create(
                indicator=indicator, dataset=source, commune=commune, year=2022,
                value=Decimal(100 * part) / whole, numerator=part, denominator=whole,
            )  # fmt: skip
        IndicatorValue.objects.create(
            indicator=indicator, dataset=source, department_id="44", year=2022, value=Decimal(13)
        )
        hidden = Commune.objects.get(insee_code="44003")
        IndicatorValue.objects.create(
            indicator=indicator, dataset=source, commune=hidden, year=2022, status="suppressed_primary"
        )
    return indicator


def test_a_hidden_part_hides_the_ratio_and_says_why(as_user, rachid, families):
    page = as_user(rachid).get(f"{HERE}indicateurs/").content.decode()

    assert "Secret statistique" in page
    assert ">s</abbr>" in page


def test_the_comparison_is_said_in_words(as_user, rachid, loire, families, ctg):
    with caf_scope(loire):
        ctg.perimeter.filter(commune__insee_code="44003").delete()

    page = as_user(rachid).get(f"{HERE}indicateurs/").content.decode()

    assert "Familles monoparentales\u00a0: 16,7\u00a0%, 3,7 points de plus que le département." in page.replace(
        "3,7\u00a0", "3,7 "
    )


def test_the_chart_is_a_figure_that_plotly_draws_and_its_table_says_the_same(as_user, rachid, families):
    response = as_user(rachid).get(f"{HERE}indicateurs/FAM1/")

    assert go.Figure(response.context["figure"]).data[1].y == (13,)
    assert "13,0" in response.content.decode()


def test_the_csv_keeps_what_is_hidden_hidden(as_user, rachid, families):
    text = as_user(rachid).get(f"{HERE}indicateurs/FAM1/donnees.csv").content.decode("utf-8-sig")

    assert "Vallée;2022;s;Secret statistique" in text
    assert "Loire-Atlantique;2022;13;" in text


def test_an_unknown_indicator_is_not_found(as_user, rachid, ctg):
    assert as_user(rachid).get(f"{HERE}indicateurs/ZZZ/").status_code == 404


def test_a_finding_cites_the_figure_as_it_stood(as_user, camille, loire, ctg, families):
    with caf_scope(loire):
        ctg.perimeter.filter(commune__insee_code="44003").delete()
    typed = {"new_id": uuid7(), "title": "Des parents seuls", "quadrant": "weakness", "theme": "families",
             "indicators": [families.pk]}  # fmt: skip

    as_user(camille).post(f"{HERE}constats/nouveau/", typed)

    with caf_scope(loire):
        finding = Finding.objects.get()
        quotes = [each.quote for each in finding.evidence.all()]
    assert quotes == ["Familles monoparentales\u00a0: 16,7\u202f%, 2022"]


def test_a_finding_sent_twice_is_one_finding(as_user, camille, loire, ctg):
    typed = {"new_id": uuid7(), "title": "Peu de places", "quadrant": "weakness", "theme": "early_childhood"}

    answers = [as_user(camille).post(f"{HERE}constats/nouveau/", typed).status_code for _ in range(2)]

    with caf_scope(loire):
        assert Finding.objects.count() == 1
    assert answers == [302, 302]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "obligatoire"),
        ({"title": "x" * 201}, "au plus 200 caractères"),
        ({"theme": "zzz"}, "choix valide"),
        ({"commune": "999999"}, "choix"),
        ({"indicators": [str(uuid7())]}, "choix"),
    ],
)
def test_a_wrong_finding_gets_a_sentence_and_keeps_the_rest(as_user, camille, loire, ctg, changes, sentence):
    typed = {"new_id": uuid7(), "title": "Peu de places", "quadrant": "threat", "theme": "youth", "text": "À garder"}

    response = as_user(camille).post(f"{HERE}constats/nouveau/", typed | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "À garder" in page
    with caf_scope(loire):
        assert not Finding.objects.exists()


def test_issues_are_numbered_one_after_the_other_and_rest_on_findings(as_user, camille, loire, ctg):
    with caf_scope(loire):
        finding = Finding.objects.create(ctg=ctg, title="Constat", quadrant="threat", theme="youth")
    for title in ("Les 11-17 ans", "L’accès aux droits"):
        typed = {"new_id": uuid7(), "title": title, "theme": "youth", "priority": "1", "is_retained": "on",
                 "findings": [finding.pk]}  # fmt: skip
        as_user(camille).post(f"{HERE}enjeux/nouveau/", typed)

    with caf_scope(loire):
        assert [issue.code for issue in Issue.objects.order_by("number")] == ["E1", "E2"]
        assert finding.issues.count() == 2


def test_a_finding_on_which_an_issue_rests_is_not_deleted(as_user, camille, loire, ctg):
    with caf_scope(loire):
        finding = Finding.objects.create(ctg=ctg, title="Constat", quadrant="threat", theme="youth")
        issue = Issue.objects.create(ctg=ctg, number=1, title="Enjeu", theme="youth")
        IssueFinding.objects.create(issue=issue, finding=finding)

    page = as_user(camille).post(f"{HERE}constats/{finding.pk}/supprimer/", follow=True).content.decode()

    assert "Un enjeu repose sur ce constat" in page
    with caf_scope(loire):
        assert Finding.objects.exists()


def test_a_reader_writes_nothing(as_user, rachid, ctg):
    assert as_user(rachid).post(f"{HERE}constats/nouveau/", {}).status_code == 403
    assert as_user(rachid).get(f"{HERE}constats/").status_code == 200
