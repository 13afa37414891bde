"""Reads a PDF that nobody trusts, in a process of its own that may die without harm.

Standard input: one line of JSON (`{"roots": [base64 of DER, …], "seals": [SHA-256 of a certificate, …]}`), then the
bytes of the file. Standard output: one line of JSON for each fact, as soon as it is found, so that a crash loses
only what comes after it. Nothing of Django is loaded, no address is fetched, no file is written.
"""

import base64
import io
import json
import logging
import resource
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import x509
from pikepdf import Array, Dictionary, Pdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from conventions.documents.comparison import compare
from conventions.documents.marks import find_codes

MEMORY = 512 * 1024 * 1024
SECONDS = 15
_HEADER_WITHIN = 1024

Fact = dict[str, Any]


def main() -> None:
    _limit()
    logging.disable(logging.CRITICAL)
    trust = json.loads(sys.stdin.buffer.readline())
    roots = [x509.Certificate.load(base64.b64decode(root)) for root in trust["roots"]]
    for fact in examine(sys.stdin.buffer.read(), roots, frozenset(trust["seals"])):
        sys.stdout.write(f"{json.dumps(fact)}\n")
        sys.stdout.flush()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def examine(pdf: bytes, roots: list[x509.Certificate], seals: frozenset[str]) -> Iterator[Fact]:
    """What the file is, then each signature, then what changed since our seal."""
    if b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        yield {"unreadable": "not_a_pdf"}
        return
    yield {"codes": find_codes(pdf.decode("latin-1"))}
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                yield {"unreadable": "encrypted"}
                return
            yield {"pages": len(document.pages)}
            yield {"codes": find_codes(_words(document))}
    except pikepdf.PasswordError:
        yield {"unreadable": "encrypted"}
        return
    except pikepdf.PdfError:
        yield {"unreadable": "broken"}
        return
    yield from _seals(pdf, roots, seals)


def _words(document: Pdf) -> str:
    """Where one of our codes may still be after a rewriting: the properties, and the links."""
    words = [str(document.docinfo.get("/Keywords", ""))]
    for page in document.pages:
        annotations = page.get("/Annots")
        for annotation in list(annotations) if isinstance(annotations, Array) else []:
            action = annotation.get("/A") if isinstance(annotation, Dictionary) else None
            if isinstance(action, Dictionary):
                words.append(str(action.get("/URI", "")))
    return "\n".join(words)


def _seals(pdf: bytes, roots: list[x509.Certificate], seals: frozenset[str]) -> Iterator[Fact]:
    sealed_until = None
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        fact = _describe(signature, roots, seals)
        yield {"signature": fact}
        if fact["is_ours"] and fact["is_intact"] and sealed_until is None:
            sealed_until = fact["covers"]
    yield {"signatures_read": True}
    if sealed_until is not None:
        yield {"changes": compare(pdf[:sealed_until], pdf)}


def _describe(signature: EmbeddedPdfSignature, roots: list[x509.Certificate], seals: frozenset[str]) -> Fact:
    """Skips pyHanko's own analysis of later revisions: hostile files make it last minutes."""
    context = ValidationContext(
        trust_roots=roots,
        moment=signature.self_reported_timestamp,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    is_time_stamp = signature.sig_object_type == "/DocTimeStamp"
    status, when = _time_stamp(signature, context) if is_time_stamp else _signature(signature, context)
    _, _, second, length = signature.byte_range
    return {
        "field": signature.field_name,
        "kind": "time_stamp" if is_time_stamp else "signature",
        "signer": _name(signature.signer_cert.subject),
        "issuer": _name(signature.signer_cert.issuer),
        "at": when.isoformat() if when else None,
        "is_intact": bool(status.intact and status.valid),
        "is_trusted": bool(status.trusted),
        # The certificate alone: pyHanko does not look at its chain once the signature is broken.
        "is_ours": signature.signer_cert.sha256.hex() in seals,
        "covers": int(second) + int(length),
    }


def _name(name: x509.Name) -> str:
    parts = name.native
    return str(parts.get("common_name") or parts.get("organization_name") or name.human_friendly)


def _time_stamp(signature: EmbeddedPdfSignature, context: ValidationContext) -> tuple[SignatureStatus, datetime | None]:
    status = validate_pdf_timestamp(signature, context, skip_diff=True)
    return status, status.timestamp


def _signature(signature: EmbeddedPdfSignature, context: ValidationContext) -> tuple[SignatureStatus, datetime | None]:
    status = validate_pdf_signature(signature, context, context, skip_diff=True)
    stamp = status.timestamp_validity
    return status, stamp.timestamp if stamp else signature.self_reported_timestamp


if __name__ == "__main__":
    main()
