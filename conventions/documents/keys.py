"""Which key seals the documents, and which roots make a seal ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, keys, pem, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.conf import settings
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from conventions.documents.development import DevelopmentPki, Identity, open_pki

DEVELOPMENT_LABEL = "Cachet de la plateforme (certificat de développement)"
PRODUCTION_LABEL = "Cachet de la plateforme"


class SealNotConfigured(Exception):
    """No usable key for the seal; the message says what to set."""


@dataclass(frozen=True)
class SealKeys:
    certificate: x509.Certificate
    private_key: keys.PrivateKeyInfo
    chain: tuple[x509.Certificate, ...]
    """The authorities above the seal, roots included."""
    roots: tuple[x509.Certificate, ...]
    timestamper: TimeStamper
    revocation_lists: tuple[crl.CertificateList, ...] = ()
    """Empty: ask the authorities when sealing."""
    label: str = PRODUCTION_LABEL

    @property
    def holder(self) -> str:
        """Who seals, as the certificate names them."""
        subject = self.certificate.subject.native
        return str(subject.get("common_name") or subject.get("organization_name"))


def platform_keys() -> SealKeys:
    """The keys of this installation: the ones it was given, or its own outside production."""
    if settings.SEAL_PKCS12:
        return production_keys(Path(settings.SEAL_PKCS12), settings.SEAL_PASSWORD, settings.SEAL_TSA_URL, _trust_file())
    if settings.IS_PRODUCTION:
        raise SealNotConfigured(
            "Le cachet n’est pas configuré. Donnez le fichier PKCS#12 du cachet (CTG_SEAL_PKCS12), son mot de passe "
            "(CTG_SEAL_PASSWORD), l’adresse du service d’horodatage (CTG_SEAL_TSA_URL) et les racines de confiance "
            "(CTG_SEAL_TRUST)."
        )
    return development_keys(development_folder())


@dataclass(frozen=True)
class Trust:
    """What makes a seal ours: one of these certificates, under one of these roots."""

    roots: tuple[bytes, ...]
    """DER."""
    seals: frozenset[str]
    """SHA-256 of the certificates: a root of the market has other clients."""


def platform_trust() -> Trust:
    """The seals of this installation, past ones included."""
    roots, seals = _read_trust(_trust_file())
    if settings.SEAL_PKCS12:
        seals += (platform_keys().certificate,)
    elif not settings.IS_PRODUCTION and development_folder().exists():
        pki = open_pki(development_folder())
        roots += (_certificate(pki.root),)
        seals += (_certificate(pki.seal),)
    return Trust(tuple(root.dump() for root in roots), frozenset(seal.sha256.hex() for seal in seals))


def development_folder() -> Path:
    return Path(settings.VAR) / "pki"


def development_keys(folder: Path) -> SealKeys:
    pki = open_pki(folder)
    root = _certificate(pki.root)
    return SealKeys(
        certificate=_certificate(pki.seal),
        private_key=_private_key(pki.seal),
        chain=(_certificate(pki.authority), root),
        roots=(root,),
        timestamper=_development_clock(pki),
        revocation_lists=tuple(crl.CertificateList.load(data) for data in pki.revocation_lists()),
        label=DEVELOPMENT_LABEL,
    )


def production_keys(file: Path, password: str, tsa_url: str, trust: Path | None) -> SealKeys:
    """A seal bought from a trust provider, in a PKCS#12 file, with the provider's time-stamping service."""
    try:
        bundle = pkcs12.load_pkcs12(file.read_bytes(), password.encode() or None)
    except (OSError, ValueError) as error:
        raise SealNotConfigured(f"Le fichier du cachet {file} est illisible ou son mot de passe est faux.") from error
    if bundle.key is None or bundle.cert is None:
        raise SealNotConfigured(f"Le fichier du cachet {file} ne contient pas une clé et son certificat.")
    if not tsa_url:
        raise SealNotConfigured("Donnez l’adresse du service d’horodatage (CTG_SEAL_TSA_URL).")
    roots, _ = _read_trust(trust)
    if not roots:
        raise SealNotConfigured("Donnez les certificats racines du cachet et de l’horodatage, en PEM (CTG_SEAL_TRUST).")
    above = tuple(_load(other.certificate.public_bytes(Encoding.DER)) for other in bundle.additional_certs)
    return SealKeys(
        certificate=_load(bundle.cert.certificate.public_bytes(Encoding.DER)),
        private_key=keys.PrivateKeyInfo.load(
            bundle.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        chain=(*above, *roots),
        roots=roots,
        timestamper=HTTPTimeStamper(tsa_url, timeout=15),
    )


def _trust_file() -> Path | None:
    return Path(settings.SEAL_TRUST) if settings.SEAL_TRUST else None


def _read_trust(file: Path | None) -> tuple[tuple[x509.Certificate, ...], tuple[x509.Certificate, ...]]:
    """The authorities of a PEM file, and beside them the seals that this installation used before."""
    if file is None:
        return (), ()
    try:
        found = [_load(content) for _, _, content in pem.unarmor(file.read_bytes(), multiple=True)]
    except (OSError, ValueError) as error:
        raise SealNotConfigured(f"Le fichier des racines de confiance {file} est illisible.") from error
    return tuple(one for one in found if one.ca), tuple(one for one in found if not one.ca)


def _development_clock(pki: DevelopmentPki) -> DummyTimeStamper:
    return DummyTimeStamper(
        _certificate(pki.clock), _private_key(pki.clock), certs_to_embed=certificate_store([_certificate(pki.root)])
    )


def _certificate(identity: Identity) -> x509.Certificate:
    return _load(identity.certificate.public_bytes(Encoding.DER))


def _private_key(identity: Identity) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def certificate_store(certificates: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    store: SimpleCertificateStore = SimpleCertificateStore.from_certs(certificates)  # type: ignore[no-untyped-call]
    return store


def _load(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)
