"""What WeasyPrint leaves undone for PDF/UA, and the signature fields. Each step names the rule it serves."""

import io
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

FIELD_ADDRESS = "urn:ctg:sig:"
SEAL_KEY = "cachet"

_OUR_FONTS = ("CTG-Sans", "CTG-Serif")
_PRINTED_AND_LOCKED = 4 | 128

# One XMP packet declares both standards; PDF/A wants the schema of the second one described.
_PDFUA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class ForeignFont(Exception):
    """The layout fell back on a font of the machine: its pages would differ elsewhere."""


def finish(raw: bytes, link_titles: Mapping[str, str], field_titles: Mapping[str, str]) -> bytes:
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _place_signature_fields(pdf, field_titles)
        _describe_links(pdf, link_titles)
        _scope_headers(pdf.Root.StructTreeRoot.K[0], in_head=False)
        _gather_list_bodies(pdf, pdf.Root.StructTreeRoot.K[0])
        _declare_accessible(pdf)
        _name_attachments_once(pdf)
        # WeasyPrint gives every page the resources of all: a signature check would read them all, page by page.
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, min_version="1.7")
    return out.getvalue()


def check_fonts(pdf_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        for item in pdf.objects:
            name = str(item.get("/FontName", "")) if isinstance(item, Dictionary) else ""
            if name and not name.partition("+")[2].startswith(_OUR_FONTS):
                raise ForeignFont(f"Le document emploie la police {name.lstrip('/')}, qui n’est pas la sienne.")


def _annotations(pdf: Pdf) -> Iterator[tuple[pikepdf.Page, Object]]:
    for page in pdf.pages:
        for annotation in list(page.get("/Annots", [])):
            yield page, annotation


def _address(annotation: Object) -> str:
    """Where a link leads: an address outside, or the name of a place inside."""
    if "/A" in annotation:
        return str(annotation.A.get("/URI", ""))
    return str(annotation.get("/Dest", ""))


def _place_signature_fields(pdf: Pdf, titles: Mapping[str, str]) -> None:
    """Links to `urn:ctg:sig:<key>` become empty signature fields, kept where the tags already know them."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    elements = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    fields = Array()
    for page, annotation in _annotations(pdf):
        address = _address(annotation)
        if not address.startswith(FIELD_ADDRESS):
            continue
        key = address.removeprefix(FIELD_ADDRESS)
        _make_field(pdf, annotation, page, key, titles[key])
        element = elements[int(annotation.StructParent)]
        element.S = Name.Form
        element.K = element.K[0]  # an array here makes pyHanko call every later signature an illegal change
        fields.append(annotation)
    if len(fields):
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields))


def _make_field(pdf: Pdf, annotation: Object, page: pikepdf.Page, key: str, title: str) -> None:
    x0, y0, x1, y1 = (float(value) for value in annotation.Rect)
    left, right = sorted((x0, x1))
    bottom, top = sorted((y0, y1))
    for name in ("/A", "/BS", "/Contents"):
        if name in annotation:
            del annotation[name]
    annotation.Subtype = Name.Widget
    annotation.FT = Name.Sig
    annotation.F = _PRINTED_AND_LOCKED
    annotation.P = page.obj
    annotation.Rect = Array([left, bottom, right, top])
    annotation.T = String(field_name(key))
    annotation.TU = String(title)
    annotation.AP = Dictionary(N=_empty_appearance(pdf, right - left, top - bottom))


def field_name(key: str) -> str:
    return f"sig_{key}"


def _empty_appearance(pdf: Pdf, width: float, height: float) -> Stream:
    """PDF/A wants an appearance even where nothing is drawn yet."""
    stream = Stream(pdf, b"")
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox, stream.Resources = Array([0, 0, width, height]), Dictionary()
    return stream


def _describe_links(pdf: Pdf, titles: Mapping[str, str]) -> None:
    """PDF/UA 7.18.5: a link says where it leads, in words."""
    for _, annotation in _annotations(pdf):
        if annotation.Subtype == Name.Link:
            annotation.Contents = String(titles[_address(annotation)])


def _children(element: Object) -> list[Object]:
    """The structure elements right under one; marked content and annotations are not elements."""
    kids = element.get("/K")
    return [
        kid
        for kid in (list(kids) if isinstance(kids, Array) else [kids])
        if isinstance(kid, Dictionary) and "/S" in kid
    ]


def _scope_headers(element: Object, *, in_head: bool) -> None:
    """PDF/UA 7.5: a header cell says whether it heads a column or a row."""
    if element.S == Name.TH:
        element.A.Scope = Name.Column if in_head else Name.Row
    for child in _children(element):
        _scope_headers(child, in_head=in_head or Name.THead == element.S)


def _gather_list_bodies(pdf: Pdf, element: Object) -> None:
    """PDF/UA 7.6: an item holds a label and a body, and its paragraphs go into the body."""
    children = _children(element)
    for child in children:
        _gather_list_bodies(pdf, child)
    strays = [child for child in children if child.S not in (Name.Lbl, Name.LBody)]
    if element.S != Name.LI or not strays:
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=element, K=Array(strays)))
    for stray in strays:
        stray.P = body
    element.K = Array([child for child in children if child.S in (Name.Lbl, Name.LBody)] + [body])


def _declare_accessible(pdf: Pdf) -> None:
    """One XMP packet for both standards, uncompressed so that any tool can read it."""
    packet = pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>")
    metadata = Stream(pdf, packet)
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


def _name_attachments_once(pdf: Pdf) -> None:
    """WeasyPrint lists each attachment twice in the catalog."""
    unique = {item.objgen: item for item in pdf.Root.get("/AF", [])}
    pdf.Root.AF = Array(unique.values())
