"""The diagnosis as an accessible PDF: its templates, its table of contents, its data inside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.template.loader import render_to_string
from django.utils import translation

from diagnostics.documents.content import Table, canonical
from diagnostics.documents.edition import LEGEND, Edition, Grid, grids
from territories.documents import pages
from territories.documents.pages import DataFile, Entry, Rendered, Report


class Drawing(Protocol):
    """A map, as `figures` makes it: the template draws it, and its two sentences stand for it."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


@dataclass(frozen=True)
class Theme:
    """The communes in one theme: a map when outlines are known, then its list."""

    anchor: str
    table: Table
    map: Drawing | None
    grids: tuple[Grid, ...]


def render(edition: Edition, maps: Mapping[str, Drawing], report: Report = pages.unheard) -> Rendered:
    """Lay out one edition; `maps` holds a drawing for some themes."""
    report(0, "Lecture des données")
    printed = pages.prepare(edition)
    report(5, "Composition des tableaux et des cartes")
    return pages.lay_out(
        html(printed, maps),
        _data_file(edition),
        identifier=f"{edition.content.reference}-diagnostic-{edition.number}",
        link_titles={entry.anchor: entry.title for entry in entries(printed)},
        report=report,
    )


def html(edition: Edition, maps: Mapping[str, Drawing]) -> str:
    """The page that is laid out. Every text in it is escaped by the template engine."""
    themes = [
        Theme(f"communes-{table.code}", table, maps.get(table.code), tuple(grids(table)))
        for table in edition.themes_with_communes
    ]
    context = {
        "edition": edition,
        "content": edition.content,
        "entries": entries(edition),
        "themes": themes,
        "legend": LEGEND,
    }
    with translation.override("fr"):
        return render_to_string("diagnostics/pdf/diagnosis.html", context)


def entries(edition: Edition) -> tuple[Entry, ...]:
    content = edition.content
    themes = (Entry(f"theme-{table.code}", table.label, 3) for table in content.tables)
    communes = (
        Entry(f"communes-{table.code}", f"{table.label}, par commune", 3) for table in edition.themes_with_communes
    )
    return (
        Entry("synthese", "Synthèse", 2),
        Entry("methode", "Méthode", 2),
        Entry("chiffres", "Le territoire en chiffres", 2),
        *themes,
        Entry("communes", "Les communes", 2),
        *communes,
        Entry("afom", "Atouts, faiblesses, opportunités, menaces", 2),
        Entry("paroles", "Ce que les personnes ont dit", 2),
        Entry("enjeux", "Les enjeux par priorité", 2),
        Entry("sources", "Sources et définitions", 2),
        Entry("secret", "Lire un chiffre : le secret statistique", 2),
        Entry("version", "Cette version", 2),
    )


def _data_file(edition: Edition) -> DataFile:
    """The very text whose hash is printed, so that the file proves itself; a draft carries it indented."""
    text = canonical(edition.content)
    if edition.is_draft:
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    return DataFile(text, "Données du diagnostic", edition.issued_at)
