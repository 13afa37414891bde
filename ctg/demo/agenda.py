"""The calendar of a CTG: when its committees meet before, during and at the end of its life."""

from collections.abc import Iterator
from datetime import date, timedelta

from ctg.demo import TODAY
from ctg.demo.meetings import ITEM, Gathering, Ruling
from ctg.demo.tales import CtgTale
from governance.models import Decision
from territories.models import Ctg, Phase

PHASES = list(Phase)
MONTH = timedelta(days=30)
# How long before the CTG takes effect each of its first phases is usually validated.
LEAD_TIMES = {
    Phase.PREPARATION: 14 * MONTH,
    Phase.DIAGNOSIS: 7 * MONTH,
    Phase.ACTION_PLAN: 3 * MONTH,
    Phase.AGREEMENT: timedelta(days=21),
}
WORDS = {
    Phase.PREPARATION: (
        "Méthode, périmètre et calendrier",
        "Le comité valide la méthode, le périmètre et le calendrier.",
    ),
    Phase.DIAGNOSIS: ("Constats et enjeux", "Le comité valide le diagnostic partagé et les enjeux retenus."),
    Phase.ACTION_PLAN: ("Fiches action et financement", "Le comité valide le plan d’actions et son financement."),
    Phase.AGREEMENT: (
        "Texte de la convention et délibérations",
        "Le comité valide la convention, prête à être signée.",
    ),
    Phase.FOLLOW_UP: ("Bilan et lancement de l’évaluation", "Le comité clôt le suivi et lance l’évaluation finale."),
    Phase.EVALUATION: ("Rapport d’évaluation", "Le comité valide l’évaluation et ses recommandations."),
}
COPIL, COTECH = "Comité de pilotage", "Comité technique"


def committees(ctg: Ctg, tale: CtgTale, place: str) -> Iterator[Gathering]:
    """One committee to validate each phase that is over, one a year in between, and the next one."""
    validated = PHASES if tale.is_over else PHASES[: PHASES.index(tale.phase)]
    days = _validation_days(ctg)
    for phase in validated:
        yield _validation(phase, days[phase], place)
    if tale.is_signed:
        yield from _yearly(ctg, days, place, is_evaluated=Phase.FOLLOW_UP in validated)
    if not tale.is_over:
        subject, _ = WORDS[tale.phase]
        next_day = date(2026, 12, 4) + timedelta(days=ctg.effective_from.toordinal() % 13)
        agenda = ((subject, ITEM.DEBATE), ("Suites à donner", ITEM.DECISION))
        yield Gathering(COPIL, _weekday(next_day), place, agenda)


def technical_meetings(ctg: Ctg, tale: CtgTale) -> Iterator[Gathering]:
    """One every three months of the last year and the next one."""
    last = min(TODAY, ctg.effective_to)
    for back in range(3, -1, -1):
        day = _weekday(last - timedelta(days=20) - back * 3 * MONTH)
        yield Gathering(
            COTECH,
            day,
            "Visioconférence",
            (("Avancement", ITEM.DEBATE), ("Calendrier", ITEM.INFORMATION)),
            minutes="Tour de table de l’avancement ; les points en retard sont repris avec leurs responsables.",
        )
    if not tale.is_over:
        yield Gathering(COTECH, date(2027, 1, 14), "Visioconférence", (("Feuille de route 2027", ITEM.DEBATE),))


def _validation_days(ctg: Ctg) -> dict[Phase, date]:
    """In order and never in the future: a late CTG validates its phases late."""
    days = {phase: ctg.effective_from - lead for phase, lead in LEAD_TIMES.items()}
    days[Phase.FOLLOW_UP] = date(ctg.effective_to.year, 1, 20)
    days[Phase.EVALUATION] = date(ctg.effective_to.year, 10, 8)
    latest = TODAY - timedelta(days=12)
    return {phase: _weekday(min(day, latest - (5 - rank) * MONTH if day > latest else day))
            for rank, (phase, day) in enumerate(days.items())}  # fmt: skip


def _validation(phase: Phase, day: date, place: str) -> Gathering:
    subject, words = WORDS[phase]
    return Gathering(
        COPIL,
        day,
        place,
        (("Avancement de la démarche", ITEM.INFORMATION), (subject, ITEM.DEBATE), ("Validation", ITEM.DECISION)),
        (Ruling(words, phase),),
        "Les membres ont approuvé les documents présentés.",
    )


def _yearly(ctg: Ctg, days: dict[Phase, date], place: str, *, is_evaluated: bool) -> Iterator[Gathering]:
    for year in ctg.years:
        day = _weekday(date(year, 6, 14))
        is_past = day <= TODAY and day > days[Phase.AGREEMENT]
        if not is_past or (is_evaluated and day >= days[Phase.FOLLOW_UP]):
            continue
        due_on = day + timedelta(days=120)
        is_open = due_on > TODAY - timedelta(days=60)
        ruling = Ruling(
            "Le bilan de l’année est adopté ; les fiches en retard sont revues avec leurs pilotes.",
            due_on=due_on,
            status=Decision.Status.OPEN if is_open else Decision.Status.DONE,
        )
        agenda = ((f"Bilan {year - 1}", ITEM.INFORMATION), ("Actions en retard", ITEM.DECISION))
        yield Gathering(COPIL, day, place, agenda, (ruling,), "Le bilan a été discuté action par action.")


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
