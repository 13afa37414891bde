"""The people who can sign in to the demonstration: one for each role, and one who serves two Cafs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services import create_person
from ctg.demo.stage import address
from territories.models import Role


@dataclass(frozen=True)
class Account:
    label: str
    first_name: str
    last_name: str
    role: str

    @property
    def email(self) -> str:
        return address(self.first_name, self.last_name)


MANAGER = Account("Responsable de la Caf de Loire-Atlantique", "Maud", "Kerven", Role.CAF_MANAGER)
ADVISOR = Account("Conseiller technique de territoire", "Antoine", "Brossard", Role.CAF_ADVISOR)
OFFICER = Account("Chargée de coopération (Sud Retz Atlantique)", "Camille", "Rouault", Role.COOPERATION_OFFICER)
ELECTED = Account("Élue (Machecoul-Saint-Même)", "Élise", "Moreau", Role.ELECTED_OFFICIAL)
PARTNER = Account("Partenaire (Fédération Jeunes en mouvement)", "Paul", "Tessier", Role.PARTNER)
CONSULTANT = Account("Cabinet d’étude", "Inès", "Vasseur", Role.CONSULTANT)
READER = Account("Lecteur", "Rachid", "Benali", Role.READER)
BOTH = Account("Partenaire des deux Cafs (MSA)", "Nadia", "Ferrand", Role.PARTNER)
OTHER_MANAGER = Account("Responsable de la Caf de la Vendée", "Victor", "Arnaud", Role.CAF_MANAGER)

LISTED = (MANAGER, ADVISOR, OFFICER, ELECTED, PARTNER, CONSULTANT, READER, BOTH, OTHER_MANAGER)

# Colleagues who take part in the stories and can sign in too, but whom nobody needs to try.
OFFICERS = {
    "Nantes Métropole": Account("", "Gaël", "Lemerle", Role.COOPERATION_OFFICER),
    "Pornic Agglo Pays de Retz": Account("", "Sonia", "Pradel", Role.COOPERATION_OFFICER),
    "Redon Agglomération": Account("", "Erwan", "Le Saux", Role.COOPERATION_OFFICER),
    "Pays d’Ancenis": Account("", "Lise", "Cormerais", Role.COOPERATION_OFFICER),
}


def create_accounts(accounts: Iterable[Account], password: str) -> dict[str, User]:
    """The accounts by e-mail; all of them take the password that is asked for, hashed once since it is slow."""
    accounts = list(accounts)
    users = {user.email: user for user in User.objects.filter(email__in=[each.email for each in accounts])}
    is_known = len(users) == len(accounts) and users[accounts[0].email].check_password(password)
    for account in accounts:
        if account.email not in users:
            users[account.email] = create_person(account.email, account.first_name, account.last_name, None)
    if not is_known:
        User.objects.filter(email__in=users).update(password=make_password(password))
    return users
