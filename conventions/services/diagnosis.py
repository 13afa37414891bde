"""Annex 1: the diagnosis as the committee froze it; without a version, as it stands on the day of the document."""

from conventions.documents import content
from diagnostics.documents.content import Content, Figure, Finding, Issue, Line, Table, read
from diagnostics.models import DiagnosisVersion
from diagnostics.services.freezing import latest_version
from diagnostics.services.present import compile_content
from territories.models import Ctg
from territories.templatetags.french import day

UNFROZEN = (
    "Aucune version de ce diagnostic n’a été figée par une décision du comité de pilotage :"
    " il est repris tel qu’il est à la date de ce document."
)


def diagnosis_annex(ctg: Ctg) -> content.Diagnosis:
    version = latest_version(ctg)
    said = read(version.canonical) if version else compile_content(ctg)
    return content.Diagnosis(
        method=said.method,
        tables=tuple(_table(each) for each in said.tables),
        findings=tuple(_finding(rank, each) for rank, each in enumerate(said.findings, start=1)),
        issues=tuple(_issue(each) for each in said.issues),
        edition=_edition(version, said) if version else UNFROZEN,
    )


def _edition(version: DiagnosisVersion, said: Content) -> str:
    """Which version this is, so that anybody can find it again."""
    decision = said.decision
    of = f" par la décision n° {decision.number} ({decision.body}, {day(decision.held_on)})" if decision else ""
    return f"Version {version.number} du diagnostic, figée{of}. Empreinte SHA-256 de ses données : {version.sha256}"


def _table(table: Table) -> content.IndicatorTable:
    """Without what is known of the communes only: that is in the document of the diagnosis."""
    known = (line for line in table.lines if line.territory.is_known or line.department.is_known)
    return content.IndicatorTable(table.label, tuple(_row(line) for line in known))


def _row(line: Line) -> content.IndicatorRow:
    here = line.territory
    return content.IndicatorRow(
        label=line.label,
        unit=line.unit,
        year=str(here.year or line.department.year or ""),
        source=line.origin,
        status=here.reason or "Diffusé",
        territory=_figure(here),
        department=_figure(line.department),
        region=_figure(line.region),
        decimals=line.decimals,
    )


def _figure(figure: Figure) -> content.Figure:
    return content.Figure(figure.value, figure.mark, figure.bound)


def _finding(rank: int, finding: Finding) -> content.Finding:
    place = f", {finding.place}" if finding.place else ""
    theme = f"{finding.quadrant_label}, {finding.theme.lower()}{place}"
    return content.Finding(rank, theme, finding.title, finding.evidence)


def _issue(issue: Issue) -> content.Issue:
    return content.Issue(issue.code, issue.title, issue.text, issue.priority)
