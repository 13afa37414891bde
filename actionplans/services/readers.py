"""Who looks at the plan: which fiches exist for them, and what they may do with each."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from actionplans.models import Action, ActionPartner, ActionQuerySet
from partners.services import organisations_of
from territories.access import Access
from territories.models import TEAM, Ctg, Role

SHARED = (Action.Visibility.PARTNERS, Action.Visibility.PUBLIC)
# Who reads everybody's money line by line; a partner alone reads totals, and the lines of their organisation.
READS_MONEY = TEAM | {Role.ELECTED_OFFICIAL, Role.READER}


@dataclass(frozen=True)
class Reader:
    """What the roles and the organisations of one person open to them in one plan."""

    is_team: bool
    reads_money: bool
    organisations: frozenset[UUID] = field(default_factory=frozenset)

    def acts_for_pilot(self, action: Action) -> bool:
        return action.pilot_id is not None and action.pilot_id in self.organisations

    def may_edit(self, action: Action) -> bool:
        """The team edits every fiche, a partner those that their organisation pilots."""
        return self.is_team or self.acts_for_pilot(action)

    may_report = may_edit

    def may_read_line(self, organisation: UUID | None) -> bool:
        """Totals by year are for everybody; one line is for those who read money, or whose organisation it names."""
        return self.reads_money or organisation in self.organisations


def reader_of(user: User, ctg: Ctg, access: Access) -> Reader:
    organisations: frozenset[UUID] = frozenset()
    if access.has({Role.PARTNER}):
        organisations = frozenset(organisations_of(user, ctg.caf).values_list("pk", flat=True))
    return Reader(is_team=access.has(TEAM), reads_money=access.has(READS_MONEY), organisations=organisations)


def readable(ctg: Ctg, reader: Reader) -> ActionQuerySet:
    """The fiches that this person may read."""
    if reader.is_team:
        return ctg.actions.all()
    may_read = Q(visibility__in=SHARED)
    if reader.organisations:
        takes_part = ActionPartner.objects.filter(action=OuterRef("pk"), organisation__in=reader.organisations)
        may_read |= Q(pilot__in=reader.organisations) | Q(Exists(takes_part))
    return ctg.actions.filter(may_read)
