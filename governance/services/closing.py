"""What a later app adds to the validation of a phase: what must be there before, and what follows from it.

Governance knows no later app. Each says its part once, when it starts (`AppConfig.ready`); the validation asks
for it in the same transaction, so that a phase is never closed without what follows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from governance.models import Decision
from territories.models import Ctg, Phase


@dataclass(frozen=True)
class Missing:
    """Something that a phase lacks, and the page where it is put right."""

    text: str
    view_name: str
    pk: UUID | None = None

    def url(self, ctg: Ctg) -> str:
        return ctg.url(self.view_name, **({"pk": self.pk} if self.pk else {}))


@dataclass(frozen=True)
class Closing:
    announcement: str
    """What validating will do beside moving the CTG, in one sentence."""
    missing: Callable[[Ctg], Sequence[Missing]]
    follow: Callable[[Decision, User], object]


_CLOSINGS: dict[Phase, Closing] = {}


def add(phase: Phase, closing: Closing) -> None:
    _CLOSINGS[phase] = closing


def of(phase: Phase) -> Closing | None:
    return _CLOSINGS.get(phase)
