"""What two revisions of a PDF show differently, page by page; signature fields apart.

Streams are compared as they are stored, never unpacked, so a small file cannot unfold into a large one.
"""

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

_DEEPEST = 150
# Links back to the page or to the tags: following them would compare the whole document each time.
_BACK = frozenset({"/Parent", "/P", "/Pg", "/StructParent", "/StructParents"})
_PAGE_KEYS = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_EXPECTED_CATALOG_CHANGES = frozenset({"/Pages", "/AcroForm", "/DSS", "/Extensions", "/Names", "/AF", "/Version"})


def compare(before: bytes, after: bytes) -> dict[str, Any]:
    """Numbers of changed pages and annotations, in the order of the newer revision."""
    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
        olds, news = _Fingerprints(), _Fingerprints()
        pairs = list(enumerate(zip(old.pages, new.pages, strict=False), start=1))
        return {
            "pages_before": len(old.pages),
            "pages_after": len(new.pages),
            "pages": [rank for rank, (one, two) in pairs if olds.of_page(one) != news.of_page(two)],
            "annotations": [rank for rank, (one, two) in pairs if olds.of_annotations(one) != news.of_annotations(two)],
            "attachments": olds.of_attachments(old) != news.of_attachments(new),
            "others": _changed_entries(old, new, olds, news),
            "trailing_bytes": len(after) - _end(after),
            "added_bytes": len(after) - len(before),
        }


def _changed_entries(old: Pdf, new: Pdf, olds: "_Fingerprints", news: "_Fingerprints") -> list[str]:
    entries = (set(old.Root.keys()) | set(new.Root.keys())) - _EXPECTED_CATALOG_CHANGES
    return sorted(key for key in entries if olds.of(old.Root.get(key)) != news.of(new.Root.get(key)))


def _end(pdf: bytes) -> int:
    end = pdf.rfind(b"%%EOF") + len(b"%%EOF")
    return end + len(pdf[end:]) - len(pdf[end:].lstrip(b"\r\n"))


@dataclass
class _Fingerprints:
    """Hashes of the objects of one document, each computed once."""

    _known: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def of_page(self, page: Page) -> bytes:
        return _hash(b"page", *(self.of(page.obj.get(key)) for key in _PAGE_KEYS))

    def of_annotations(self, page: Page) -> list[bytes]:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, Array):
            return []
        return [self.of(one) for one in annotations if not (isinstance(one, Dictionary) and one.get("/FT") == Name.Sig)]

    def of_attachments(self, document: Pdf) -> bytes:
        names = document.Root.get("/Names")
        return self.of(names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None)

    def of(self, item: Object | None, depth: int = 0) -> bytes:
        if not isinstance(item, Object):
            return _hash(b"plain", repr(item).encode())
        if item.is_indirect and item.objgen in self._known:
            return self._known[item.objgen]
        if item.is_indirect:
            self._known[item.objgen] = b"being read"  # a loop ends here
        found = self._compute(item, depth)
        if item.is_indirect:
            self._known[item.objgen] = found
        return found

    def _compute(self, item: Object, depth: int) -> bytes:
        if depth > _DEEPEST:
            return b"too deep"
        if isinstance(item, Array):
            return _hash(b"array", *(self.of(one, depth + 1) for one in item))
        if isinstance(item, Stream):
            return _hash(b"stream", item.read_raw_bytes(), self._entries(item, depth))
        if isinstance(item, Dictionary):
            return _landmark(item) or self._entries(item, depth)
        return _hash(b"scalar", item.unparse())

    def _entries(self, item: Object, depth: int) -> bytes:
        parts = (
            part
            for key in sorted(set(item.keys()) - _BACK)
            for part in (key.encode(), self.of(item.get(key), depth + 1))
        )
        return _hash(b"dictionary", *parts)


def _landmark(item: Dictionary) -> bytes:
    """Pages are compared one by one, and signatures are read apart: here they only have to be in the same place."""
    if item.get("/FT") == Name.Sig:
        return b"a signature field"
    return b"a page" if item.get("/Type") == Name.Page else b""


def _hash(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
