"""The attacker reads the pages: whoever they are, no small count can be found from everything that they show."""

from collections.abc import Iterator, Mapping

import pytest

from diagnostics.models import DiagnosisVersion, FormerFigure, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services import freezing, production
from diagnostics.services.secrecy import publish
from governance import services as governance
from territories import tasks
from territories.models import Commune, Ctg, Epci, Job, Phase, Role
from territories.scope import caf_scope
from tests.diagnostics import validated
from tests.diagnostics.attacker import Attacker, discloses
from tests.diagnostics.holding import (
    COMMUNES,
    PRESQU_ILE,
    YEAR,
    Figure,
    code_of,
    hold,
    make_indicator,
    make_share,
    rows_of,
)
from tests.diagnostics.reading import Site, read_site

pytestmark = pytest.mark.django_db

DEPARTMENT = "Loire-Atlantique"
VALLEY = ("44001", "44003")
RECOGNISED = 1000
# Large and unlike one another, so that a hidden one or a sum that tells it is recognised wherever it is printed.
HELD: dict[str, Mapping[str, Figure]] = {
    "RSA": {"44001": 3, "44002": 4421, "44003": 6113, "44049": 2, "44055": 3307},
    "AEEH": {"44001": 1709, "44002": 4, "44003": 2903, "44049": 0, "44055": 5147},
    "BAS": {"44001": (4, 2131), "44002": (911, 4133), "44003": (1201, 7027), "44049": (607, 2017), "44055": (2, 1933)},
    "AL": {"44001": 1847, "44002": 1999, "44003": 2503, "44049": 1423, "44055": 3581},
    "AL1": {"44001": 1844, "44002": 997, "44003": 1301, "44049": 709, "44055": 1787},
    "AL2": {"44001": 3, "44002": 1002, "44003": 1202, "44049": 714, "44055": 1794},
}


@pytest.fixture
def ctg(valley, make_ctg) -> Ctg:
    """A perimeter that is neither an EPCI nor what an EPCI leaves of the département."""
    return make_ctg(valley, *VALLEY)


@pytest.fixture
def indicators(loire, valley, ctg, coast, coast_ctg) -> dict[str, Indicator]:
    with caf_scope(loire):
        coast.epci = Epci.objects.get(siren=PRESQU_ILE)
        coast.save()
        total = make_indicator(loire, "AL", parts_add_up=True)
        found = {
            "RSA": make_indicator(loire, "RSA"),
            "AEEH": make_indicator(loire, "AEEH"),
            "BAS": make_share(loire, "BAS"),
            "AL": total,
            "AL1": make_indicator(loire, "AL1", part_of=total),
            "AL2": make_indicator(loire, "AL2", part_of=total),
        }
        for code, figures in HELD.items():
            hold(found[code], figures)
        publish(loire, [indicator.pk for indicator in found.values()], [YEAR])
    return found


@pytest.fixture
def read(loire, person, enters, as_user, indicators):
    """read(ctg, Role.READER) is everything that such a person reads of this CTG."""
    places = ["Vallée", "Côte", DEPARTMENT, *Commune.objects.values_list("name", flat=True)]
    codes = {indicator.label: code for code, indicator in indicators.items()}

    def browse(ctg: Ctg, role: str) -> Site:
        user = person("Lou", role.replace("_", "-"))
        enters(user, loire, role, ctg.territory)
        route = ctg.get_absolute_url()
        maps = [f"{route}diagnostic/cartes/?indicateur={code}" for code in HELD]
        return read_site(as_user(user), [route, *maps], within=route, codes=codes, places=places)

    return browse


def figure_of(row: IndicatorValue) -> Figure:
    if row.numerator is not None and row.denominator is not None:
        return int(row.numerator), int(row.denominator)
    return None if row.value is None else int(row.value)


def cells_of(code: str, place_code: str, figure: Figure) -> Iterator[tuple[tuple[str, str], float]]:
    """A count is one cell; a share is two, and what the second one leaves."""
    if isinstance(figure, tuple):
        numerator, denominator = figure
        yield (code, place_code), numerator
        yield (f"{code} of", place_code), denominator
        yield (f"{code} left", place_code), denominator - numerator
    elif figure is not None:
        yield (code, place_code), figure


TRUTHS = {
    cell: number
    for code, figures in HELD.items()
    for at, figure in figures.items()
    for cell, number in cells_of(code, at, figure)
}


def attacked(indicators: dict[str, Indicator], sites: list[Site]) -> Attacker:
    """Everything published, everything on the pages, and the sums that anybody can make."""
    attacker = Attacker()
    for cell in TRUTHS:
        attacker.reads(cell, None)
    for code, indicator in indicators.items():
        for row in rows_of(indicator):
            if row.value is not None:
                figure = (
                    (int(row.numerator or 0), int(row.denominator or 0))
                    if row.numerator is not None
                    else int(row.value)
                )
                for cell, number in cells_of(code, code_of(row), figure):
                    attacker.reads(cell, number)
    _read_pages(attacker, sites)
    for concept in {concept for concept, _ in TRUTHS}:
        attacker.adds_up([(concept, at) for at in ("44049", "44055")], (concept, PRESQU_ILE))
        attacker.adds_up([(concept, at) for at in COMMUNES], (concept, "44"))
        attacker.adds_up([(concept, at) for at in VALLEY], (concept, "valley"))
    for at in (*COMMUNES, PRESQU_ILE, "44", "valley"):
        attacker.adds_up([("AL1", at), ("AL2", at)], ("AL", at))
        attacker.adds_up([("BAS", at), ("BAS left", at)], ("BAS of", at))
    return attacker


def _read_pages(attacker: Attacker, sites: list[Site]) -> None:
    names = {name: code for code, name in Commune.objects.values_list("insee_code", "name")}
    names |= {"Vallée": "valley", "Côte": PRESQU_ILE, DEPARTMENT: "44"}
    for site in sites:
        for (code, name), values in site.figures.items():
            if code in HELD and code != "BAS" and name in names:
                for value in values:
                    attacker.reads((code, names[name]), value)


def told(sites: list[Site]) -> set[float]:
    return {number for site in sites for number in site.numbers()}


def secrets(indicators: dict[str, Indicator]) -> set[float]:
    """Every large number that is hidden: none may be printed anywhere."""
    rows = [(code, row) for code, indicator in indicators.items() for row in rows_of(indicator)]
    hidden = {(code, code_of(row)) for code, row in rows if row.value is None}
    return {number for (code, at), number in TRUTHS.items() if (code.split()[0], at) in hidden and number > RECOGNISED}


def test_no_small_count_can_be_found_from_all_the_pages(read, loire, ctg, coast_ctg, indicators):
    sites = [read(ctg, Role.COOPERATION_OFFICER), read(coast_ctg, Role.ELECTED_OFFICIAL)]

    with caf_scope(loire):
        assert discloses(attacked(indicators, sites), TRUTHS, 5) == {}
        hidden = secrets(indicators)
    assert hidden
    assert told(sites) & hidden == set()
    read_of_rsa = {name for site in sites for code, name in site.figures if code == "RSA"}
    assert read_of_rsa >= {"Ancenis-Saint-Géréon", DEPARTMENT}


@pytest.fixture
def versions(loire, camille, ctg, indicators) -> list[DiagnosisVersion]:
    """The first one shows 44001; two editions later it would be the cheapest to hide beside a small count."""
    ctg.phase = Phase.DIAGNOSIS
    aeeh, last = indicators["AEEH"], HELD["AEEH"]
    editions = ({"44001": last["44001"]}, {"44055": last["44055"]}, last)
    with caf_scope(loire, user=camille):
        FormerFigure.objects.all().delete()
        IndicatorValue.objects.filter(indicator=aeeh).delete()
        ctg.save()
        written = validated.write(ctg)
        for edition, decision in zip(editions, (written.validation(), None, written.arbitration()), strict=True):
            HeldValue.objects.filter(indicator=aeeh).delete()
            hold(aeeh, edition)
            publish(loire, [aeeh.pk], [YEAR])
            if decision is not None:
                freezing.freeze(governance.record(decision), camille)
        return list(ctg.diagnosis_versions.order_by("number"))


def test_versions_frozen_on_two_days_and_their_documents_tell_no_small_count_together(
    read, as_user, camille, loire, ctg, indicators, versions
):
    as_user(camille).post(f"{ctg.get_absolute_url()}diagnostic/versions/{versions[0].pk}/produire/")
    with caf_scope(loire):
        job = Job.objects.get(kind=production.KIND)
    tasks.run_job(str(job.pk), str(loire.pk))

    site = read(ctg, Role.COOPERATION_OFFICER)

    with caf_scope(loire):
        assert discloses(attacked(indicators, [site]), TRUTHS, 5) == {}
        assert told([site]) & secrets(indicators) == set()
    documents = [text for url, text in site.texts.items() if "/document/" in url and "1\u202f709" in text]
    assert len(documents) == 2


def test_without_secondary_suppression_the_attacker_wins(loire, indicators):
    with caf_scope(loire):
        for code, indicator in indicators.items():
            for row in rows_of(indicator):
                if row.status == ValueStatus.SUPPRESSED_SECONDARY and isinstance(HELD[code].get(code_of(row)), int):
                    row.value, row.status = HELD[code][code_of(row)], ValueStatus.OK  # type: ignore[assignment]
                    row.save()

        leaks = discloses(attacked(indicators, []), TRUTHS, 5)

    assert {"RSA", "AEEH", "AL2"} <= {code for code, _ in leaks}


def test_a_total_that_a_page_prints_beside_is_caught(loire, indicators):
    """The exact sum of the valley, hidden parts included, is nobody's to print."""
    page = Site()
    page.add("RSA", "Vallée", "6\u202f116 foyers")

    with caf_scope(loire):
        leaks = discloses(attacked(indicators, [page]), TRUTHS, 5)

    assert leaks.keys() == {("RSA", "44001")}


def test_a_hidden_number_written_anywhere_is_caught(loire, indicators):
    with caf_scope(loire):
        hidden = secrets(indicators)
    chart = f'<script type="application/json">{{"y": [null, {max(hidden):.1f}, 12]}}</script>'

    assert told([Site({"/page/": chart})]) & hidden == {max(hidden)}
