"""A place offered by e-mail: who may offer it, and what its link opens."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from partners import services
from partners.models import Contact, Invitation
from territories.models import Membership, Role
from territories.scope import caf_scope
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db
OF_THE_CAF = "/caf/loire-atlantique/acces/inviter/"
OF_THE_VALLEY = "/ctg/loire-atlantique/vallee/2026-2030/acces/inviter/"


@pytest.fixture
def typed_by_nora() -> dict[str, str]:
    return {"first_name": "Nora", "last_name": "Vidal", "password": PASSWORD}


@pytest.fixture
def sent(as_user, camille, ctg, invited, link_received) -> str:
    """Camille has invited Nora to read the valley: the path of her link."""
    as_user(camille).post(OF_THE_VALLEY, invited)
    return link_received()


def memberships_of(caf, user) -> list[tuple[str, str]]:
    with caf_scope(caf):
        return [
            (each.role, str(each.territory)) for each in caf.memberships.filter(user=user).select_related("territory")
        ]


def test_somebody_without_account_joins_by_the_link_of_the_letter(client, loire, sent, typed_by_nora):
    page = client.get(sent).content.decode()
    response = client.post(sent, typed_by_nora)

    nora = User.objects.get(email="nora.vidal@demo.example")
    assert "Camille Rouault vous invite" in page
    assert "Vallée" in page
    assert response.status_code == 302
    assert memberships_of(loire, nora) == [(Role.READER, "Vallée")]
    assert nora.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=nora).verified
    assert client.get("/ctg/loire-atlantique/vallee/2026-2030/").status_code == 200


def test_the_letter_is_french_in_text_and_in_html(sent):
    letter = mail.outbox[-1]

    html = str(letter.message().get_payload()[1])  # type: ignore[index]  # a message of two parts
    assert letter.to == ["nora.vidal@demo.example"]
    assert letter.subject == "Camille Rouault vous invite sur Caf de Loire-Atlantique"
    assert "avec le rôle « Lecteur »" in letter.body
    assert sent in html
    assert '<html lang="fr">' in html


def test_only_the_digest_of_the_token_is_kept(loire, sent):
    token = sent.strip("/").split("/")[-1]

    with caf_scope(loire):
        invitation = Invitation.objects.get()

    assert token not in str(vars(invitation))
    assert len(token) == 43  # 256 bits


def test_a_link_opens_once(client, sent, typed_by_nora):
    client.post(sent, typed_by_nora)

    response = Client().get(sent)

    assert response.status_code == 410
    assert "a déjà servi" in response.content.decode()


def test_an_expired_link_says_whom_to_ask(client, loire, sent, typed_by_nora):
    with caf_scope(loire):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    response = client.post(sent, typed_by_nora)

    assert response.status_code == 410
    assert "Demandez à Camille Rouault de vous la renvoyer" in response.content.decode()
    assert not User.objects.filter(email="nora.vidal@demo.example").exists()


def test_an_unknown_link_is_a_clear_page(client, db):
    response = client.get("/invitation/ce-lien-n-existe-pas/")

    assert response.status_code == 410
    assert "pas celui d’une invitation" in response.content.decode()


def test_a_withdrawn_invitation_opens_nothing(as_user, camille, client, loire, sent):
    with caf_scope(loire):
        pk = Invitation.objects.get().pk
    as_user(camille).post(f"/ctg/loire-atlantique/vallee/2026-2030/acces/invitations/{pk}/annuler/")

    response = client.get(sent)

    assert response.status_code == 410
    assert "a été annulée" in response.content.decode()


def test_sending_again_replaces_the_link(as_user, camille, client, loire, sent, link_received):
    with caf_scope(loire):
        pk = Invitation.objects.get().pk
    as_user(camille).post(f"/ctg/loire-atlantique/vallee/2026-2030/acces/invitations/{pk}/renvoyer/")

    assert client.get(sent).status_code == 410
    assert client.get(link_received()).status_code == 200


def test_somebody_with_an_account_signs_in_first_then_accepts(as_user, client, loire, nora, sent):
    first = client.get(sent).content.decode()
    signed_in = as_user(nora)
    signed_in.post(sent)

    assert f"/compte/connexion/?next={sent.replace('/', '%2F')}" in first
    assert memberships_of(loire, nora) == [(Role.READER, "Vallée")]


def test_an_invitation_is_not_for_somebody_else(as_user, rachid, loire, nora, sent):
    response = as_user(rachid).post(sent)

    with caf_scope(loire):
        assert Invitation.objects.get().accepted_at is None
    assert "adressée à une autre personne" in response.content.decode()
    assert memberships_of(loire, rachid) == [(Role.READER, "Vallée")]


def test_a_weak_password_makes_no_account_and_keeps_the_name(client, sent, typed_by_nora):
    response = client.post(sent, typed_by_nora | {"password": "CafCtg1234CafCtg"})

    page = response.content.decode()
    assert "trop facile à deviner" in page
    assert 'value="Vidal"' in page
    assert not User.objects.filter(email="nora.vidal@demo.example").exists()


def test_a_partner_becomes_the_contact_that_bore_this_address(
    as_user, camille, client, ctg, loire, lutins, invited, link_received, typed_by_nora
):
    with caf_scope(loire):
        known = Contact.objects.create(
            organisation=lutins,
            first_name="N.",
            last_name="Vidal",
            email="Nora.Vidal@demo.example",
            position="Directrice",
        )
    as_user(camille).post(OF_THE_VALLEY, invited | {"role": "partner", "organisation": str(lutins.pk)})
    client.post(link_received(), typed_by_nora)

    with caf_scope(loire):
        known.refresh_from_db()
        assert Contact.objects.count() == 1
    assert known.user == User.objects.get(email="nora.vidal@demo.example")
    assert known.position == "Directrice"


def test_a_role_still_held_is_prolonged_and_not_doubled(
    as_user, camille, ctg, loire, valley, nora, enters, invited, link_received
):
    enters(nora, loire, Role.READER, valley, ends_on=timezone.localdate() + timedelta(days=3))
    as_user(camille).post(OF_THE_VALLEY, invited)
    as_user(nora).post(link_received())

    with caf_scope(loire):
        assert Membership.objects.get(user=nora).ends_on is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "nora"}, "Saisissez une adresse"),
        ({"email": ""}, "Ce champ est obligatoire"),
        ({"role": "caf_advisor"}, "Sélectionnez un choix valide"),
        ({"role": "partner"}, "au nom de son organisation"),
        ({"role": "consultant"}, "a une date de fin"),
        ({"membership_ends_on": "2020-01-01"}, "Cette date est passée"),
        ({"membership_ends_on": "bientôt"}, "Saisissez une date valide"),
        ({"organisation": str(uuid7())}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_sends_nothing_and_keeps_the_rest(as_user, camille, ctg, loire, invited, changes, sentence):
    response = as_user(camille).post(OF_THE_VALLEY, invited | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert 'value="Vidal"' in page
    assert not mail.outbox
    with caf_scope(loire):
        assert not Invitation.objects.exists()


def test_the_same_form_sent_twice_sends_one_letter(as_user, camille, ctg, invited):
    client = as_user(camille)

    answers = [client.post(OF_THE_VALLEY, invited).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(mail.outbox) == 1


def test_a_second_invitation_to_the_same_place_is_refused(as_user, camille, ctg, invited, sent):
    response = as_user(camille).post(OF_THE_VALLEY, invited | {"new_id": str(uuid7())})

    assert "Une invitation à cette adresse attend déjà" in response.content.decode()


def test_a_letter_that_cannot_leave_leaves_no_invitation(as_user, camille, ctg, loire, invited, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody answers there

    response = as_user(camille).post(OF_THE_VALLEY, invited)

    assert "Le message n’a pas pu partir" in response.content.decode()
    with caf_scope(loire):
        assert not Invitation.objects.exists()


def test_the_place_itself_is_given_to_its_addressee_only(loire, rachid, sent):
    with pytest.raises(services.InvitationForAnother, match="adressée à nora"):
        services.accept(sent.strip("/").split("/")[-1], by=rachid)

    with caf_scope(loire):
        assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize(
    ("held", "refused"),
    [
        ({Role.CAF_MANAGER}, set()),
        ({Role.CAF_ADVISOR}, {Role.CAF_MANAGER}),
        ({Role.COOPERATION_OFFICER, Role.READER}, {Role.CAF_MANAGER, Role.CAF_ADVISOR}),
        ({Role.PARTNER, Role.READER, Role.ELECTED_OFFICIAL, Role.CONSULTANT}, set(Role)),
    ],
)
def test_what_one_holds_says_what_one_gives(held, refused):
    assert set(Role) - set(services.grantable_roles(held)) == refused


@pytest.mark.parametrize(("who", "roles"), [("maud", 7), ("antoine", 6)])
def test_nobody_gives_more_than_they_have(request, as_user, who, roles):
    page = as_user(request.getfixturevalue(who)).get(OF_THE_CAF).content.decode()

    offered = page.split('name="role"')[1].split("</select>")[0]
    assert offered.count("<option") == roles + 1  # and « Choisissez un rôle »


def test_the_caf_chooses_the_territory_and_its_agents_have_none(as_user, maud, valley, loire, invited):
    client = as_user(maud)

    missing = client.post(OF_THE_CAF, invited).content.decode()
    too_much = client.post(OF_THE_CAF, invited | {"role": "caf_advisor", "territory": str(valley.pk)}).content.decode()
    right = client.post(OF_THE_CAF, invited | {"role": "caf_advisor", "territory": ""})

    assert "Choisissez le territoire" in missing
    assert "laissez le territoire vide" in too_much
    assert right.status_code == 302


@pytest.mark.parametrize("who", ["elise", "paul", "rachid"])
def test_other_roles_invite_nobody(request, as_user, ctg, who, invited):
    response = as_user(request.getfixturevalue(who)).post(OF_THE_VALLEY, invited)

    assert response.status_code == 403
    assert not mail.outbox


def test_an_officer_does_not_reach_the_accesses_of_the_caf(as_user, camille, invited):
    assert as_user(camille).post(OF_THE_CAF, invited).status_code == 403
