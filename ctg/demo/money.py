"""A fiche of the library, drawn for one territory: its money balances to the cent, its news fit the day."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from actionplans.models import Action, BudgetLine
from ctg.demo import TODAY
from ctg.demo.draw import Draw
from ctg.demo.fiches import CERTAINTY, PART, Fiche, Funding, News, Promise
from ctg.demo.library import FicheModel
from ctg.demo.tales import CtgTale
from territories.models import Ctg, Phase

USUAL_POPULATION = 25_000
CENTS = Decimal("0.1")  # thousands of euros: amounts end in hundreds
FUNDER, STATUS = BudgetLine.Funder, Action.Status
STEPS = ("Étude d’usage et choix des lieux", "Convention entre les financeurs", "Ouverture au public", "Bilan d’étape")
ZERO = Decimal(0)


def drawn_fiche(model: FicheModel, ctg: Ctg, tale: CtgTale, draw: Draw, *, population: int) -> Fiche:
    scale = Decimal(str(round(draw.between(0.85, 1.15) * (population / USUAL_POPULATION) ** 0.6, 2)))
    expenses = tuple(
        (model.thousands * scale * (Decimal("0.6") if rank == 0 else 1 + Decimal("0.02") * rank)).quantize(CENTS)
        for rank, _ in enumerate(ctg.years)
    )
    health = draw.random.random()
    start = ctg.effective_from + timedelta(days=draw.whole(0, 8) * 30)
    steps = tuple(_steps(start, ctg, is_late=health < 0.15))
    return Fiche(
        title=model.title,
        description=model.description,
        expected_result=model.result,
        audience=model.audience,
        pilot=model.pilot,
        pilot_position=model.position,
        issues=(model.issue,),
        starts_on=start,
        ends_on=ctg.effective_to,
        steps=steps,
        operating=expenses,
        fundings=tuple(_fundings(model, expenses)),
        promises=(_promise(model, ctg, draw, scale),),
        news=tuple(_news(ctg, tale, start, health)),
        partners=() if model.pilot == "epci" else (("lead", PART.CO_PILOT),),
        full_time_equivalent=model.full_time_equivalent,
        status=STATUS.PROPOSED if tale.phase == Phase.ACTION_PLAN else STATUS.VALIDATED,
        maturity=Action.Maturity.PROJECT if tale.phase == Phase.ACTION_PLAN else Action.Maturity.READY,
    )


def _fundings(model: FicheModel, expenses: tuple[Decimal, ...]) -> Iterator[Funding]:
    """Each funder its share; the communes and their EPCI pay what remains, so that every year balances."""
    caf = tuple((amount * model.caf_share).quantize(CENTS) for amount in expenses)
    other = tuple((amount * model.other_share).quantize(CENTS) for amount in expenses)
    local = tuple(amount - first - second for amount, first, second in zip(expenses, caf, other, strict=True))
    yield Funding(FUNDER.CAF, caf, "caf", model.scheme, first_year=CERTAINTY.NOTIFIED)
    if model.other:
        yield Funding(model.other, other, "msa" if model.other == FUNDER.MSA else "")
    yield Funding(FUNDER.LOCAL, local, "lead", first_year=CERTAINTY.VOTED)


def _steps(start: date, ctg: Ctg, *, is_late: bool) -> Iterator[tuple[str, date, date | None]]:
    for rank, title in enumerate(STEPS):
        due = start + timedelta(days=80 + 210 * rank)
        if due > ctg.effective_to:
            return
        done = due + timedelta(days=(rank * 17) % 40 - 9)
        is_done = done <= TODAY and not (is_late and rank >= 2)
        yield title, due, done if is_done else None


def _promise(model: FicheModel, ctg: Ctg, draw: Draw, scale: Decimal) -> Promise:
    goal = model.goal
    factor = scale if goal.is_scaled else Decimal(1)
    baseline, target = round(goal.baseline * factor), round(goal.target * factor)
    years = len(ctg.years)
    targets = {
        year: Decimal(round(baseline + (target - baseline) * rank / years))
        for rank, year in enumerate(ctg.years, start=1)
    }
    measures = {
        year: Decimal(max(0, round(baseline + (int(value) - baseline) * draw.between(0.6, 1.15))))
        for year, value in targets.items()
        if year < TODAY.year or year == TODAY.year == ctg.effective_to.year
    }
    return Promise(
        goal.label, goal.unit, Decimal(baseline), targets, measures, goal.kind, goal.direction, "Bilan annuel du pilote"
    )


def _news(ctg: Ctg, tale: CtgTale, start: date, health: float) -> Iterator[News]:
    """What the pilot said each November, and lastly: some wrote last week, others two months ago."""
    if not tale.is_signed:
        return
    silence = timedelta(days=6 + int(health * 50))
    last = min(TODAY - silence, ctg.effective_to - timedelta(days=15))
    for year in range(start.year, last.year):
        day = date(year, 11, 20)
        if start < day:
            yield News(day, STATUS.IN_PROGRESS, _share(start, day, ctg), "L’action suit son calendrier.")
    if start < last:
        yield _last_news(tale, last, health, _share(start, last, ctg))


def _share(start: date, day: date, ctg: Ctg) -> int:
    """How much of the time has passed, in per cent, never quite nothing nor all."""
    return min(95, max(5, 100 * (day - start).days // (ctg.effective_to - start).days))


def _last_news(tale: CtgTale, day: date, health: float, progress: int) -> News:
    if tale.is_over:
        if health < 0.1:
            return News(day, STATUS.ABANDONED, progress, "Le comité a arrêté l’action : le besoin a disparu.")
        return News(day, STATUS.COMPLETED, 100, "L’action est devenue un service courant.")
    if health < 0.08:
        return News(day, STATUS.SUSPENDED, progress, "Le poste est vacant : l’action reprendra après recrutement.")
    if health < 0.22:
        return News(day, STATUS.DELAYED, progress, "Les travaux ont pris du retard.", day + timedelta(days=60))
    if health > 0.9:
        return News(day, STATUS.COMPLETED, 100, "Tout ce qui était promis est fait.")
    return News(day, STATUS.IN_PROGRESS, progress, "L’action avance comme prévu.", day + timedelta(days=90))
