"""Files that people could send to the verification page, made from a sealed document."""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, Permissions, Stream
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import NoOpStampStyle

from conventions.documents import keys, seal


def flip(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def incremental(pdf: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_content_changed(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][3].get_object()
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 100 700 Td (99 000 euros) Tj ET")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)


def annotation_added(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][2].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(x) for x in (50, 50, 300, 100)]),
            pdf_name("/Contents"): generic.pdf_string("99 000 EUR"),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
    writer.update_container(page)


def pages_swapped(writer: IncrementalPdfFileWriter) -> None:
    kids = writer.root["/Pages"]["/Kids"]
    kids[3], kids[4] = kids[4], kids[3]
    writer.update_container(kids)


def script_added(writer: IncrementalPdfFileWriter) -> None:
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.root["/OpenAction"] = writer.add_object(action)
    writer.update_root()


def rewritten(pdf: bytes, change=None, **options) -> bytes:
    """Opened and saved by another tool: new bytes everywhere."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if change:
            change(document)
        out = io.BytesIO()
        document.save(out, **options)
    return out.getvalue()


def seal_removed(document: pikepdf.Pdf) -> None:
    for key in ("/AcroForm", "/Perms", "/DSS"):
        if key in document.Root:
            del document.Root[key]
    for page in document.pages:
        kept = [one for one in page.get("/Annots", []) if one.get("/FT") != Name.Sig]
        if "/Annots" in page:
            page.Annots = Array(kept)


def first_page_removed(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def encrypted(pdf: bytes, *, user: str = "") -> bytes:
    return rewritten(pdf, encryption=Encryption(owner="x", user=user, allow=Permissions()))


def signed_afterwards(pdf: bytes, field: str, signing: keys.SealKeys) -> bytes:
    """With one more signature in a field that the seal leaves open."""
    signer = SimpleSigner(signing.certificate, signing.private_key, keys.certificate_store(signing.chain))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    out = io.BytesIO()
    PdfSigner(metadata, signer, timestamper=signing.timestamper, stamp_style=NoOpStampStyle()).sign_pdf(
        seal._SameMetadata(io.BytesIO(pdf)), existing_fields_only=True, bytes_reserved=32768, output=out
    )
    return out.getvalue()


def stranger() -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def stranger_with_a_field() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    field = document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="sig_cachet", F=132, Rect=Array([9, 9, 99, 99]),
            P=page.obj,
        )
    )  # fmt: skip
    page.Annots = Array([field])
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def stranger_carrying(pdf: bytes) -> bytes:
    """Someone else's document, with one of ours as an attachment."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.attachments["convention.pdf"] = pdf
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def object_stream_bomb() -> bytes:
    """A few kilobytes whose cross-reference stream unfolds into a gigabyte."""
    compressor = zlib.compressobj(9)
    megabyte = b"\0" * 1024 * 1024
    first, again = (compressor.compress(megabyte) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    body = first + again * 1023
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /W [1 4 2] /Size 200000000 /Root 2 0 R /Filter /FlateDecode /Length "
    start = len(b"%PDF-1.7\n")
    return b"".join(
        (head, str(len(body)).encode(), b" >>\nstream\n", body, b"\nendstream\nendobj\nstartxref\n",
         str(start).encode(), b"\n%%EOF\n")
    )  # fmt: skip


def nested(depth: int) -> bytes:
    """Arrays inside arrays, in the catalog."""
    body = b"[" * depth + b"]" * depth
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X " + body + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n"
    )


def endless_pages() -> bytes:
    """A page tree that contains itself."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n"
    )


def many_objects(count: int) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.Extra = Array([document.make_indirect(Dictionary(N=rank)) for rank in range(count)])
    page.Contents = Stream(document, b" ")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
