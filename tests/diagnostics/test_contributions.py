"""Somebody without an account is heard."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone
from uuid_utils.compat import uuid7

from diagnostics.models import Contribution, ContributionLink
from partners.models import Contact
from territories.models import HistoryEntry
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/contributions/"


@pytest.fixture
def nadia(loire, lutins) -> Contact:
    """Works for Les Lutins and has no account."""
    with caf_scope(loire):
        return Contact.objects.create(
            organisation=lutins, first_name="Nadia", last_name="Perrin", email="nadia.perrin@demo.example"
        )


@pytest.fixture
def link(as_user, camille, ctg, nadia) -> str:
    """The address that Nadia found in her mailbox."""
    as_user(camille).post(f"{HERE}lien/", {"new_id": uuid7(), "contact": nadia.pk, "message": "Merci !"})
    (message,) = mail.outbox
    (address,) = re.findall(r"/contribuer/\S+/", str(message.body))
    return address


def typed(**changes: object) -> dict[str, object]:
    return {"new_id": uuid7(), "theme": "parenting", "title": "Peu de relais", "text": "Les parents…"} | changes


def test_the_link_leaves_by_mail_and_only_its_digest_is_kept(loire, link, nadia):
    with caf_scope(loire):
        kept = ContributionLink.objects.get()

    assert mail.outbox[0].to == [nadia.email]
    assert kept.token_digest not in link


def test_nadia_writes_without_an_account_and_the_team_reads_first(client, as_user, camille, rachid, loire, link):
    answer = client.post(link, typed(), follow=True).content.decode()

    assert "Merci" in answer
    assert "Peu de relais" in as_user(camille).get(HERE).content.decode()
    assert "Peu de relais" not in as_user(rachid).get(HERE).content.decode()


def test_what_is_kept_is_seen_by_all_and_can_become_a_finding(client, as_user, camille, rachid, loire, link):
    client.post(link, typed())
    with caf_scope(loire):
        said = Contribution.objects.get()

    as_user(camille).post(f"{HERE}{said.pk}/relire/", {"accept": "1"})

    assert "Peu de relais" in as_user(rachid).get(HERE).content.decode()
    start = as_user(camille).get(f"{HERE.replace('contributions', 'constats')}nouveau/?contribution={said.pk}")
    assert 'value="Peu de relais"' in start.content.decode()


def test_a_contribution_is_reviewed_once(client, as_user, camille, loire, link):
    client.post(link, typed())
    with caf_scope(loire):
        said = Contribution.objects.get()
    as_user(camille).post(f"{HERE}{said.pk}/relire/", {"decline": "1", "note": "Hors sujet."})

    page = as_user(camille).post(f"{HERE}{said.pk}/relire/", {"accept": "1"}, follow=True).content.decode()

    assert "déjà écartée" in page


def test_sent_twice_it_is_kept_once(client, loire, link):
    same = typed()

    for _ in range(2):
        client.post(link, same)

    with caf_scope(loire):
        assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"title": ""}, "obligatoire"), ({"text": "x" * 5001}, "5 000 caractères"), ({"theme": "zz"}, "choix valide")],
)
def test_a_wrong_text_is_refused_in_place_and_nothing_is_lost(client, loire, link, changes, sentence):
    page = client.post(link, typed() | changes).content.decode()

    assert sentence in page
    assert "title" in changes or "Peu de relais" in page
    with caf_scope(loire):
        assert not Contribution.objects.exists()


def test_an_expired_link_says_whom_to_ask(client, loire, link):
    with caf_scope(loire):
        ContributionLink.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

    response = client.get(link)

    assert response.status_code == 404
    assert "Demandez-en un autre à Camille Rouault" in response.content.decode()


def test_an_invented_link_opens_nothing(client, db):
    assert client.get("/contribuer/nimporte-quoi/").status_code == 404


def test_a_contribution_is_never_set_aside_without_a_word(client, as_user, camille, loire, link):
    client.post(link, typed())
    with caf_scope(loire):
        said = Contribution.objects.get()

    page = as_user(camille).post(f"{HERE}{said.pk}/relire/", {"decline": "1"}, follow=True).content.decode()

    assert "Dites pourquoi" in page
    with caf_scope(loire):
        assert Contribution.objects.get().status == "to_review"


def test_the_author_sees_from_the_link_what_became_of_each_text(client, as_user, camille, loire, link):
    for title, is_anonymous in [("Peu de relais", ""), ("Des horaires trop courts", "on")]:
        client.post(link, typed(title=title, is_anonymous=is_anonymous))
    with caf_scope(loire):
        kept, declined = (
            Contribution.objects.get(title=title) for title in ("Peu de relais", "Des horaires trop courts")
        )
    as_user(camille).post(f"{HERE}{kept.pk}/relire/", {"accept": "1", "note": "Merci, nous le citerons."})
    as_user(camille).post(f"{HERE}{declined.pk}/relire/", {"decline": "1", "note": "Déjà dit au comité."})

    page = client.get(link).content.decode()

    assert "Merci, nous le citerons." in page
    assert "Déjà dit au comité." in page


def test_a_text_that_is_not_signed_names_nobody_anywhere(client, as_user, camille, loire, link, nadia):
    client.post(link, typed(is_anonymous="on"))

    with caf_scope(loire):
        said = Contribution.objects.get()
        traces = [str(each.changes) for each in HistoryEntry.objects.filter(table_name="diagnostics_contribution")]
    page = as_user(camille).get(f"{HERE}{said.pk}/").content.decode()
    assert (said.link, said.author_name, said.updated_by) == (None, "", None)
    assert "Perrin" not in page
    assert traces
    assert not any(word in trace for trace in traces for word in ("Perrin", "link_id", said.author_key))


def test_a_name_taken_off_later_is_off_the_history_too(client, as_user, camille, loire, link):
    client.post(link, typed())
    with caf_scope(loire):
        said = Contribution.objects.get()
    assert said.signature == "Nadia Perrin, Les Lutins"

    edited = {
        "version": said.version,
        "theme": "parenting",
        "title": "Peu de relais",
        "text": "…",
        "is_anonymous": "on",
    }
    as_user(camille).post(f"{HERE}{said.pk}/modifier/", edited)

    with caf_scope(loire):
        said.refresh_from_db()
        assert not HistoryEntry.objects.filter(
            changes__icontains="Perrin", table_name="diagnostics_contribution"
        ).exists()
    assert (said.signature, said.author_name, said.link) == ("", "", None)


def test_the_database_refuses_a_name_on_an_unsigned_text(loire, ctg):
    with pytest.raises(IntegrityError, match="has_no_author"), caf_scope(loire):
        Contribution.objects.create(
            ctg=ctg,
            theme="youth",
            title="…",
            text="…",
            collected_on="2026-01-01",
            is_anonymous=True,
            author_name="Nadia",
        )


def test_a_revoked_link_opens_nothing_and_what_was_said_stays(client, as_user, camille, loire, link):
    client.post(link, typed())
    with caf_scope(loire):
        sent = ContributionLink.objects.get()

    as_user(camille).post(f"{HERE}lien/{sent.pk}/annuler/")

    assert client.get(link).status_code == 404
    with caf_scope(loire):
        assert Contribution.objects.count() == 1


def test_what_was_said_is_filtered_by_theme_and_nature(as_user, rachid, loire, ctg):
    with caf_scope(loire):
        for kind, theme, title in [("visit", "youth", "Au local jeunes"), ("workshop", "housing", "Au logement")]:
            Contribution.objects.create(
                ctg=ctg, kind=kind, theme=theme, title=title, text="…", collected_on="2026-01-01", status="accepted"
            )

    def shown(query: str) -> list[bool]:
        page = as_user(rachid).get(f"{HERE}?{query}").content.decode()
        return ["Au local jeunes" in page, "Au logement" in page]

    assert shown("theme=youth") == [True, False]
    assert shown("kind=workshop") == [False, True]
    assert shown("kind=survey") == [False, False]
    assert shown("kind=nonsense&theme=zz") == [True, True]
