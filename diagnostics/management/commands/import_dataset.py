"""`manage.py import_dataset FILE --caf SLUG … --report OUT.json`: a producer's file taken in without a screen.

Ends by 0 when the figures are in (or were already), 3 when something must be decided first, 2 when the file, or
the question itself, is refused; the report is written in the three cases.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from diagnostics.imports.contract import LEVELS, Choices, Question, Reading
from diagnostics.models import DatasetImport
from diagnostics.services import importing
from territories.models import Caf
from territories.scope import caf_scope
from territories.templatetags.french import number

REFUSED, QUESTIONS = 2, 3
OPTIONS = {
    "values": "--value",
    "filters": "--filter",
    "year": "--year",
    "year_column": "--year-column",
    "level": "--level",
    "code_column": "--code-column",
    "profile": "--profile",
    "sheet": "--sheet",
    "encoding": "--encoding",
}
KEPT = (
    *("rows_read", "imported", "suppressed", "ignored", "rejected", "columns", "unknown_codes", "repaired_codes"),
    *("followed_codes", "duplicates", "encoding", "separator", "header_line", "ignored_rows", "warnings", "errors"),
    *("errors_not_listed", "kind", "sheet", "sheets", "profile", "years", "figures", "columns_in_file", "peak_mb"),
)


class Command(BaseCommand):
    requires_system_checks = []
    help = "Importe un fichier d’indicateurs (CSV, TXT, XLSX, ODS) et écrit le compte rendu en JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Le fichier, tel qu’il vient du producteur.")
        parser.add_argument("--caf", required=True, help="L’adresse courte de la Caf, par exemple loire-atlantique.")
        parser.add_argument("--profile", default="", help="Le profil de lecture ; sans lui, il est reconnu.")
        parser.add_argument("--level", default="", choices=["", *LEVELS], help="Le niveau des codes du fichier.")
        parser.add_argument("--code-column", default="", help="La colonne des codes de territoires.")
        years = parser.add_mutually_exclusive_group()
        years.add_argument("--year", type=int, help="L’année de tous les chiffres, ou celle à importer.")
        years.add_argument("--year-column", default="", help="La colonne des années, quand le fichier en a plusieurs.")
        parser.add_argument("--value", action="append", default=[], metavar="COLONNE=INDICATEUR")
        parser.add_argument("--filter", action="append", default=[], metavar="COLONNE=VALEUR")
        parser.add_argument("--sheet", default="", help="La feuille d’un classeur qui en a plusieurs.")
        parser.add_argument("--encoding", default="", help="Le codage d’un texte qui n’est ni UTF-8 ni Windows-1252.")
        parser.add_argument("--dry-run", action="store_true", help="Dit ce qui serait fait, sans rien écrire.")
        parser.add_argument("--report", type=Path, required=True, help="Où écrire le compte rendu.")

    def handle(self, *args: Any, **options: Any) -> None:
        caf = Caf.objects.filter(slug=options["caf"]).first()
        report = Report(options["file"], options["report"])
        if caf is None:
            self._refuse(report, f"Aucune Caf n’a pour adresse « {options['caf']} ».")
        if not options["file"].is_file():
            self._refuse(report, f"Le fichier « {options['file']} » n’existe pas.")
        if wrong := [text for text in options["value"] + options["filter"] if "=" not in text]:
            self._refuse(report, f"« {wrong[0]} » doit s’écrire COLONNE=VALEUR.")
        try:
            self._import(caf, report, choices_of(options), dry_run=options["dry_run"])
        except importing.RefusedFile as refusal:
            self._refuse(report, str(refusal))

    def _import(self, caf: Caf, report: "Report", choices: Choices, *, dry_run: bool) -> None:
        with caf_scope(caf):
            reader = importing.read_file(caf, report.file, choices, file_name=report.file.name, progress=self._progress)
            with reader as reading:
                report.add(reading)
                if reading.questions:
                    self._ask(report, reading)
                if not dry_run and reading.figures:
                    report.data |= keep(caf, report, reading)
        report.write()
        self.stdout.write(report.sentence(dry_run=dry_run))

    def _ask(self, report: "Report", reading: Reading) -> NoReturn:
        report.write()
        for question in reading.questions:
            self.stderr.write(f"{question.text} [{OPTIONS[question.name]}]")
            if question.options:
                self.stderr.write("  " + " · ".join(option.label for option in question.options[:20]))
        sys.exit(QUESTIONS)

    def _refuse(self, report: "Report", sentence: str) -> NoReturn:
        report.data |= {"refusal": sentence, "status": "refused"}
        report.data["errors"].append({"sheet": "", "line": 0, "column": "", "raw_value": "", "reason": sentence})
        report.write()
        self.stderr.write(sentence)
        sys.exit(REFUSED)

    def _progress(self, percent: int, sentence: str) -> None:
        self.stderr.write(f"{percent:3} % {sentence}")


class Report:
    """The JSON that a program reads; whatever happens it has all its keys."""

    def __init__(self, file: Path, out: Path) -> None:
        self.file, self.out = file, out
        self.data: dict[str, Any] = {"file": file.name, "status": "read"}
        self.add(Reading())

    def add(self, reading: Reading) -> None:
        found = reading.as_json()
        self.data |= {name: found[name] for name in KEPT}
        self.data["choices"] = found["choices"]
        self.data["questions"] = [told(question) for question in reading.questions]

    def write(self) -> None:
        self.out.parent.mkdir(parents=True, exist_ok=True)
        self.out.write_text(json.dumps(self.data, ensure_ascii=False, indent=2), encoding="utf-8")

    def sentence(self, *, dry_run: bool) -> str:
        data = self.data
        counts = " + ".join(
            f"{number(data[name])} {word}"
            for name, word in [
                ("imported", "importées"),
                ("suppressed", "sous secret"),
                ("ignored", "ignorées"),
                ("rejected", "rejetées"),
            ]
        )
        end = f"{number(data['figures'])} chiffres" if data["figures"] else "aucun chiffre, rien n’est écrit"
        if dry_run:
            end = "essai sans suite"
        if data.get("already_imported"):
            end = "déjà importé, rien n’est écrit"
        return f"{number(data['rows_read'])} lignes lues = {counts} ({end})."


def keep(caf: Caf, report: Report, reading: Reading) -> dict[str, Any]:
    """Write the figures, unless the same file was imported in the same way."""
    received = DatasetImport(
        caf=caf,
        file_name=report.file.name[:255],
        file_size=report.file.stat().st_size,
        sha256=importing.sha256_of(report.file),
    )
    done = importing.commit(received, reading, by=None)
    return {"already_imported": done.pk != received.pk, "import": str(done.pk), "status": "imported"}


def told(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "option": OPTIONS[question.name],
        "column": question.column,
        "text": question.text,
        "choices": [{"value": option.value, "label": option.label} for option in question.options],
    }


def choices_of(options: dict[str, Any]) -> Choices:
    filters = [text.partition("=") for text in options["filter"]]
    return Choices(
        profile=options["profile"],
        sheet=options["sheet"],
        encoding=options["encoding"],
        level=options["level"],
        code_column=options["code_column"],
        year=options["year"],
        year_column=options["year_column"],
        values=importing.value_columns(options["value"]),
        filters=tuple((column.strip(), value.strip()) for column, _, value in filters),
    )
