"""What findings rest on: figures frozen as they were cited, words of people; and whether a figure has moved since."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from diagnostics.models import Contribution, Evidence, Finding, Indicator, IndicatorValue, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown, shown
from diagnostics.services.portrait import portrait
from territories.models import Commune, Ctg
from territories.templatetags.french import number

SIX_PLACES = Decimal("0.000001")
SECRET = {ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY}


class AlreadyCited(Exception):
    """The finding cites this very thing."""


@dataclass(frozen=True)
class Citation:
    """One piece of evidence as it was cited, and what its figure has become when it is no longer the same."""

    evidence: Evidence
    now: str = ""
    is_withheld: bool = False

    @property
    def text(self) -> str:
        """What may be read: a figure that secrecy has caught up with since is no longer repeated."""
        return self.now if self.is_withheld else str(self.evidence)

    @property
    def has_changed(self) -> bool:
        return bool(self.now) and not self.is_withheld


class Figures:
    """Today's figures of one territory and of some of its communes, read once for a whole page."""

    def __init__(self, ctg: Ctg, evidence: Iterable[Evidence] = ()) -> None:
        self.ctg = ctg
        self._territory: dict[Any, Shown] | None = None
        self._communes = self._of_communes({(each.indicator_id, each.commune_id) for each in evidence})

    def of(self, indicator: Indicator, commune: Commune | None) -> Shown:
        if commune is not None:
            key = (indicator.pk, commune.pk)
            return self._communes.get(key) or self._of_communes({key}).get(key, NOTHING)
        if self._territory is None:
            self._territory = {line.indicator.pk: line.territory for line in portrait(self.ctg)}
        return self._territory.get(indicator.pk, NOTHING)

    def _of_communes(self, wanted: set[tuple[Any, Any]]) -> dict[tuple[Any, Any], Shown]:
        wanted = {pair for pair in wanted if pair[0] and pair[1]}
        if not wanted:
            return {}
        rows = IndicatorValue.objects.filter(
            caf=self.ctg.caf,
            indicator__in={indicator for indicator, _ in wanted},
            commune__in={commune for _, commune in wanted},
        ).select_related("dataset")
        return {(row.indicator_id, row.commune_id): shown(row) for row in rows.order_by("year")}


def quote(indicator: Indicator, figure: Shown, commune: Commune | None) -> str:
    """A figure as a finding cites it: what, where, how much, when."""
    where = f", {commune.name}" if commune else ""
    value = figure.mark
    if figure.value is not None:
        value = f"{figure.bound} {number(figure.value, indicator.decimals)}\u202f{indicator.unit}".strip()
    year = f", {figure.year}" if figure.year else ""
    return f"{indicator.label}{where}\u00a0: {value}{year}"[:300]


def citations(ctg: Ctg, evidence: Iterable[Evidence]) -> list[Citation]:
    """These pieces of evidence, each compared with today's figure."""
    evidence = list(evidence)
    if not any(each.status for each in evidence):
        return [Citation(each) for each in evidence]
    figures = Figures(ctg, evidence)
    return [_compared(each, figures) for each in evidence]


def _compared(evidence: Evidence, figures: Figures) -> Citation:
    indicator = evidence.indicator
    if indicator is None or not evidence.status:
        return Citation(evidence)
    now = figures.of(indicator, evidence.commune)
    cited = _visible(indicator, evidence.value, evidence.status, evidence.year)
    if cited == _visible(indicator, now.value, now.status, now.year):
        return Citation(evidence)
    is_withheld = evidence.value is not None and now.status in SECRET
    return Citation(evidence, quote(indicator, now, evidence.commune), is_withheld)


def _visible(indicator: Indicator, value: Decimal | None, status: str, year: int | None) -> tuple[object, ...]:
    """What a reader can tell apart: not the digits that are never printed."""
    return (None if value is None else round(value, indicator.decimals), str(status), year)


@transaction.atomic
def cite(finding: Finding, indicators: Iterable[Indicator], contributions: Iterable[Contribution]) -> None:
    """The first evidence of a new finding; what it cites already stays as it was quoted."""
    kept = {(each.indicator_id, each.contribution_id) for each in finding.evidence.all()}
    figures = Figures(finding.ctg)
    for indicator in indicators:
        if (indicator.pk, None) not in kept:
            _frozen(Evidence(finding=finding, indicator=indicator), figures.of(indicator, None)).save()
    for said in contributions:
        if (None, said.pk) not in kept:
            Evidence.objects.create(finding=finding, contribution=said, quote=said.title[:300])


def cite_figure(finding: Finding, indicator: Indicator, commune: Commune | None) -> Evidence:
    """One more figure, as it is today."""
    cited = Evidence(finding=finding, indicator=indicator, commune=commune)
    return _add(_frozen(cited, Figures(finding.ctg).of(indicator, commune)))


def cite_words(finding: Finding, contribution: Contribution, words: str = "") -> Evidence:
    return _add(Evidence(finding=finding, contribution=contribution, quote=(words or contribution.title)[:300]))


def cite_again(evidence: Evidence) -> None:
    """Replace a cited figure by today's, on purpose."""
    if evidence.indicator is not None:
        _frozen(evidence, Figures(evidence.finding.ctg).of(evidence.indicator, evidence.commune)).save()


def _add(evidence: Evidence) -> Evidence:
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError as error:
        if "evidence_once" not in str(error):
            raise
        raise AlreadyCited("Ce constat cite déjà cela.") from error
    return evidence


def _frozen(evidence: Evidence, figure: Shown) -> Evidence:
    indicator = evidence.indicator
    if indicator is None:
        raise TypeError("only a figure is frozen")
    evidence.value = None if figure.value is None else figure.value.quantize(SIX_PLACES)
    evidence.status, evidence.year = figure.status, figure.year
    evidence.quote, evidence.cited_at = quote(indicator, figure, evidence.commune), timezone.now()
    return evidence
