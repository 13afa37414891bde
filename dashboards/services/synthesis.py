"""One CTG on one page: what to do next, what is late, and the thread from the findings to the measures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from actionplans.models import Action, Step
from dashboards.services.portfolio import Alert, alerts, with_figures
from governance.models import Decision, Meeting
from territories.models import Ctg, Phase


@dataclass(frozen=True)
class NextStep:
    """What moves the CTG forward now, with the page where it is done."""

    text: str
    view_name: str
    action: str


NEXT_STEPS = {
    Phase.PREPARATION: NextStep(
        "Installez les instances, invitez les partenaires, puis faites valider la préparation par le comité"
        " de pilotage.",
        "governance:bodies",
        "Voir les instances",
    ),
    Phase.DIAGNOSIS: NextStep(
        "Lisez les chiffres, recueillez les contributions, écrivez les constats et les enjeux,"
        " puis faites valider le diagnostic.",
        "diagnostics:overview",
        "Ouvrir le diagnostic",
    ),
    Phase.ACTION_PLAN: NextStep(
        "Écrivez les axes, les objectifs et les fiches action, équilibrez leur budget, puis faites valider le plan.",
        "actionplans:plan",
        "Ouvrir le plan d’actions",
    ),
    Phase.AGREEMENT: NextStep(
        "Relisez les articles, enregistrez les délibérations, produisez le document scellé, puis faites-le signer.",
        "conventions:overview",
        "Ouvrir la convention",
    ),
    Phase.FOLLOW_UP: NextStep(
        "Tenez à jour l’avancement des actions et réunissez le comité de pilotage chaque année.",
        "actionplans:follow_up",
        "Ouvrir le suivi",
    ),
    Phase.EVALUATION: NextStep(
        "Saisissez les dernières mesures, répondez aux questions d’évaluation et préparez le renouvellement.",
        "evaluation:overview",
        "Ouvrir l’évaluation",
    ),
}


@dataclass(frozen=True)
class Link:
    """One link of the thread: how many, of what, and what is missing to the chain.

    `words` is the singular, followed by the plural after a comma when an s is not enough.
    """

    count: int
    words: str
    view_name: str
    missing: str

    @property
    def label(self) -> str:
        one, _, many = self.words.partition(",")
        return one if self.count < 2 else many or f"{one}s"  # two is the first French plural


@dataclass(frozen=True)
class Synthesis:
    ctg: Any
    next_step: NextStep
    alerts: list[Alert]
    thread: list[Link]
    planned: Decimal
    caf_share: Decimal
    late_actions: list[Action]
    late_steps: list[Step]
    open_decisions: list[Decision]
    next_meetings: list[Meeting]


def synthesis(ctg: Ctg, today: date) -> Synthesis:
    figures = with_figures(Ctg.objects.filter(pk=ctg.pk), today).get()
    return Synthesis(
        ctg=figures,
        next_step=NEXT_STEPS[Phase(ctg.phase)],
        alerts=alerts(figures, today),
        thread=thread(ctg),
        planned=figures.planned,
        caf_share=figures.caf_share,
        late_actions=list(ctg.actions.late(today).with_late_since(today).select_related("pilot")[:10]),
        late_steps=list(
            Step.objects.filter(action__ctg=ctg, due_on__lt=today, done_on__isnull=True).select_related("action")[:10]
        ),
        open_decisions=list(
            ctg.decisions.filter(status=Decision.Status.OPEN).select_related("owner", "meeting").order_by("due_on")[:10]
        ),
        next_meetings=list(
            ctg.meetings.filter(held_on__gte=today, status=Meeting.Status.PLANNED)
            .select_related("body")
            .order_by("held_on")[:3]
        ),
    )


def thread(ctg: Ctg) -> list[Link]:
    """From the findings to the measures: counts, and the links that are missing."""
    findings, issues, actions = ctg.findings.all(), ctg.issues.retained(), ctg.actions.all()
    indicators = ctg.evaluation_indicators.all()
    funded = actions.exclude(budget_lines=None).distinct()
    return [
        Link(
            findings.count(),
            "constat",
            "diagnostics:findings",
            _but(findings.filter(evidence=None), "sans preuve"),
        ),
        Link(issues.count(), "enjeu,enjeux", "diagnostics:issues", _but(issues.filter(actions=None), "sans action")),
        Link(actions.count(), "action", "actionplans:plan", _but(actions.filter(issues=None), "sans enjeu")),
        Link(
            funded.count(),
            "action financée,actions financées",
            "actionplans:plan",
            _but(actions.filter(budget_lines=None), "sans budget"),
        ),
        Link(
            indicators.count(),
            "indicateur",
            "evaluation:overview",
            _but(indicators.filter(measures=None), "à mesurer"),
        ),
    ]


def _but(rows: QuerySet[Any], what: str) -> str:
    count = rows.count()
    return f"{count} {what}" if count else ""
