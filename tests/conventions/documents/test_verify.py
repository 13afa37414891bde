import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from conventions.documents import seal, verify
from conventions.documents.keys import SealKeys
from conventions.documents.verdicts import Outcome
from conventions.documents.verify import verify_file
from tests.conventions.documents import hostile
from tests.conventions.isac.document import CODE


@pytest.fixture
def check(sealed, trust):
    """Verify bytes on a platform that stores one document: the sealed one."""
    return lambda pdf, **options: verify_file(pdf, lambda sha256: sha256 == sealed.sha256, trust=trust, **options)


def _hex(sealing: SealKeys) -> bytes:
    return bytes(sealing.certificate.dump().hex().upper().encode())


def cms_place(pdf: bytes) -> int:
    return pdf.index(b"/Contents <") + 4000


def test_the_stored_document_is_authentic_and_says_who_sealed_it_and_when(check, sealed):
    verdict = check(sealed.pdf)

    assert verdict.outcome is Outcome.AUTHENTIC
    assert verdict.sha256 == sealed.sha256
    assert verdict.seal is not None
    assert "SANS VALEUR" in verdict.seal.signer
    assert verdict.seal.at is not None
    assert verdict.seal.is_intact
    assert verdict.signatures[-1].covers_whole_file
    assert verdict.changes == ()


def modified_corpus():
    """What was done to the sealed file, and a word of what must be said about it."""
    return {
        "one bit of the sealed part": (lambda pdf, _: hostile.flip(pdf, pdf.index(b"<dc:title")), "rompu"),
        "one bit of the structure": (lambda pdf, _: hostile.flip(pdf, 20), "porte pourtant le code"),
        "the second half missing": (lambda _, frozen: frozen[: frozen.index(b"<?xpacket end")], "abîmé"),
        "one bit of a compressed object": (lambda pdf, _: hostile.flip(pdf, len(pdf) // 3), "rompu"),
        "one bit of the seal itself": (lambda pdf, _: hostile.flip(pdf, cms_place(pdf)), ""),
        "bytes after the end": (lambda pdf, _: pdf + b"\n% rien\n", "octets suivent la fin"),
        "one line feed after the end": (lambda pdf, _: pdf + b"\n", "n’est pas celui qui est conservé"),
        "the archive time stamp cut off": (lambda pdf, frozen: pdf[: pdf.index(b"%%EOF", len(frozen)) + 6], "intact"),
        "a page rewritten": (lambda pdf, _: hostile.incremental(pdf, hostile.page_content_changed), "page 4"),
        "an annotation added": (lambda pdf, _: hostile.incremental(pdf, hostile.annotation_added), "Annotation"),
        "two pages swapped": (lambda pdf, _: hostile.incremental(pdf, hostile.pages_swapped), "pages 4 et 5"),
        "a script added": (lambda pdf, _: hostile.incremental(pdf, hostile.script_added), "propriétés"),
        "the seal cut off": (lambda _, frozen: frozen, "n’a pas de cachet"),
        "the seal removed by another tool": (
            lambda pdf, _: hostile.rewritten(pdf, hostile.seal_removed),
            "n’a pas de cachet",
        ),
        "everything saved again": (lambda pdf, _: hostile.rewritten(pdf), "rompu"),
        "a page removed": (lambda pdf, _: hostile.rewritten(pdf, hostile.first_page_removed), "rompu"),
    }


@pytest.mark.parametrize("name", modified_corpus())
def test_a_document_of_ours_that_is_not_the_stored_one_is_modified(check, sealed, frozen_pdf, name):
    make, word = modified_corpus()[name]

    verdict = check(make(sealed.pdf, frozen_pdf))

    assert verdict.outcome is Outcome.MODIFIED
    assert word in f"{verdict.reason} {' '.join(verdict.changes)}"
    assert verdict.codes == (CODE,)


def test_the_same_document_sealed_by_someone_else_is_modified_and_the_other_is_named(check, frozen_pdf, foreign_keys):
    verdict = check(seal.seal(frozen_pdf, foreign_keys).pdf)

    assert verdict.outcome is Outcome.MODIFIED
    assert "qui n’est pas la plateforme" in verdict.reason
    assert not verdict.signatures[0].is_trusted
    assert verdict.signatures[0].is_intact


def test_a_certificate_swapped_in_the_seal_does_not_make_it_ours(check, sealed, foreign_keys, development_keys):
    ours, other = _hex(development_keys), _hex(foreign_keys)
    swapped = sealed.pdf.replace(ours, other.ljust(len(ours), b"0")[: len(ours)])

    verdict = check(swapped)

    assert swapped != sealed.pdf
    assert verdict.outcome is Outcome.MODIFIED
    assert not any(one.kind == "seal" and one.is_intact for one in verdict.signatures)


def test_another_certificate_under_our_root_is_not_our_seal(check, frozen_pdf, development_keys, trust):
    other_seals = type(trust)(trust.roots, frozenset({"0" * 64}))

    verdict = verify_file(seal.seal(frozen_pdf, development_keys).pdf, lambda _: False, trust=other_seals)

    assert verdict.seal is None
    assert verdict.signatures[0].is_trusted


@pytest.mark.parametrize(
    "make",
    [hostile.stranger, hostile.stranger_with_a_field, lambda: hostile.many_objects(100_000)],
    ids=["blank", "with an empty field", "a hundred thousand objects"],
)
def test_a_pdf_that_is_not_ours_is_unknown(check, make):
    verdict = check(make())

    assert verdict.outcome is Outcome.UNKNOWN
    assert "ne vient pas de cette plateforme" in verdict.reason


def test_a_pdf_sealed_by_an_unknown_authority_is_unknown_and_its_signer_is_named(check, foreign_keys):
    verdict = check(seal.seal(hostile.stranger_with_a_field(), foreign_keys).pdf)

    assert verdict.outcome is Outcome.UNKNOWN
    assert "Cachet CTG" in verdict.reason
    assert not verdict.signatures[0].is_trusted


def test_a_pdf_that_carries_ours_as_an_attachment_is_unknown(check, sealed):
    assert check(hostile.stranger_carrying(sealed.pdf)).outcome in {Outcome.UNKNOWN, Outcome.MODIFIED}


def test_a_code_that_was_never_given_out_makes_no_document_ours(check, frozen_pdf):
    assert check(frozen_pdf, is_issued=lambda _: False).outcome is Outcome.UNKNOWN
    assert check(frozen_pdf, is_issued=lambda code: code == CODE).outcome is Outcome.MODIFIED


def unreadable_corpus():
    return {
        "empty": (lambda _: b"", "vide"),
        "random bytes": (lambda _: os.urandom(20_000), "n’est pas un PDF"),
        "a page of the web": (lambda _: b"<!DOCTYPE html><html><body>convention.pdf</body></html>", "n’est pas un PDF"),
        "a header and nothing": (lambda _: b"%PDF-1.7\n", "abîmé"),
        "cut before anything of ours": (lambda pdf: pdf[:3000], "abîmé"),
        "protected by a password": (lambda pdf: hostile.encrypted(pdf, user="secret"), "mot de passe"),
        "encrypted without password": (hostile.encrypted, "chiffré"),
        "a bomb": (lambda _: hostile.object_stream_bomb(), ""),
        "a page tree that contains itself": (lambda _: hostile.endless_pages(), ""),
        "too large": (lambda _: b"%PDF-" + b"0" * (verify.LARGEST + 1), "30 Mo"),
    }


@pytest.mark.parametrize("name", unreadable_corpus())
def test_what_cannot_be_read_is_unreadable_and_says_why(check, sealed, name):
    make, word = unreadable_corpus()[name]
    started = time.monotonic()

    verdict = check(make(sealed.pdf))

    assert verdict.outcome is Outcome.UNREADABLE
    assert word in verdict.reason
    assert time.monotonic() - started < verify.TIME_LIMIT + 5


@pytest.mark.parametrize("depth", [100, 5_000, 200_000])
def test_arrays_nested_without_end_are_not_ours_and_harm_nobody(check, depth):
    assert check(hostile.nested(depth)).outcome in {Outcome.UNKNOWN, Outcome.UNREADABLE}


def test_a_file_that_takes_too_long_is_stopped(check, sealed, monkeypatch):
    monkeypatch.setattr(verify, "TIME_LIMIT", 0.05)

    verdict = check(sealed.pdf + b"x")

    assert verdict.outcome is Outcome.UNREADABLE
    assert "arrêté" in verdict.reason


def test_a_stored_document_stays_authentic_even_when_its_reading_is_stopped(check, sealed, monkeypatch):
    monkeypatch.setattr(verify, "TIME_LIMIT", 0.05)

    assert check(sealed.pdf).outcome is Outcome.AUTHENTIC


def test_a_verdict_on_a_path_prints_as_json(check, sealed, tmp_path):
    file = Path(tmp_path, "convention.pdf")
    file.write_bytes(sealed.pdf)

    printed = json.loads(check(file).as_json())

    assert printed["verdict"] == "authentic"
    assert printed["sha256"] == hashlib.sha256(sealed.pdf).hexdigest()
    assert printed["signatures"][0]["kind"] == "seal"


def test_a_signature_put_after_the_seal_is_told_apart_from_the_seal(check, sealed, foreign_keys):
    verdict = check(hostile.signed_afterwards(sealed.pdf, "sig_01", foreign_keys))

    assert verdict.outcome is Outcome.MODIFIED
    assert [one.kind for one in verdict.signatures] == ["seal", "time_stamp", "signature"]
    assert [one.is_trusted for one in verdict.signatures] == [True, True, False]
    assert verdict.changes == ("Aucun changement visible : seules des données techniques diffèrent.",)
