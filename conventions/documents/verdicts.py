"""The four answers about a file, and the French that explains them.

`authentic` is said of identical bytes only: a valid seal proves where a file comes from, its hash proves that it is
the file that was stored.
"""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from territories.documents.typesetting import enumeration
from territories.templatetags.french import number


class Outcome(StrEnum):
    AUTHENTIC = "authentic"
    MODIFIED = "modified"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Signature:
    field: str
    kind: str
    """`seal` when it is ours, else `signature` or `time_stamp`."""
    signer: str
    issuer: str
    at: str | None
    """ISO 8601; from the time stamp when there is one."""
    is_intact: bool
    is_trusted: bool
    covers_whole_file: bool


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    sha256: str
    size: int
    reason: str
    pages: int | None = None
    codes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def seal(self) -> Signature | None:
        return next((one for one in self.signatures if one.kind == "seal"), None)

    def as_json(self) -> str:
        facts = asdict(self)
        return json.dumps({"verdict": facts.pop("outcome"), **facts}, ensure_ascii=False, indent=2)


@dataclass
class Examination:
    """What the child process could say before it ended."""

    unreadable: str = ""
    pages: int | None = None
    codes: list[str] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    signatures_read: bool = False
    changes: dict[str, Any] | None = None


_UNREADABLE = {
    "too_large": "Le fichier dépasse 30 Mo : il n’a pas été ouvert.",
    "empty": "Le fichier est vide.",
    "not_a_pdf": "Ce fichier n’est pas un PDF, quel que soit son nom.",
    "encrypted": "Le fichier est protégé par un mot de passe ou chiffré : son contenu ne peut pas être contrôlé.",
    "broken": "Le fichier est abîmé ou incomplet : sa structure ne peut pas être lue.",
    "stopped": "Le contrôle a été arrêté : le fichier demande trop de temps ou de mémoire pour un document ordinaire.",
    "crashed": "Le fichier est construit de telle façon qu’il ne peut pas être lu sans risque.",
}


def refuse(why: str, size: int) -> Verdict:
    """The verdict on a file that was not even read."""
    return Verdict(Outcome.UNREADABLE, "", size, _UNREADABLE[why])


def judge(sha256: str, size: int, examination: Examination, *, is_known: bool) -> Verdict:
    """The hash decides first, then what the file says of itself."""
    signatures = tuple(_signature(one, size) for one in examination.signatures)
    outcome, reason = _decide(examination, signatures, is_known=is_known)
    is_modified = outcome is Outcome.MODIFIED
    return Verdict(
        outcome=outcome,
        sha256=sha256,
        size=size,
        reason=reason,
        pages=examination.pages,
        codes=tuple(examination.codes),
        signatures=signatures,
        changes=_describe(examination.changes) if is_modified and examination.changes else (),
    )


def _signature(fact: dict[str, Any], size: int) -> Signature:
    return Signature(
        field=fact["field"],
        kind="seal" if fact["is_ours"] else fact["kind"],
        signer=fact["signer"],
        issuer=fact["issuer"],
        at=fact["at"],
        is_intact=fact["is_intact"],
        is_trusted=fact["is_trusted"],
        covers_whole_file=fact["covers"] == size,
    )


def _decide(examination: Examination, signatures: tuple[Signature, ...], *, is_known: bool) -> tuple[Outcome, str]:
    if is_known:
        return Outcome.AUTHENTIC, "Ce fichier est identique, octet pour octet, à celui qui est conservé."
    if examination.unreadable == "broken" and examination.codes:
        return Outcome.MODIFIED, f"{_UNREADABLE['broken']} Il porte pourtant le code {examination.codes[0]}."
    if examination.unreadable:
        return Outcome.UNREADABLE, _UNREADABLE[examination.unreadable]
    seal = next((one for one in signatures if one.kind == "seal"), None)
    if seal and seal.is_intact:
        return (
            Outcome.MODIFIED,
            "Le cachet de la plateforme est intact, mais ce fichier n’est pas celui qui est conservé.",
        )
    if seal:
        return Outcome.MODIFIED, "Le cachet de la plateforme est rompu : la partie scellée n’est plus la même."
    if examination.codes:
        return Outcome.MODIFIED, _without_our_seal(examination, signatures)
    return Outcome.UNKNOWN, _foreign(signatures)


def _without_our_seal(examination: Examination, signatures: tuple[Signature, ...]) -> str:
    start = f"Ce fichier porte le code {examination.codes[0]}, mais "
    if signatures:
        return f"{start}il est scellé par « {signatures[0].signer} », qui n’est pas la plateforme."
    if not examination.signatures_read:
        return f"{start}ses cachets sont illisibles."
    return f"{start}il n’a pas de cachet : il a été réécrit, ou il n’a jamais été scellé."


def _foreign(signatures: tuple[Signature, ...]) -> str:
    signer = f" Il est signé par « {signatures[0].signer} »." if signatures else ""
    return f"Ce PDF ne vient pas de cette plateforme : il n’en porte ni le cachet ni un code de vérification.{signer}"


def _describe(changes: dict[str, Any]) -> tuple[str, ...]:
    """What a reader would want to know, most visible first."""
    before, after = changes["pages_before"], changes["pages_after"]
    sentences = [
        f"Le nombre de pages est passé de {before} à {after}." if before != after else "",
        _on_pages("Contenu changé", changes["pages"]),
        _on_pages("Annotation ajoutée, changée ou retirée", changes["annotations"]),
        "Les pièces jointes ont changé." if changes["attachments"] else "",
        "Des propriétés du document ont changé." if changes["others"] else "",
        f"{number(changes['trailing_bytes'])} octets suivent la fin du document." if changes["trailing_bytes"] else "",
    ]
    found = tuple(sentence for sentence in sentences if sentence)
    return found or ("Aucun changement visible : seules des données techniques diffèrent.",)


def _on_pages(what: str, pages: list[int]) -> str:
    if not pages:
        return ""
    place = "page" if len(pages) == 1 else "pages"
    return f"{what}, {place} {enumeration([str(page) for page in pages])}."
