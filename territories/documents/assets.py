"""The files a layout may read: ours, each by its key. Any other address stops the rendering."""

import io
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont, woff2
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "ctg"

_STYLESHEETS = {"convention.css": "pdf/convention.css", "diagnosis.css": "pdf/diagnosis.css"}
_FONTS = {
    f"{family}-{style}": f"vendor/fonts/{file}-{suffix}.ttf.woff2"
    for family, file in (("sans", "SourceSans3"), ("serif", "SourceSerif4"))
    for style, suffix in (
        ("regular", "Regular"),
        ("italic", "It"),
        ("semibold", "Semibold"),
        ("semibold-italic", "SemiboldIt"),
    )
}
_IMAGES = {"watermark.svg": "pdf/watermark.svg"}
_TYPES = {".css": "text/css", ".woff2": "font/ttf", ".svg": "image/svg+xml"}


class MissingFont(Exception):
    """A font of the document is not installed: another one would silently change its pages."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"La police {path.name} est absente de static/vendor/fonts : "
            "lancez « python3 bootstrap.py prepare » puis recommencez."
        )


class ForbiddenResource(Exception):
    """The page asked for something that is not ours: it is not laid out at all."""


class UnprintableText(Exception):
    """A text holds a character that no font of the document can draw."""

    def __init__(self, character: str, text: str) -> None:
        place = text.index(character)
        excerpt = " ".join(text[max(0, place - 30) : place + 30].split())
        super().__init__(
            f"Le caractère « {character} » (U+{ord(character):04X}) ne peut pas être imprimé. "
            f"Remplacez-le dans « {excerpt} »."
        )


def path(key: str) -> Path:
    """Where one of our own files is. An unknown key is refused, whatever it looks like."""
    return settings.BASE_DIR / "static" / (_STYLESHEETS | _FONTS | _IMAGES)[key]


def check_fonts() -> None:
    for key in _FONTS:
        if not path(key).is_file():
            raise MissingFont(path(key))


def check_printable(text: str) -> None:
    for character in text:
        if character not in _drawable():
            raise UnprintableText(character, text)


@cache
def _drawable() -> frozenset[str]:
    """What the upright faces can draw; Pango goes from one family to the other for a missing glyph."""
    points = {point for key in ("sans-regular", "serif-regular") for point in TTFont(path(key)).getBestCmap()}
    return frozenset(map(chr, points)) | {"\n"}


@cache
def _unpacked(font: Path) -> bytes:
    """A font as WeasyPrint uses it. Unpacking the eight of them takes a second: once for each process is enough."""
    out = io.BytesIO()
    woff2.decompress(io.BytesIO(font.read_bytes()), out)
    return out.getvalue()


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Knows `ctg:<key>` and nothing else: no network, no file, no `data:`. A refusal is fatal."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={SCHEME}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        scheme, _, key = url.partition(":")
        if scheme != SCHEME:
            raise PermissionError(url)
        file = path(key)
        content = _unpacked(file) if file.suffix == ".woff2" else file.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": _TYPES[file.suffix]})
