"""The AFOM board, evidence frozen as it was cited, and threads that break."""

from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from diagnostics.models import Contribution, Dataset, Evidence, Finding, Indicator, IndicatorValue, Issue, IssueFinding
from diagnostics.services import evidence, findings, orphans
from diagnostics.services.evidence import AlreadyCited
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"
BOARD = f"{HERE}constats/"


@pytest.fixture
def make_finding(loire, ctg):
    """make_finding("Peu de places", "weakness") is on the board."""

    def make(title: str, quadrant: str = "weakness", **values: object) -> Finding:
        with caf_scope(loire):
            finding = Finding(ctg=ctg, title=title, quadrant=quadrant, **({"theme": "youth"} | values))
            findings.go_last(finding)
            finding.save()
        return finding

    return make


@pytest.fixture
def births(loire, ctg) -> Indicator:
    """120 births in 44001, 80 in 44002."""
    with caf_scope(loire):
        indicator = Indicator.objects.create(
            caf=loire, code="DEM3", theme="population", label="Naissances", unit="naissances", kind="count",
            source="Insee", finest_level="commune",
        )  # fmt: skip
        dataset = Dataset.objects.create(
            caf=loire, name="État civil", producer="Insee", edition="2023", geography_vintage=2024
        )
        ctg.perimeter.filter(commune__insee_code="44003").delete()
        for code, value in [("44001", 120), ("44002", 80)]:
            IndicatorValue.objects.create(
                indicator=indicator,
                dataset=dataset,
                commune=Commune.objects.get(insee_code=code),
                year=2023,
                value=value,
            )
    return indicator


@pytest.fixture
def said(loire, ctg) -> Contribution:
    with caf_scope(loire):
        return Contribution.objects.create(
            ctg=ctg, title="Rien le samedi", text="…", theme="parenting", collected_on="2026-01-05", status="accepted",
            verbatims="Tout est fermé.\n\nOn attend lundi.",
        )  # fmt: skip


def titles(caf, quadrant: str) -> list[str]:
    with caf_scope(caf):
        return list(Finding.objects.filter(quadrant=quadrant).on_the_board().values_list("title", flat=True))


def test_a_finding_moves_to_the_end_of_another_quadrant_and_the_filters_stay(as_user, camille, loire, make_finding):
    first, _ = make_finding("Peu de places"), make_finding("La crise", "threat")

    answer = as_user(camille).post(f"{BOARD}{first.pk}/deplacer/", {"vers": "threat", "filtre": "theme=youth"})

    assert answer.headers["Location"] == f"{BOARD}?theme=youth#constat-{first.pk}"
    assert titles(loire, "threat") == ["La crise", "Peu de places"]


def test_findings_are_put_in_order_beside_the_neighbours_that_are_seen(as_user, camille, loire, make_finding):
    made = [make_finding(title) for title in "abc"]

    as_user(camille).post(f"{BOARD}{made[2].pk}/deplacer/", {"avant": made[0].pk})
    as_user(camille).post(f"{BOARD}{made[0].pk}/deplacer/", {"apres": made[1].pk})

    assert titles(loire, "weakness") == ["c", "b", "a"]


def test_ordering_beside_a_finding_that_has_just_left_says_so(as_user, camille, loire, make_finding):
    made = [make_finding(title) for title in "ab"]
    as_user(camille).post(f"{BOARD}{made[0].pk}/deplacer/", {"vers": "strength"})

    page = as_user(camille).post(f"{BOARD}{made[1].pk}/deplacer/", {"avant": made[0].pk}, follow=True)

    assert "vient de changer de case" in page.content.decode()
    assert titles(loire, "weakness") == ["b"]


@pytest.mark.parametrize("typed", [{}, {"vers": "nowhere"}, {"avant": "nonsense"}, {"apres": str(uuid7())}])
def test_a_move_to_nowhere_is_not_found(as_user, camille, loire, make_finding, typed):
    finding = make_finding("Peu de places")

    assert as_user(camille).post(f"{BOARD}{finding.pk}/deplacer/", typed).status_code == 404


def test_a_move_while_somebody_edits_is_told_to_them(as_user, camille, antoine, loire, make_finding):
    finding = make_finding("Peu de places")
    typed = {"version": finding.version, "title": "Peu de places", "quadrant": "strength", "theme": "youth", "text": ""}
    as_user(antoine).post(f"{BOARD}{finding.pk}/deplacer/", {"vers": "threat"})

    page = as_user(camille).post(f"{BOARD}{finding.pk}/modifier/", typed).content.decode()

    assert "Antoine Brossard a modifié cette page" in page
    assert titles(loire, "threat") == ["Peu de places"]


def test_the_board_is_filtered_by_theme_place_and_what_is_missing(as_user, rachid, loire, make_finding):
    commune = Commune.objects.get(insee_code="44001")
    make_finding("Ici", commune=commune)
    make_finding("Partout")
    make_finding("Autre thème", theme="housing")

    def shown(query: str) -> set[str]:
        response = as_user(rachid).get(f"{BOARD}?{query}")
        return {card.finding.title for quadrant in response.context["quadrants"] for card in quadrant.cards}

    assert shown("theme=housing") == {"Autre thème"}
    assert shown(f"place={commune.pk}") == {"Ici"}
    assert shown("place=territoire&theme=youth") == {"Partout"}
    assert shown("missing=preuve") == {"Ici", "Partout", "Autre thème"}
    assert shown("place=999&theme=zz") == {"Ici", "Partout", "Autre thème"}  # nonsense filters nothing


def test_a_reader_sees_the_board_and_moves_nothing(as_user, rachid, make_finding):
    finding = make_finding("Peu de places")

    page = as_user(rachid).get(BOARD).content.decode()

    assert "Peu de places" in page
    assert "Déplacer" not in page
    assert as_user(rachid).post(f"{BOARD}{finding.pk}/deplacer/", {"vers": "threat"}).status_code == 403


def test_from_a_contribution_the_citation_is_ready(as_user, camille, loire, said):
    start = as_user(camille).get(f"{BOARD}nouveau/?contribution={said.pk}")
    form = start.context["form"]
    typed = {"new_id": form["new_id"].value(), "title": said.title, "theme": said.theme, "quadrant": "weakness",
             "contributions": form.initial["contributions"]}  # fmt: skip

    as_user(camille).post(f"{BOARD}nouveau/", typed)

    assert "Citation prête" in start.content.decode()
    with caf_scope(loire):
        cited = Evidence.objects.get()
        assert (cited.contribution_id, cited.quote) == (said.pk, "Rien le samedi")


def test_from_a_figure_the_citation_is_ready(as_user, camille, births):
    form = as_user(camille).get(f"{BOARD}nouveau/?indicateur=DEM3").context["form"]

    assert (form.initial["indicators"], form.initial["theme"]) == ([births.pk], "population")


def test_a_figure_stays_as_it_was_cited_and_the_change_is_shown(as_user, camille, loire, births, make_finding):
    finding = make_finding("Moins de naissances")
    as_user(camille).post(f"{BOARD}{finding.pk}/citer-un-chiffre/", {"figure-indicator": births.pk})
    with caf_scope(loire):
        IndicatorValue.objects.filter(value=80).update(value=70)

    page = as_user(camille).get(f"{BOARD}{finding.pk}/").content.decode()

    assert "Naissances\u00a0: 200\u202fnaissances, 2023" in page
    assert "Le chiffre a changé depuis" in page
    assert "Naissances\u00a0: 190\u202fnaissances, 2023" in page
    assert "1 chiffre à revoir" in as_user(camille).get(BOARD).content.decode().replace("\u00a0", " ")


def test_a_figure_may_be_cited_again_as_it_is_today(as_user, camille, loire, ctg, births, make_finding):
    finding = make_finding("Moins de naissances")
    with caf_scope(loire):
        cited = evidence.cite_figure(finding, births, None)
        IndicatorValue.objects.filter(value=80).update(value=70)

    as_user(camille).post(f"{HERE}preuves/{cited.pk}/actualiser/")

    with caf_scope(loire):
        (citation,) = evidence.citations(ctg, Evidence.objects.select_related("indicator"))
    assert (citation.evidence.value, citation.now) == (Decimal(190), "")


def test_a_cited_figure_that_secrecy_catches_up_with_is_no_longer_repeated(
    as_user, camille, rachid, loire, births, make_finding
):
    finding, commune = make_finding("Peu de naissances"), Commune.objects.get(insee_code="44002")
    with caf_scope(loire):
        evidence.cite_figure(finding, births, commune)
        IndicatorValue.objects.filter(commune=commune).update(status="suppressed_secondary", value=None)

    page = as_user(rachid).get(f"{BOARD}{finding.pk}/").content.decode()
    with caf_scope(loire):
        asked = as_user(camille).get(f"{HERE}preuves/{finding.evidence.get().pk}/retirer/").content.decode()

    assert "80\u202fnaissances" not in page + asked
    assert "secret statistique" in page


def test_several_places_and_several_words_may_be_cited_once_each(loire, births, said, make_finding):
    finding, commune = make_finding("Peu de naissances"), Commune.objects.get(insee_code="44002")

    with caf_scope(loire):
        evidence.cite_figure(finding, births, None)
        evidence.cite_figure(finding, births, commune)
        evidence.cite_words(finding, said, "Tout est fermé.")
        with pytest.raises(AlreadyCited):
            evidence.cite_figure(finding, births, commune)

        assert [each.quote for each in finding.evidence.order_by("id")] == [
            "Naissances\u00a0: 200\u202fnaissances, 2023",
            f"Naissances, {commune.name}\u00a0: 80\u202fnaissances, 2023",
            "Tout est fermé.",
        ]


def test_a_citation_is_withdrawn_after_a_question(as_user, camille, loire, said, make_finding):
    finding = make_finding("Le samedi")
    with caf_scope(loire):
        cited = evidence.cite_words(finding, said)
    url = f"{HERE}preuves/{cited.pk}/retirer/"

    asked = as_user(camille).get(url).content.decode()
    as_user(camille).post(url)

    assert "Retirer cette preuve" in asked
    with caf_scope(loire):
        assert not finding.evidence.exists()


def test_a_finding_is_tied_to_an_issue_and_whoever_edits_the_issue_is_told(
    as_user, camille, antoine, loire, ctg, make_finding
):
    finding = make_finding("Le samedi")
    with caf_scope(loire):
        issue = Issue.objects.create(ctg=ctg, number=1, title="Les parents", theme="parenting")
    typed = {"version": 1, "title": "Les parents seuls", "theme": "parenting", "priority": "1", "is_retained": "on"}
    as_user(antoine).post(f"{BOARD}{finding.pk}/relier/", {"attach-issue": issue.pk})

    page = as_user(camille).post(f"{HERE}enjeux/{issue.pk}/modifier/", typed).content.decode()

    assert "Deux versions à comparer" in page
    assert "Le samedi" in page
    with caf_scope(loire):
        assert list(issue.findings.all()) == [finding]


def test_threads_that_break_are_shown_both_ways(as_user, camille, loire, ctg, said, make_finding):
    proven, unproven = make_finding("Prouvé"), make_finding("Pas prouvé")
    with caf_scope(loire):
        evidence.cite_words(proven, said)
        unused = Contribution.objects.create(
            ctg=ctg, title="Oubliée", text="…", theme="youth", collected_on="2026-01-05", status="accepted"
        )
        grounded, hollow, empty = (
            Issue.objects.create(ctg=ctg, number=number, title=f"Enjeu {number}", theme="youth") for number in (1, 2, 3)
        )
        IssueFinding.objects.create(issue=grounded, finding=proven)
        IssueFinding.objects.create(issue=hollow, finding=unproven)
        alone = make_finding("Seul")
        found = orphans.of(ctg)

        assert set(found.unused) == {unused}
        assert set(found.unproven) == {unproven, alone}
        assert set(found.leading_nowhere) == {alone}
        assert set(found.ungrounded) == {hollow, empty}
    overview = as_user(camille).get(HERE).content.decode().replace("\u00a0", " ")
    assert "2 constats sans preuve" in overview
    assert "1 constat sans enjeu" in overview
    assert "2 enjeux sans preuve" in overview
    assert "1 contribution qu’aucun constat ne cite" in overview
    assert grounded.code not in overview
