"""A public key infrastructure of our own, for machines that have no real certificate yet.

Made at the first seal, kept in a private folder, and marked as worthless in every subject: such a seal proves
that a file came out of this machine unchanged, and nothing more.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

WARNING = "DÉVELOPPEMENT – SANS VALEUR"

_YEAR = timedelta(days=365)
_CRL_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class Identity:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True)
class DevelopmentPki:
    root: Identity
    authority: Identity
    seal: Identity
    clock: Identity

    def revocation_lists(self) -> tuple[bytes, ...]:
        """Fresh lists, empty: nothing was ever revoked here, and a seal must be able to say so for years."""
        return tuple(_empty_list(issuer) for issuer in (self.root, self.authority))


class UnreadablePki(Exception):
    """The folder is there but not whole: making new keys would disown every seal already put."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Les certificats de développement de {folder} sont illisibles. Rétablissez ce dossier, ou supprimez-le "
            "en sachant que les cachets déjà posés ne seront plus reconnus."
        )


def open_pki(folder: Path) -> DevelopmentPki:
    """The infrastructure kept in `folder`, made now if this machine never sealed anything."""
    if not folder.exists():
        _keep(_make(), folder)
    try:
        return DevelopmentPki(**{name: _read(folder, name) for name in _NAMES})
    except (OSError, ValueError, TypeError) as error:
        raise UnreadablePki(folder) from error


_NAMES = ("root", "authority", "seal", "clock")


def _make() -> DevelopmentPki:
    root = _issue("Racine CTG", None, 20 * _YEAR, _authority_extensions(1))
    authority = _issue("Autorité des cachets CTG", root, 15 * _YEAR, _authority_extensions(0))
    seal = _issue("Cachet CTG", authority, 5 * _YEAR, _signer_extensions())
    clock = _issue("Horodatage CTG", root, 10 * _YEAR, _clock_extensions())
    return DevelopmentPki(root, authority, seal, clock)


def _keep(pki: DevelopmentPki, folder: Path) -> None:
    """Write aside, then rename: of two processes that start together, the second keeps the first one's keys."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".pki-", dir=folder.parent))  # private: mode 0700
    for name in _NAMES:
        identity: Identity = getattr(pki, name)
        _write(aside / f"{name}.pem", identity.certificate.public_bytes(Encoding.PEM))
        _write(aside / f"{name}.key", identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        aside.rename(folder)
    except OSError:
        shutil.rmtree(aside)
        if not folder.exists():
            raise


def _write(file: Path, content: bytes) -> None:
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(content)


def _read(folder: Path, name: str) -> Identity:
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(name)
    return Identity(x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()), key)


_Extension = tuple[x509.ExtensionType, bool]


def _issue(name: str, issuer: Identity | None, life: timedelta, extensions: Sequence[_Extension]) -> Identity:
    key = rsa.generate_private_key(65537, 3072)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, WARNING),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} – {WARNING}"),
        ]
    )
    signing_key = issuer.key if issuer else key
    now = datetime.now(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Identity(builder.sign(signing_key, hashes.SHA256()), key)


def _authority_extensions(path_length: int) -> list[_Extension]:
    return [(x509.BasicConstraints(ca=True, path_length=path_length), True), (_usage(signs_others=True), True)]


def _signer_extensions() -> list[_Extension]:
    return [(x509.BasicConstraints(ca=False, path_length=None), True), (_usage(commits=True), True)]


def _clock_extensions() -> list[_Extension]:
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return [(x509.BasicConstraints(ca=False, path_length=None), True), (_usage(), True), (purpose, True)]


def _usage(*, signs_others: bool = False, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        encipher_only=False,
        decipher_only=False,
    )


def _empty_list(issuer: Identity) -> bytes:
    now = datetime.now(UTC).replace(microsecond=0)
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + _CRL_LIFE)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
