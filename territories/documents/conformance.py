"""The gate before a document is frozen: is it really PDF/A-3 and PDF/UA-1?"""

import io

import page
import pikepdf

PROFILES = ("pdfa-3a", "ua1")
_LENGTH_RULES = frozenset({"PDFA3A-STREAM-LENGTH-001", "PDFUA1-STREAM-LENGTH-001"})


def conformance_faults(pdf: bytes) -> list[str]:
    """What forbids each standard, one line a fault; empty when the file conforms to both."""
    return [
        f"{failure.rule_id} : {failure.message}"
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
        if not _is_misread_length(pdf, failure)
    ]


def _is_misread_length(pdf: bytes, failure: page.ValidationFailure) -> bool:
    """The validator miscounts some compressed data (a last byte 0x0D); qpdf reads each stream to its end."""
    if failure.rule_id not in _LENGTH_RULES:
        return False
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return not document.check_pdf_syntax()
