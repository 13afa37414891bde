"""The doors that a person may open: one for each Caf they serve, one for each CTG they take part in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from territories.models import CAF_STAFF, Caf, Ctg, Membership, Role
from territories.scope import person_scope, territory_scope


@dataclass(frozen=True)
class Door:
    """One link of the home page; `detail` says where the CTG stands, or what the person does there."""

    label: str
    detail: str
    url: str
    is_past: bool = False


@dataclass(frozen=True)
class Space:
    """What one Caf opens to the person."""

    caf: Caf
    doors: list[Door]


def spaces_of(user: User, today: date) -> list[Space]:
    with person_scope(user):
        memberships = list(
            Membership.objects.active(today).filter(user=user).select_related("caf").order_by("caf__name")
        )
    by_caf: dict[Caf, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_caf[membership.caf].append(membership)
    return [Space(caf, _doors(caf, roles, user, today)) for caf, roles in by_caf.items()]


def _doors(caf: Caf, memberships: Iterable[Membership], user: User, today: date) -> list[Door]:
    memberships = list(memberships)
    staff = [each for each in memberships if each.role in CAF_STAFF]
    doors = [Door("Portefeuille de la Caf", staff[0].get_role_display(), caf.get_absolute_url())] if staff else []
    roles = {each.territory_id: each for each in memberships if each.territory_id}
    if not roles:
        return doors
    with territory_scope(caf, roles, user=user):
        ctgs = list(caf.ctgs.current().filter(territory__in=roles).select_related("territory"))
    return doors + [_door(caf, ctg, roles[ctg.territory_id], today) for ctg in ctgs]


def _door(caf: Caf, ctg: Ctg, membership: Membership, today: date) -> Door:
    ctg.caf = ctg.territory.caf = caf
    view = "dashboards:elected" if membership.role == Role.ELECTED_OFFICIAL else "dashboards:ctg"
    return Door(
        label=f"{ctg.territory}, CTG {ctg.period}",
        detail=f"{membership.get_role_display()} – {ctg.get_phase_display()}",
        url=ctg.url(view),
        is_past=ctg.effective_to < today,
    )
