"""The rows of one Caf, gathered model by model, then written in a few statements."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Model

from accounts.models import User
from actionplans import models as actionplans
from conventions import models as conventions
from ctg.demo.draw import Draw
from diagnostics import models as diagnostics
from evaluation import models as evaluation
from governance import models as governance
from partners import models as partners
from territories.models import Membership
from territories.templatetags.french import typography

ModelT = TypeVar("ModelT", bound=Model)

# Parents first: PostgreSQL checks the keys at the end of each statement.
ORDER: list[type[Model]] = [
    partners.Organisation,
    partners.Contact,
    Membership,
    partners.Facility,
    partners.Participation,
    governance.Body,
    governance.Seat,
    governance.Meeting,
    governance.AgendaItem,
    governance.Attendance,
    governance.Decision,
    diagnostics.Indicator,
    diagnostics.Dataset,
    diagnostics.Diagnosis,
    diagnostics.ContributionLink,
    diagnostics.Contribution,
    diagnostics.Finding,
    diagnostics.Evidence,
    diagnostics.Issue,
    diagnostics.IssueFinding,
    diagnostics.Survey,
    diagnostics.SurveySection,
    diagnostics.SurveyQuestion,
    diagnostics.SurveyQuota,
    diagnostics.SurveyResponse,
    diagnostics.SurveyAnswer,
    diagnostics.Criterion,
    diagnostics.Score,
    diagnostics.Ruling,
    diagnostics.VoteSession,
    diagnostics.VoteOption,
    diagnostics.Ballot,
    diagnostics.BallotMark,
    actionplans.Plan,
    actionplans.PlanNode,
    actionplans.Action,
    actionplans.ActionIssue,
    actionplans.ActionCommune,
    actionplans.ActionPartner,
    actionplans.Step,
    actionplans.BudgetLine,
    actionplans.RateTable,
    actionplans.Rate,
    actionplans.FacilityYear,
    actionplans.Trajectory,
    actionplans.SharedLine,
    actionplans.Scenario,
    actionplans.Hypothesis,
    actionplans.FollowUpLink,
    actionplans.FollowUp,
    actionplans.Digest,
    actionplans.Reminder,
    actionplans.ReminderSnooze,
    actionplans.ReminderPause,
    actionplans.AlertMute,
    actionplans.Blocker,
    actionplans.Comment,
    actionplans.Mention,
    evaluation.Indicator,
    evaluation.Target,
    evaluation.Measure,
    evaluation.Question,
    conventions.DocumentTemplate,
    conventions.Clause,
    conventions.Signatory,
    conventions.Deliberation,
]
BATCH = 2000


def count_rows() -> None:
    """Tell PostgreSQL what was loaded: before it knows, it plans for empty tables, ten times more slowly or worse."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


class Rows:
    def __init__(self, draw: Draw, author: User) -> None:
        self.draw, self.author = draw, author
        self._rows: dict[type[Model], list[Model]] = {}
        self._moments: list[tuple[Model, str, datetime]] = []

    def add(self, model: type[ModelT], **values: Any) -> ModelT:
        """A row to be written by `write`; it can be the parent of others at once."""
        typeset = {name: typography(value) if isinstance(value, str) else value for name, value in values.items()}
        row = model(pk=self.draw.new_id(), **typeset)
        self._rows.setdefault(model, []).append(row)
        return row

    def dated(self, row: ModelT, field: str, moment: datetime) -> ModelT:
        """Say when a row was made: Django stamps it with the present, and the story with the past."""
        self._moments.append((row, field, moment))
        return row

    def write(self) -> int:
        """Insert everything that was added since the last time, and say how many rows."""
        if unknown := self._rows.keys() - set(ORDER):
            raise TypeError(f"no place in the order for {unknown}")
        written = 0
        for model in ORDER:
            rows = self._rows.pop(model, [])
            model._default_manager.bulk_create(rows, batch_size=BATCH)
            written += len(rows)
        self._write_moments()
        return written

    def _write_moments(self) -> None:
        by_field: dict[tuple[type[Model], str], list[Model]] = {}
        for row, field, moment in self._moments:
            setattr(row, field, moment)
            by_field.setdefault((type(row), field), []).append(row)
        self._moments = []
        for (model, field), rows in by_field.items():
            model._default_manager.bulk_update(rows, [field], batch_size=BATCH)
