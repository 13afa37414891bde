"""What a file is, told by its content and never by its name; what cannot be a table is refused in words."""

import re
import zipfile
from pathlib import Path

from diagnostics.imports.contract import RefusedFile

TEXT, XLSX, ODS, XLS = "texte", "XLSX", "ODS", "XLS"

LARGEST_FILE = 200 * 1024 * 1024
LARGEST_CONTENT = 400 * 1024 * 1024
MOST_MEMBERS = 5_000
HIGHEST_RATIO = 100
HARMLESS = 8 * 1024 * 1024  # what unfolds to less than this is never a bomb
CHUNK = 1024 * 1024
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

SAVE_AS_CSV = "Ouvrez-le dans un tableur et enregistrez-le au format CSV ou XLSX."
SIGNATURES = [
    (b"version https://git-lfs", "Ce fichier n’est qu’un pointeur Git LFS : le vrai contenu n’a pas été téléchargé."),
    (b"%PDF", "Ce fichier est un PDF, pas un tableau : demandez le tableau au producteur."),
    (b"\x1f\x8b", "Ce fichier est compressé (gzip) : décompressez-le d’abord."),
    (b"7z\xbc\xaf", "Ce fichier est une archive 7-Zip : décompressez-la d’abord."),
    (b"Rar!", "Ce fichier est une archive RAR : décompressez-la d’abord."),
    (b"\x89PNG", "Ce fichier est une image, pas un tableau."),
    (b"\xff\xd8\xff", "Ce fichier est une image, pas un tableau."),
    (b"GIF8", "Ce fichier est une image, pas un tableau."),
    (b"PAR1", f"Ce fichier est au format Parquet, qui n’est pas lu ici. {SAVE_AS_CSV}"),
    (b"SQLite format 3", "Ce fichier est une base de données, pas un tableau."),
    (b"{\\rtf", f"Ce fichier est un texte mis en forme (RTF), pas un tableau. {SAVE_AS_CSV}"),
]
MARKUP = re.compile(rb"(<!doctype|<html|<head|<body|<\?xml|<svg|<script|<table|<!--)", re.IGNORECASE)
TOO_LARGE = (
    "Ce classeur deviendrait énorme une fois déplié : il est refusé par prudence. Enregistrez la feuille en CSV."
)


def kind_of(path: Path) -> str:
    """TEXT, XLSX, ODS or XLS; anything else is a `RefusedFile`."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise RefusedFile(f"Ce fichier dépasse {LARGEST_FILE // 1024**2} Mo : découpez-le.")
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise RefusedFile("Ce fichier est vide.")
    for signature, sentence in SIGNATURES:
        if head.startswith(signature):
            raise RefusedFile(sentence)
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_ole(path)
    _refuse_markup(head)
    return TEXT


def _refuse_markup(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    if MARKUP.match(start):
        if b"<table" in start.lower() or b"urn:schemas-microsoft-com:office" in start.lower():
            raise RefusedFile(f"Ce fichier est une page web enregistrée sous le nom d’un tableur. {SAVE_AS_CSV}")
        raise RefusedFile(
            "Ce fichier est une page web ou un document XML, pas un tableau : le téléchargement a sans doute échoué."
        )
    if start.startswith((b"{", b"[{", b"[[")):
        raise RefusedFile(f"Ce fichier est au format JSON, qui n’est pas lu ici. {SAVE_AS_CSV}")


def _kind_of_ole(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(LARGEST_FILE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise RefusedFile("Ce classeur est protégé par un mot de passe : enregistrez-le sans protection.")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise RefusedFile(f"Ce fichier est un ancien document Office, mais pas un tableur. {SAVE_AS_CSV}")
    return XLS


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_MEMBERS])
            _refuse_bombs(archive)
            kind = _spreadsheet(archive, names)
            _refuse_entities(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise RefusedFile("Ce fichier est abîmé ou incomplet : téléchargez-le de nouveau.") from error
    return kind


def _spreadsheet(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and archive.read("mimetype").strip().startswith(ODS_TYPE):
        return ODS
    if "xl/workbook.xml" in names:
        return XLSX
    if "xl/workbook.bin" in names:
        raise RefusedFile(f"Ce classeur est au format XLSB, qui n’est pas lu ici. {SAVE_AS_CSV}")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise RefusedFile(f"Ce fichier est un document de texte ou une présentation, pas un tableau. {SAVE_AS_CSV}")
    raise RefusedFile("Ce fichier est une archive ZIP : décompressez-la et choisissez le tableau qu’elle contient.")


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_CONTENT:
        raise RefusedFile(TOO_LARGE)
    for member in members:
        if member.file_size > HARMLESS and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
            raise RefusedFile(TOO_LARGE)


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """A spreadsheet declares no entity of its own: one that does wants to harm (billion laughs)."""
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as stream:
                head = stream.read(64 * 1024)
            if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper():
                raise RefusedFile("Ce classeur contient des définitions dangereuses : il est refusé.")
