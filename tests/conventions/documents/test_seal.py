import io
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from conventions.documents import keys, seal
from conventions.documents.development import WARNING, UnreadablePki, open_pki
from territories.documents import conformance
from tests.conventions.documents.hostile import signed_afterwards


def full_check(pdf: bytes, development_keys: keys.SealKeys):
    """pyHanko's whole opinion of the first signature, later revisions included."""
    context = ValidationContext(
        trust_roots=list(development_keys.roots),
        other_certs=list(development_keys.chain),
        crls=list(development_keys.revocation_lists),
        allow_fetching=False,
        revocation_mode="require",
    )
    return validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], context, context)


def test_a_sealed_document_begins_with_the_frozen_bytes(sealed, frozen_pdf):
    assert sealed.pdf.startswith(frozen_pdf)
    assert len(sealed.pdf) - len(frozen_pdf) < 100_000


def test_a_seal_certifies_and_lets_only_fields_be_filled(sealed, development_keys):
    status = full_check(sealed.pdf, development_keys)

    (signature,) = PdfFileReader(io.BytesIO(sealed.pdf)).embedded_regular_signatures
    assert status.bottom_line
    assert status.modification_level is ModificationLevel.LTA_UPDATES
    assert signature.docmdp_level is MDPPerm.FILL_FORMS
    assert signature.field_name == "sig_cachet"


def test_a_seal_carries_its_time_and_all_that_a_later_check_needs(sealed):
    reader = PdfFileReader(io.BytesIO(sealed.pdf))
    store = DocumentSecurityStore.read_dss(reader)

    assert datetime.now(UTC) - sealed.sealed_at < timedelta(minutes=10)
    assert len(reader.embedded_timestamp_signatures) == 1
    assert len(store.crls) == 2
    assert len(store.certs) >= 4


def test_the_metadata_of_the_file_are_not_touched_by_the_seal(sealed, frozen_pdf):
    with pikepdf.open(io.BytesIO(frozen_pdf)) as before, pikepdf.open(io.BytesIO(sealed.pdf)) as after:
        assert before.Root.Metadata.read_raw_bytes() == after.Root.Metadata.read_raw_bytes()
        assert str(before.docinfo["/ModDate"]) == str(after.docinfo["/ModDate"])


def test_the_gate_only_complains_of_the_seal_itself(sealed):
    """This validator misreads files with several signatures and hidden time stamps; veraPDF finds no fault."""
    faults = {fault.split(" ", 1)[0] for fault in conformance.conformance_faults(sealed.pdf)}

    assert faults <= {"PDFA3A-SIGNATURE-BYTERANGE-001", "PDFA3A-STREAM-LENGTH-001", "PDFUA1-WIDGET-FORM-TAG-001"}


def test_a_signatory_may_sign_after_the_seal_and_the_seal_still_holds(sealed, development_keys):
    signed = signed_afterwards(sealed.pdf, "sig_01", development_keys)

    status = full_check(signed, development_keys)

    assert signed.startswith(sealed.pdf)
    assert status.bottom_line
    assert status.modification_level is ModificationLevel.FORM_FILLING


def test_a_draft_is_not_sealed(draft_pdf, development_keys):
    with pytest.raises(seal.NothingToSeal, match="un projet ne se scelle pas"):
        seal.seal(draft_pdf, development_keys)


def test_a_document_is_sealed_once(sealed, development_keys):
    with pytest.raises(seal.NothingToSeal, match="porte déjà le cachet"):
        seal.seal(sealed.pdf, development_keys)


def test_openssl_agrees_that_the_seal_covers_the_file(sealed, development_keys, tmp_path):
    (signature,) = PdfFileReader(io.BytesIO(sealed.pdf)).embedded_regular_signatures
    first, length, second, rest = (int(value) for value in signature.byte_range)
    content = sealed.pdf[first : first + length] + sealed.pdf[second : second + rest]
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "altered").write_bytes(content.replace(b"%PDF-1.7", b"%PDF-1.6"))
    (tmp_path / "cms").write_bytes(cms.ContentInfo.load(signature.pkcs7_content).dump())
    (tmp_path / "root.der").write_bytes(development_keys.roots[0].dump())
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", tmp_path / "root.der", "-out", tmp_path / "root.pem"], check=True
    )

    def verify(name: str) -> int:
        command = "openssl cms -verify -cades -binary -inform DER -in cms -CAfile root.pem -purpose any -out seen"
        arguments = [*command.split(), "-content", name]
        return subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False).returncode

    assert verify("content") == 0
    assert verify("altered") != 0


def test_development_certificates_say_that_they_are_worth_nothing(development_keys):
    for certificate in (development_keys.certificate, *development_keys.chain):
        assert certificate.subject.native["organization_name"] == WARNING
        assert WARNING in certificate.subject.native["common_name"]
    assert development_keys.label == "Cachet de la plateforme (certificat de développement)"


def test_development_keys_are_private_and_made_once(pki_folder, development_keys):
    again = keys.development_keys(pki_folder)

    assert again.certificate.sha256 == development_keys.certificate.sha256
    assert stat.S_IMODE(pki_folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in pki_folder.iterdir()} == {0o600}


def test_two_first_seals_at_the_same_time_share_one_root(tmp_path):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_pki, [tmp_path / "pki"] * 2)

    assert first.root.certificate == second.root.certificate
    assert [child.name for child in tmp_path.iterdir()] == ["pki"]


def test_a_damaged_folder_of_keys_is_refused_not_replaced(pki_folder, development_keys, tmp_path):
    shutil.copytree(pki_folder, tmp_path / "pki")
    (tmp_path / "pki" / "seal.key").write_text("")

    with pytest.raises(UnreadablePki, match="illisibles"):
        open_pki(tmp_path / "pki")
    assert (tmp_path / "pki" / "seal.key").read_text() == ""


@pytest.fixture
def bought(foreign_folder, tmp_path):
    """Files as a trust provider would hand them over."""
    pki = open_pki(foreign_folder)
    container = pkcs12.serialize_key_and_certificates(
        b"cachet", pki.seal.key, pki.seal.certificate, [pki.authority.certificate], BestAvailableEncryption(b"secret")
    )
    (tmp_path / "seal.p12").write_bytes(container)
    (tmp_path / "roots.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    return tmp_path


def test_production_keys_come_from_the_files_of_the_provider(bought):
    found = keys.production_keys(bought / "seal.p12", "secret", "https://tsa.demo.example", bought / "roots.pem")

    assert found.label == "Cachet de la plateforme"
    assert len(found.chain) == 2
    assert not found.revocation_lists


@pytest.mark.parametrize(
    ("file", "password", "tsa", "trust", "sentence"),
    [
        ("absent.p12", "secret", "https://tsa.demo.example", "roots.pem", "illisible ou son mot de passe est faux"),
        ("seal.p12", "faux", "https://tsa.demo.example", "roots.pem", "illisible ou son mot de passe est faux"),
        ("seal.p12", "secret", "", "roots.pem", "CTG_SEAL_TSA_URL"),
        ("seal.p12", "secret", "https://tsa.demo.example", "seal.p12", "racines de confiance"),
        ("seal.p12", "secret", "https://tsa.demo.example", "absent.pem", "racines de confiance"),
    ],
)
def test_a_wrong_production_setting_is_named(bought, file, password, tsa, trust, sentence):
    with pytest.raises(keys.SealNotConfigured, match=sentence):
        keys.production_keys(bought / file, password, tsa, bought / trust)


def test_production_never_falls_back_on_a_worthless_seal(settings, tmp_path):
    settings.IS_PRODUCTION, settings.SEAL_PKCS12, settings.VAR = True, "", tmp_path

    with pytest.raises(keys.SealNotConfigured, match="CTG_SEAL_PKCS12"):
        keys.platform_keys()
    assert list(tmp_path.iterdir()) == []


def test_a_silent_clock_is_reported_in_words_and_nothing_is_sealed(bought, frozen_pdf):
    unreachable = keys.production_keys(bought / "seal.p12", "secret", "http://127.0.0.1:9/tsa", bought / "roots.pem")

    with pytest.raises(seal.SealUnavailable, match="horodatage ne répond pas"):
        seal.seal(frozen_pdf, unreachable)


def test_an_authority_that_cannot_be_asked_is_reported_in_words(bought, frozen_pdf, development_keys):
    alone = keys.production_keys(bought / "seal.p12", "secret", "http://127.0.0.1:9/tsa", bought / "roots.pem")

    with pytest.raises(seal.SealUnavailable, match="contrôlé auprès de son autorité"):
        seal.seal(frozen_pdf, replace(alone, timestamper=development_keys.timestamper))


def test_laying_out_and_sealing_are_not_loaded_with_the_web_pages():
    code = (
        "import conventions.documents.content, conventions.documents.verdicts, sys; print('weasyprint' in sys.modules)"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "False"
