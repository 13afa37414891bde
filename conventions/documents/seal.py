"""The seal of the platform on a finished document: PAdES B-LTA, certified, form filling still allowed.

Certified at level 2 so that signatories may later fill their own field and nobody may change anything else. B-LTA
and not B-T because the check must outlive the certificate: with the proof of non-revocation and the archive time
stamp inside, it needs no service that may be gone. This costs about a fifth of a second and 35 kB more.
"""

import asyncio
import hashlib
import io
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import DocumentSecurityStore, collect_validation_info
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError, PathError, RevokedError, ValidationError

from conventions.documents.keys import SealKeys, SealNotConfigured, certificate_store
from territories.documents.accessibility import SEAL_KEY, field_name

DIGEST = "sha256"
SEAL_FIELD = field_name(SEAL_KEY)
_RESERVED = 32768  # hexadecimal digits: pyHanko counts those, and a time stamp with its chain needs 18 608


class SealUnavailable(Exception):
    """The seal could not be put now; trying again later may succeed."""


class NothingToSeal(Exception):
    """The document has no place for the seal, or carries it already."""


@dataclass(frozen=True)
class Sealed:
    pdf: bytes
    sha256: str
    sealed_at: datetime
    """The time of the time stamp."""
    label: str
    holder: str


class _SameMetadata(IncrementalPdfFileWriter):
    """Leaves XMP and dates as they were laid out: pyHanko's rewriting would break PDF/A."""

    def _update_meta(self) -> None:
        """Nothing."""


def seal(pdf: bytes, keys: SealKeys) -> Sealed:
    """Seal a document that `layout.render` made. The result begins with the same bytes."""
    _check(pdf)
    try:
        certified = _certify(pdf, keys)
        archived = asyncio.run(_archive(certified, keys))
    except TimestampRequestError as error:
        raise SealUnavailable("Le service d’horodatage ne répond pas. Réessayez dans quelques minutes.") from error
    except (ExpiredError, NotYetValidError, RevokedError) as error:
        raise SealNotConfigured(
            "Le certificat du cachet ou de l’horodatage n’est plus valable : il faut le remplacer."
        ) from error
    except (PathError, ValidationError, SigningError) as error:
        raise SealUnavailable(
            "Le certificat du cachet n’a pas pu être contrôlé auprès de son autorité. Réessayez plus tard."
        ) from error
    (stamp,) = PdfFileReader(io.BytesIO(archived)).embedded_timestamp_signatures
    return Sealed(
        pdf=archived,
        sha256=hashlib.sha256(archived).hexdigest(),
        sealed_at=stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native,
        label=keys.label,
        holder=keys.holder,
    )


def _check(pdf: bytes) -> None:
    fields = {name: value for name, value, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)))}
    if SEAL_FIELD not in fields:
        raise NothingToSeal("Ce document n’a pas de place pour le cachet : un projet ne se scelle pas.")
    if fields[SEAL_FIELD] is not None:
        raise NothingToSeal("Ce document porte déjà le cachet.")


def _certify(pdf: bytes, keys: SealKeys) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        name=keys.holder,
        reason=keys.label,
    )
    signer = SimpleSigner(
        signing_cert=keys.certificate,
        signing_key=keys.private_key,
        cert_registry=certificate_store(keys.chain),
        embed_roots=False,
    )
    out = io.BytesIO()
    PdfSigner(metadata, signer, timestamper=keys.timestamper, stamp_style=NoOpStampStyle()).sign_pdf(
        _SameMetadata(io.BytesIO(pdf)), existing_fields_only=True, bytes_reserved=_RESERVED, output=out
    )
    return out.getvalue()


async def _archive(certified: bytes, keys: SealKeys) -> bytes:
    """Add what is needed to check the seal later, then a time stamp over all of it, in one revision."""
    context = ValidationContext(
        trust_roots=list(keys.roots),
        other_certs=list(keys.chain),
        crls=list(keys.revocation_lists),
        allow_fetching=not keys.revocation_lists,
        revocation_mode="require",
    )
    signature = PdfFileReader(io.BytesIO(certified)).embedded_regular_signatures[0]
    async with aclosing(context):
        paths = await collect_validation_info(signature, context)
    writer = _SameMetadata(io.BytesIO(certified))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=paths, validation_context=context)
    out = io.BytesIO()
    await PdfTimeStamper(
        keys.timestamper, field_name=f"{SEAL_FIELD}_archive", readable_field_name="Horodatage d’archivage"
    ).async_timestamp_pdf(writer, DIGEST, bytes_reserved=_RESERVED, output=out)
    return out.getvalue()
