"""The same pages are opened from the whole Caf and from one CTG: where they stand, and the address of the next one."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from partners.models import InvitationQuerySet
from territories.access import CafRequest
from territories.models import CAF_STAFF, Ctg, HistoryEntry, Role, Territory
from territories.models.membership import MembershipQuerySet


@dataclass(frozen=True)
class Place:
    """A page named `x` in the Caf is named `ctg_x` in a CTG."""

    request: CafRequest

    @property
    def ctg(self) -> Ctg | None:
        return getattr(self.request, "ctg", None)

    @property
    def territory(self) -> Territory | None:
        return getattr(self.request, "territory", None)

    @property
    def layout(self) -> str:
        return "layouts/ctg.html" if self.ctg else "layouts/caf.html"

    def url(self, name: str, **kwargs: object) -> str:
        if self.ctg:
            return self.ctg.url(f"partners:ctg_{name}", **kwargs)
        return reverse(f"partners:{name}", kwargs={"caf": self.request.caf.slug, **kwargs})

    @property
    def organisations_url(self) -> str:
        return self.ctg.url("partners:list") if self.ctg else self.url("organisations")

    @property
    def access_url(self) -> str:
        return self.url("access")

    @property
    def invite_url(self) -> str:
        return self.url("invite")

    def offers(self, roles: list[Role]) -> list[Role]:
        """In a CTG one gives the roles of its territory only."""
        return [role for role in roles if role not in CAF_STAFF] if self.ctg else roles

    @property
    def memberships(self) -> MembershipQuerySet:
        return self.territory.memberships.all() if self.territory else self.request.caf.memberships.all()

    @property
    def invitations(self) -> InvitationQuerySet:
        return self.territory.invitations.pending() if self.territory else self.request.caf.invitations.pending()

    @property
    def history(self) -> QuerySet[HistoryEntry]:
        entries = HistoryEntry.objects.filter(caf=self.request.caf)
        return entries.filter(territory=self.territory) if self.territory else entries
