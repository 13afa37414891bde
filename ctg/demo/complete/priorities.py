"""How the complete CTG ranked its issues: scores, a vote of thirty people in a workshop, what the COPIL ruled."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from ctg.demo.stage import PARIS, Stage
from diagnostics.models import Ballot, BallotMark, Criterion, Issue, Ruling, Score, VoteOption, VoteSession
from diagnostics.services.priorities import PROPOSED
from territories.models import Ctg, Phase

VOTERS, DOTS, MOST = 30, 5, 3
CODE = "RETZ25"
OPENED_AT = datetime(2025, 5, 15, 18, 40, tzinfo=PARIS)
CLOSED_AT = datetime(2025, 5, 15, 19, 5, tzinfo=PARIS)
RULED_ON = date(2025, 6, 5)

# Gravity, people concerned, capacity to act, political will, departmental scheme.
SCORES = {
    "E1": (5, 4, 4, 4, 5),
    "E2": (5, 4, 3, 5, 5),
    "E3": (4, 3, 4, 3, 4),
    "E4": (4, 2, 4, 3, 4),
    "E5": (3, 4, 2, 3, 4),
}
# How much each issue attracts a voter of the workshop.
PULL = {"E1": 30, "E2": 26, "E3": 22, "E4": 12, "E5": 10}
# What the team proposed, when it is not what the COPIL ruled, and why.
RULINGS = {
    "E1": (Issue.Priority.FIRST, "Sans relève, la moitié de l’accueil individuel disparaît en dix ans."),
    "E2": (Issue.Priority.FIRST, "Une demande sur trois refusée\u202f: les élus de l’est s’engagent."),
    "E3": (Issue.Priority.NORMAL, "Le vote de l’atelier l’a placé au troisième rang\u202f: le comité le relève."),
    "E4": (Issue.Priority.HIGH, "Le comité suit la proposition de l’équipe."),
    "E5": (Issue.Priority.HIGH, "Les moyens d’agir sont surtout ceux du Département\u202f: à suivre."),
}


def rank(stage: Stage, ctg: Ctg, issues: Mapping[str, Issue]) -> None:
    """The scores and the vote."""
    criteria = [
        stage.rows.add(
            Criterion,
            caf=stage.caf,
            name=name,
            question=question,
            weight=2 if name == "Gravité" else 1,
            position=position,
            updated_by=stage.author,
        )
        for position, (name, question) in enumerate(PROPOSED, start=1)
    ]
    for code, values in SCORES.items():
        for criterion, value in zip(criteria, values, strict=True):
            stage.rows.add(Score, issue=issues[code], criterion=criterion, value=value)
    _vote(stage, ctg, issues)


def _vote(stage: Stage, ctg: Ctg, issues: Mapping[str, Issue]) -> None:
    session = stage.rows.add(
        VoteSession,
        ctg=ctg,
        title="Séminaire du 15 mai 2025",
        code=CODE,
        token_digest=_digest(CODE),
        dots=DOTS,
        most_per_issue=MOST,
        expected=VOTERS,
        opened_by=stage.author,
        updated_by=stage.author,
        closes_at=CLOSED_AT,
        closed_at=CLOSED_AT,
    )
    stage.rows.dated(session, "opened_at", OPENED_AT)
    options = {
        code: stage.rows.add(VoteOption, session=session, issue=issue, label=str(issue), position=position)
        for position, (code, issue) in enumerate(issues.items(), start=1)
    }
    chance = stage.draw.about("vote").random
    for voter in range(VOTERS):
        ballot = stage.rows.add(Ballot, session=session, device_digest=_digest(f"{CODE} {voter}"))
        given = dict.fromkeys(options, 0)
        while sum(given.values()) < DOTS:
            code = chance.choices(list(PULL), weights=list(PULL.values()))[0]
            given[code] += given[code] < MOST
        for code, dots in given.items():
            if dots:
                stage.rows.add(BallotMark, ballot=ballot, option=options[code], dots=dots)


def rule(stage: Stage, ctg: Ctg) -> None:
    """What the COPIL that validated the diagnosis decided about each issue."""
    decision = ctg.decisions.validations().filter(validated_phase=Phase.DIAGNOSIS).first()
    for issue in ctg.issues.order_by("number"):
        before, reason = RULINGS[issue.code]
        stage.rows.add(
            Ruling,
            issue=issue,
            decision=decision,
            decided_on=RULED_ON,
            reason=reason,
            priority=issue.priority,
            is_retained=True,
            priority_before=before,
            was_retained=True,
            recorded_by=stage.author,
        )
    stage.rows.write()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
