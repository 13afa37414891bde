"""A workshop votes on its telephones: who may, what counts, what is shown."""

import pytest
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from diagnostics.models import Ballot, BallotMark, Issue, VoteOption, VoteSession
from diagnostics.services import voting
from diagnostics.services.tally import Line, tally
from territories.models import HistoryEntry
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"


@pytest.fixture
def issues(loire, ctg) -> list[Issue]:
    with caf_scope(loire):
        return [
            Issue.objects.create(ctg=ctg, number=number, title=title, theme="youth")
            for number, title in enumerate(("Les 11-17 ans", "Les parents isolés", "Le logement"), start=1)
        ]


@pytest.fixture
def session(as_user, camille, loire, issues) -> VoteSession:
    typed = {"new_id": uuid7(), "title": "Nos enjeux", "dots": "5", "most_per_issue": "3", "expected": "4",
             "issues": [issue.pk for issue in issues]}  # fmt: skip
    as_user(camille).post(f"{HERE}votes/nouveau/", typed)
    with caf_scope(loire):
        return VoteSession.objects.get()


@pytest.fixture
def telephone(loire, session):
    """telephone() has opened the ballot; telephone().votes(3, 2, 0) sends it."""

    class Telephone:
        def __init__(self) -> None:
            self.client = Client()
            self.url = f"/vote/{session.code}/"
            self.client.get(self.url)

        def votes(self, *dots: int):
            with caf_scope(loire):
                options = list(session.options.all())
            typed = {f"dots-{option.pk}": str(count) for option, count in zip(options, dots, strict=True)}
            return self.client.post(self.url, typed, follow=True)

    return Telephone


def placed(caf) -> list[int]:
    with caf_scope(caf):
        return sorted(BallotMark.objects.values_list("dots", flat=True))


def test_anybody_with_the_code_votes_once_and_may_change_until_the_end(loire, telephone):
    first = telephone()

    page = first.votes(3, 2, 0).content.decode()
    first.votes(1, 1, 1)

    assert "Votre vote est compté" in page
    assert placed(loire) == [1, 1, 1]
    with caf_scope(loire):
        assert Ballot.objects.count() == 1


def test_a_code_is_typed_as_people_type(client, session):
    typed = f"{session.code[:3].lower()} {session.code[3:]}"

    assert client.get("/vote/", {"code": typed}).headers["Location"] == f"/vote/{session.code}/"


@pytest.mark.parametrize("code", ["", "12", "trop long pour un code"])
def test_a_code_that_cannot_be_one_is_said_so(client, db, code):
    response = client.get("/vote/", {"code": code})

    assert (response.status_code, "field__errors" in response.content.decode()) == (200, True)


def test_an_unknown_code_opens_nothing(client, db):
    assert client.get("/vote/ABCDEF/").status_code == 404


def test_who_tries_too_many_codes_learns_nothing_of_a_right_one_and_the_room_goes_on(settings, session):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"vote_code": "2/m/ip"}
    nosy = Client(REMOTE_ADDR="198.51.100.7")
    right = f"/vote/{session.code}/"

    tried = [nosy.get(url).status_code for url in (right, "/vote/ABCDEF/", "/vote/ABCDEG/", "/vote/ABCDEH/", right)]

    assert tried == [200, 404, 404, 429, 429]
    assert Client(REMOTE_ADDR="198.51.100.8").get(right).status_code == 200


@pytest.mark.parametrize(
    ("dots", "sentence"), [((3, 3, 1), "retirez-en 2"), ((0, 0, 0), "Posez au moins un point"), ((9, 0, 0), "choix")]
)
def test_a_wrong_ballot_is_refused_in_words_and_keeps_what_was_placed(loire, telephone, dots, sentence):
    page = telephone().votes(*dots).content.decode()

    assert sentence in page
    assert page.count("checked") >= 2
    assert placed(loire) == []


def test_a_browser_without_cookies_is_told(loire, session):
    page = Client().post(f"/vote/{session.code}/", {}).content.decode()

    assert "refuse les cookies" in page
    assert placed(loire) == []


def test_a_ballot_names_nobody_even_when_the_voter_has_an_account(loire, camille, session, telephone):
    voter = telephone()
    voter.client.force_login(camille)

    voter.votes(1, 0, 0)

    with caf_scope(loire):
        kept = Ballot.objects.values().get()
        traces = HistoryEntry.objects.filter(table_name__in=["diagnostics_ballot", "diagnostics_ballotmark"])
        assert not traces.exists()
    assert str(camille.pk) not in str(kept)
    assert {"id", "caf_id", "territory_id", "session_id", "device_digest"} == set(kept)


def test_once_closed_nothing_more_counts(as_user, camille, loire, session, telephone):
    early, late = telephone(), telephone()
    early.votes(1, 0, 0)

    as_user(camille).post(f"{HERE}votes/{session.pk}/clore/")

    assert "clos" in late.votes(3, 2, 0).content.decode()
    assert placed(loire) == [1]


def test_the_wall_shows_the_count_but_no_dot_before_the_end(as_user, rachid, session, telephone):
    telephone().votes(3, 2, 0)

    whole = as_user(rachid).get(f"{HERE}votes/{session.pk}/").content.decode()
    count = as_user(rachid).get(f"{HERE}votes/{session.pk}/", headers={"HX-Request": "true"}).content.decode()

    assert session.code in whole
    assert "Points par enjeu" not in whole
    assert "<strong>1</strong> bulletin reçu" in " ".join(count.split())
    assert "<html" not in count


def test_the_result_tells_the_spread_and_what_to_check(as_user, camille, rachid, session, telephone):
    for dots in [(3, 0, 0), (3, 2, 0), (1, 1, 0), (0, 1, 1), (0, 0, 1)]:
        telephone().votes(*dots)
    as_user(camille).post(f"{HERE}votes/{session.pk}/clore/")

    response = as_user(rachid).get(f"{HERE}votes/{session.pk}/")

    result = response.context["tally"]
    assert [(line.dots, line.supporters, line.half) for line in result.lines] == [(7, 3, 2), (4, 3, 1), (2, 2, 1)]
    assert [spread for _, spread in result.table] == [[2, 1, 0, 2], [2, 2, 1, 0], [3, 2, 0, 0]]
    assert "Plus de bulletins que de présents" in response.content.decode()


def test_under_five_ballots_the_spread_stays_hidden(as_user, camille, session, telephone):
    for _ in range(4):
        telephone().votes(3, 2, 0)
    as_user(camille).post(f"{HERE}votes/{session.pk}/clore/")

    page = as_user(camille).get(f"{HERE}votes/{session.pk}/").content.decode()

    assert "Points par enjeu" in page
    assert "Bulletins selon les points" not in page


def test_the_words_voted_on_are_those_of_the_opening(as_user, camille, loire, session, issues, telephone):
    with caf_scope(loire):
        Issue.objects.filter(pk=issues[0].pk).update(title="Autre chose")

    page = telephone().client.get(f"/vote/{session.code}/").content.decode()

    assert "Les 11-17 ans" in page


def test_an_issue_that_was_voted_on_is_not_deleted(as_user, camille, loire, session, issues):
    page = as_user(camille).post(f"{HERE}enjeux/{issues[0].pk}/supprimer/", follow=True).content.decode()

    assert "Un vote ou une décision du COPIL" in page


def test_sent_twice_the_opening_is_one_vote(as_user, camille, loire, issues):
    typed = {"new_id": uuid7(), "title": "Nos enjeux", "dots": "5", "most_per_issue": "3",
             "issues": [issue.pk for issue in issues]}  # fmt: skip

    for _ in range(2):
        as_user(camille).post(f"{HERE}votes/nouveau/", typed)

    with caf_scope(loire):
        assert (VoteSession.objects.count(), VoteOption.objects.count()) == (1, 3)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"most_per_issue": "9"}, "plus de points que chacun"), ({"dots": "0"}, "supérieure"), ({"issues": []}, "deux")],
)
def test_an_impossible_vote_is_not_opened(as_user, camille, loire, issues, changes, sentence):
    typed = {"new_id": uuid7(), "title": "Nos enjeux", "dots": "5", "most_per_issue": "3",
             "issues": [issue.pk for issue in issues]}  # fmt: skip

    page = as_user(camille).post(f"{HERE}votes/nouveau/", typed | changes).content.decode()

    assert sentence in page
    with caf_scope(loire):
        assert not VoteSession.objects.exists()


def test_a_reader_neither_opens_nor_closes(as_user, rachid, session):
    assert as_user(rachid).get(f"{HERE}votes/nouveau/").status_code == 403
    assert as_user(rachid).post(f"{HERE}votes/{session.pk}/clore/").status_code == 403


def test_a_vote_left_open_closes_by_itself(loire, session, telephone):
    late = telephone()
    with caf_scope(loire):
        VoteSession.objects.update(closes_at=timezone.now())

    assert "clos" in late.votes(1, 0, 0).content.decode()
    assert placed(loire) == []


def test_a_tally_without_ballots_divides_by_nothing(loire, session):
    with caf_scope(loire):
        result = tally(session)

    assert (result.voters, result.lines[0].share, result.lines[0].support, result.lines[0].half) == (0, 0, 0, 0)


def test_few_people_may_make_half_of_the_dots():
    line = Line(VoteOption(), given=[3, 3, 1, 1, 1], voters=9, all_dots=45)

    assert (line.dots, line.half, line.spread(3)) == (9, 2, [4, 3, 0, 2])


def test_a_code_is_never_ambiguous():
    assert not set("O0I1") & set(voting.LETTERS)
