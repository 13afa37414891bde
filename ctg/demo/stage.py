"""What the stories of one Caf share: its organisations, its people, its rows still to be written."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from ctg.demo.draw import Draw
from ctg.demo.names import People
from ctg.demo.rows import Rows
from partners.models import Contact, Organisation
from territories.models import Caf

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Stage:
    """One Caf while its stories are told; `author` signs what nobody else is known to have written."""

    caf: Caf
    draw: Draw
    author: User
    rows: Rows = field(init=False)
    people: People = field(init=False)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = Rows(self.draw.about("rows"), self.author)
        self.people = People(self.draw.about("people"))

    def organisation(self, name: str, kind: str = Organisation.Kind.ASSOCIATION, **values: Any) -> Organisation:
        """The organisation of this name, made the first time that it is named."""
        if name not in self.organisations:
            self.organisations[name] = self.rows.add(
                Organisation, caf=self.caf, name=name, kind=kind, updated_by=self.author, **values
            )
        return self.organisations[name]

    def contact(self, organisation: Organisation, position: str) -> Contact:
        """The person who holds this position there, made the first time that it is named."""
        key = (organisation.name, position)
        if key not in self.contacts:
            self.contacts[key] = self.person(organisation, position, *self.people.next())
        return self.contacts[key]

    def person(
        self, organisation: Organisation, position: str, first_name: str, last_name: str, user: User | None = None
    ) -> Contact:
        contact = self.rows.add(
            Contact,
            caf=self.caf,
            organisation=organisation,
            user=user,
            first_name=first_name,
            last_name=last_name,
            position=position,
            email=user.email if user else address(first_name, last_name),
            updated_by=self.author,
        )
        self.contacts[organisation.name, position] = contact
        return contact


def address(first_name: str, last_name: str) -> str:
    """An address that can receive nothing: the domain is reserved for examples."""
    letters = f"{first_name}.{last_name}".lower().translate(str.maketrans("àâäéèêëîïôöùûüÿç", "aaaeeeeiioouuuyc"))
    kept = "".join(letter if letter.isalnum() or letter == "." else "-" for letter in letters)
    return f"{kept}@demo.example"


def moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), PARIS)
