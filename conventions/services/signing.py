"""The parties, their deliberations, and the day on which everybody has signed."""

from datetime import date

from django.db import transaction

from accounts.models import User
from conventions.models import Signatory
from partners.models import Organisation
from territories.models import Ctg, LegalStatus, Phase


class CannotSign(Exception):
    """The convention cannot be recorded as signed; the text says what is missing."""


# The Caf decides by its own board, whose decision is not transmitted to the préfecture.
WITHOUT_DELIBERATION = {Organisation.Kind.CAF, Organisation.Kind.MSA}


def with_status(ctg: Ctg) -> list[Signatory]:
    """The parties in the order of signature, with their deliberations."""
    return list(ctg.signatories.select_related("organisation", "representative").prefetch_related("deliberations"))


def waits_for(signatory: Signatory) -> str:
    """What this party still owes before it can sign, in words; empty when nothing."""
    if signatory.organisation.kind in WITHOUT_DELIBERATION:
        return ""
    deliberations = list(signatory.deliberations.all())
    if not deliberations:
        return "délibération à prendre"
    if not any(deliberation.is_enforceable for deliberation in deliberations):
        return "délibération pas encore reçue en préfecture"
    return ""


@transaction.atomic
def record_signature(ctg: Ctg, *, signed_on: date, by: User) -> None:
    """Note that all the parties have signed; refused while one of them lacks an enforceable deliberation."""
    locked = Ctg.objects.select_for_update(of=("self",)).get(pk=ctg.pk)
    if Phase(locked.phase) in {Phase.PREPARATION, Phase.DIAGNOSIS, Phase.ACTION_PLAN}:
        raise CannotSign("Le plan d’actions n’est pas encore validé par le comité de pilotage.")
    if not locked.sealed_documents.exists():
        raise CannotSign("Produisez d’abord le document scellé : c’est lui que les parties signent.")
    late = [f"{each.organisation} ({reason})" for each in with_status(ctg) if (reason := waits_for(each))]
    if late:
        raise CannotSign(f"Toutes les parties ne sont pas prêtes : {', '.join(late)}.")
    locked.signed_on, locked.legal_status = signed_on, LegalStatus.SIGNED
    locked.touched_by(by).save()
    Signatory.objects.filter(ctg=ctg, signed_on=None).update(signed_on=signed_on)


def next_position(ctg: Ctg) -> int:
    last = ctg.signatories.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
