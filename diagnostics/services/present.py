"""The diagnosis of a CTG as it stands today, as the plain content of a document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from diagnostics.documents.content import Content, Fact, Finding, Issue, Line, Place, Ruling, Said, Table, as_shown
from diagnostics.models import Contribution, Evidence, IndicatorValue
from diagnostics.models import Finding as FindingRow
from diagnostics.models import Issue as IssueRow
from diagnostics.models.disclosure import NOTHING, Shown, shown
from diagnostics.services import portrait, priorities, tally
from diagnostics.services.evidence import citations
from diagnostics.services.findings import diagnosis_of
from diagnostics.services.portrait import Line as PortraitLine
from governance.models import Decision
from territories.models import Commune, Ctg
from territories.templatetags.french import number, plural


def compile_content(ctg: Ctg, decision: Decision | None = None) -> Content:
    """All that the pages of the diagnosis say; the same rows give the same content."""
    diagnosis = diagnosis_of(ctg)
    communes = list(ctg.communes.order_by("name", "pk"))
    department = ctg.caf.department
    return Content(
        reference=ctg.number,
        territory=ctg.territory.name,
        period=ctg.period,
        caf=ctg.caf.name,
        department=str(department),
        region=str(department.region),
        communes=tuple(commune.name for commune in communes),
        decision=_ruling(decision) if decision else None,
        summary=diagnosis.summary,
        method=diagnosis.method,
        tables=tuple(_tables(ctg, communes)),
        contributions=tuple(_said(each) for each in _cited(ctg)),
        findings=tuple(_findings(ctg)),
        issues=tuple(_issues(ctg)),
    )


def _ruling(decision: Decision) -> Ruling:
    meeting = decision.meeting
    return Ruling(decision.number, decision.text, meeting.body.name, meeting.held_on)


def _tables(ctg: Ctg, communes: list[Commune]) -> Iterator[Table]:
    """One table a theme, without the indicators of which nothing is known anywhere."""
    by_commune = _latest_by_commune(ctg, communes)
    for part in portrait.read(ctg).parts:
        known = [line for line in part.all_lines if line.is_known or line.indicator.pk in by_commune]
        if known:
            compiled = tuple(_line(each, communes, by_commune.get(each.indicator.pk, {})) for each in known)
            yield Table(part.theme, str(part.label), compiled)


def _latest_by_commune(ctg: Ctg, communes: Iterable[Commune]) -> dict[UUID, dict[Any, Shown]]:
    """The latest figure of every indicator in each commune, in one query."""
    rows = (
        IndicatorValue.objects.filter(caf=ctg.caf, indicator__is_active=True, commune__in=communes)
        .select_related("dataset")
        .order_by("indicator_id", "commune_id", "-year")
        .distinct("indicator_id", "commune_id")
    )
    found: dict[UUID, dict[Any, Shown]] = defaultdict(dict)
    for row in rows:
        found[row.indicator_id][row.commune_id] = shown(row)
    return found


def _line(line: PortraitLine, communes: list[Commune], by_commune: dict[Any, Shown]) -> Line:
    indicator = line.indicator
    decimals = indicator.decimals
    return Line(
        code=indicator.code,
        label=indicator.label,
        unit=indicator.unit,
        kind=indicator.kind,
        definition=indicator.definition,
        source=indicator.source,
        decimals=decimals,
        territory=as_shown(line.territory, decimals),
        department=as_shown(line.department, decimals),
        region=as_shown(line.region, decimals),
        like=as_shown(line.like, decimals),
        sentence=line.sentence,
        change=line.change,
        warning=line.warning,
        communes=tuple(
            Place(commune.insee_code, commune.name, as_shown(by_commune.get(commune.pk, NOTHING), decimals), decimals)
            for commune in communes
        )
        if by_commune
        else (),
    )


def _cited(ctg: Ctg) -> Iterable[Contribution]:
    cited = ctg.contributions.accepted().filter(citations__isnull=False).distinct()
    return cited.order_by("collected_on", "id")


def _said(contribution: Contribution) -> Said:
    return Said(
        id=str(contribution.pk),
        kind=contribution.get_kind_display(),
        theme=contribution.get_theme_display(),
        title=contribution.title,
        text=contribution.text,
        verbatims=tuple(contribution.spoken),
        signature=contribution.signature,
        participants=contribution.participants,
        collected_on=contribution.collected_on,
    )


def _findings(ctg: Ctg) -> Iterator[Finding]:
    """In the order of the AFOM board; a figure that secrecy has caught up with is no longer repeated."""
    rows = list(
        ctg.findings.select_related("commune").prefetch_related(
            "evidence__indicator", "evidence__contribution", "evidence__commune"
        )
    )
    proofs: dict[UUID, list[str]] = defaultdict(list)
    for citation in citations(ctg, [each for finding in rows for each in _evidence(finding)]):
        proofs[citation.evidence.finding_id].append(citation.text)
    ranks = list(FindingRow.Quadrant)
    rows.sort(key=lambda each: (ranks.index(FindingRow.Quadrant(each.quadrant)), each.position, each.title))
    return (_finding(each, proofs[each.pk]) for each in rows)


def _evidence(finding: FindingRow) -> Iterable[Evidence]:
    return finding.evidence.all()


def _finding(finding: FindingRow, proofs: Iterable[str]) -> Finding:
    return Finding(
        id=str(finding.pk),
        quadrant=finding.quadrant,
        quadrant_label=finding.get_quadrant_display(),
        theme=finding.get_theme_display(),
        title=finding.title,
        text=finding.text,
        place=finding.commune.name if finding.commune else "",
        evidence=tuple(sorted(proofs)),
    )


def _issues(ctg: Ctg) -> Iterator[Issue]:
    """Those that are retained, by priority, with their scores, their votes and the reason of the committee."""
    in_use, votes = priorities.criteria(ctg.caf), _votes(ctg)
    rows = ctg.issues.retained().prefetch_related("findings", "scores", "rulings")
    for issue in rows:
        yield Issue(
            id=str(issue.pk),
            code=issue.code,
            title=issue.title,
            text=issue.text,
            theme=issue.get_theme_display(),
            priority=issue.get_priority_display(),
            findings=tuple(sorted(finding.title for finding in issue.findings.all())),
            facts=(*_scores(priorities.rating(issue, in_use)), *votes.get(issue.pk, ()), *_reasons(issue)),
        )


def _scores(rating: priorities.Rating) -> Iterator[Fact]:
    if rating.value is not None:
        yield Fact("Note", f"{number(rating.value, 1)} sur 5")
    for criterion, score in rating.parts:
        if score is not None:
            yield Fact(criterion.name, f"{score} sur 5")


def _reasons(issue: IssueRow) -> Iterator[Fact]:
    """The last ruling: the earlier ones stay on the page of the issue."""
    for ruling in list(issue.rulings.all())[-1:]:
        yield Fact("Motif du comité de pilotage", ruling.reason)


def _votes(ctg: Ctg) -> dict[UUID, tuple[Fact, ...]]:
    """The dots of each issue in the last vote that ended; under five ballots, not who is behind them."""
    session = ctg.vote_sessions.ended(timezone.now()).order_by("-opened_at").first()
    if session is None:
        return {}
    counted = tally.tally(session)
    return {line.option.issue_id: (Fact("Vote en atelier", _told(line, counted)),) for line in counted.lines}


def _told(line: tally.Line, counted: tally.Tally) -> str:
    dots = f"{plural(line.dots, 'point')} sur {counted.dots}"
    if not counted.has_spread:
        return dots
    return f"{dots}, de {plural(line.supporters, 'personne')} sur {counted.voters} votantes"
