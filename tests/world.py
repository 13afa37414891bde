"""One row of every tenant model, every text of it marked: what the generated tests look for elsewhere.

`build(…, copies=n)` makes n rows of each model that a page can list, for the tests that count queries.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model

from accounts.models import User
from actionplans import models as actionplans
from actionplans.imports.contract import ACTION
from actionplans.imports.gathering import Gathering
from conventions import models as conventions
from dashboards import models as dashboards
from diagnostics import models as diagnostics
from evaluation import models as evaluation
from governance import models as governance
from partners import models as partners
from territories.models import Caf, Commune, Counter, Ctg, Job, PerimeterCommune, Phase, Territory
from territories.scope import caf_scope

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """The rows of one CTG and of its Caf, by the name of their model in lower case.

    What a Caf shares between its territories (organisations, catalogue, template) bears the Caf's canary.
    """

    caf: Caf
    territory: Territory
    ctg: Ctg
    canary: str
    user: User
    rows: dict[str, Any] = field(default_factory=dict)

    def add(self, model: type[Model], **values: Any) -> Any:
        row = model._default_manager.create(**values)
        self.rows[model._meta.label_lower] = row
        return row

    def pk(self, label: str) -> str:
        return str(self.rows[label].pk)

    def text(self, number: int) -> str:
        return f"{self.canary} {number}"

    def shared_text(self, number: int) -> str:
        return f"canari-{self.caf.slug} {self.territory.slug[-4:]} {number}".upper()


def build(
    caf: Caf, user: User, canary: str, insee_codes: list[str], *, copies: int = 1, phase: str = Phase.FOLLOW_UP
) -> World:
    with caf_scope(caf, user=user):
        territory = Territory.objects.create(caf=caf, name=canary, slug=canary.lower())
        ctg = Ctg.objects.create(
            territory=territory,
            slug="2026-2030",
            number=f"CTG-{canary}",
            phase=phase,
            effective_from=date(2026, 1, 1),
            effective_to=date(2030, 12, 31),
        )
        world = World(caf, territory, ctg, canary, user)
        communes = list(Commune.objects.filter(insee_code__in=insee_codes))
        for commune in communes:
            world.add(
                PerimeterCommune, ctg=ctg, commune=commune, valid_from=ctg.effective_from, valid_to=date(2031, 1, 1)
            )
        world.add(Counter, caf=caf, name=canary)
        world.add(Job, caf=caf, territory=territory, kind=canary[:60], message=canary, requested_by=user)
        world.rows["dashboards.snapshot"] = dashboards.Snapshot.objects.get_or_create(caf=caf, taken_on=NOON.date())[0]
        world.rows |= {"territories.territory": territory, "territories.ctg": ctg}
        grow(world, range(1, copies + 1))
    return world


def grow(world: World, numbers: Iterable[int]) -> None:
    """One more row of each model for each number, beside those that are there; call it inside the scope."""
    commune = world.rows["territories.perimetercommune"].commune
    for number in numbers:
        _add_partners(world, commune, number)
        _add_governance(world, number)
        _add_diagnosis(world, commune, number)
        _add_survey(world, commune, number)
        _add_plan(world, commune, number)
        _add_evaluation(world, number)
        _add_convention(world, number)


def deepen(world: World, first: dict[str, Any], count: int) -> None:
    """Give `count` more children to each of the `first` rows: what the page of one object lists."""
    for number in range(count):
        text, day = f"{world.canary} enfant {number}", date(2026, 1, 1) + timedelta(days=number)
        contact = partners.Contact.objects.create(
            organisation=first["partners.organisation"], first_name=text, last_name=text
        )
        seat = governance.Seat.objects.create(body=first["governance.body"], contact=contact, starts_on=day)
        meeting = first["governance.meeting"]
        governance.AgendaItem.objects.create(meeting=meeting, title=text, position=number)
        governance.Attendance.objects.create(meeting=meeting, seat=seat, status="present")
        governance.Decision.objects.create(meeting=meeting, number=1000 + number, text=text, owner=contact)
        governance.Meeting.objects.create(body=first["governance.body"], held_on=day, status="planned")
        contribution = diagnostics.Contribution.objects.create(
            ctg=world.ctg,
            link=first["diagnostics.contributionlink"],
            theme="youth",
            title=text,
            text=text,
            collected_on=day,
        )
        diagnostics.Evidence.objects.create(finding=first["diagnostics.finding"], contribution=contribution, quote=text)
        _deepen_priorities(world, first, number)
        section = diagnostics.SurveySection.objects.create(survey=first["diagnostics.survey"], title=text)
        question = diagnostics.SurveyQuestion.objects.create(section=section, kind="text", text=text)
        response = diagnostics.SurveyResponse.objects.create(survey=first["diagnostics.survey"], submitted_on=day)
        diagnostics.SurveyAnswer.objects.create(response=response, question=question, text=text, text_status="held")
        action = first["actionplans.action"]
        actionplans.Step.objects.create(action=action, title=text, due_on=day)
        actionplans.FollowUp.objects.create(
            action=action, status="in_progress", progress=10, note=text, author=world.user
        )
        _deepen_voices(world, action, contact, number)
        actionplans.BudgetLine.objects.create(
            action=action, year=2027, side="resource", funder="state", scheme=text, amount=Decimal(number)
        )
        indicator = first["evaluation.indicator"]
        evaluation.Measure.objects.create(
            indicator=indicator, year=2027 + number, value=Decimal(number), reported_by=world.user
        )
        evaluation.Target.objects.create(indicator=indicator, year=2028 + number, value=Decimal(number))
        conventions.Deliberation.objects.create(
            signatory=first["conventions.signatory"], session_on=day, number=text[:60], assembly=text
        )


def _deepen_voices(world: World, action: actionplans.Action, contact: partners.Contact, number: int) -> None:
    text, day = f"{world.canary} voix {number}", date(2026, 1, 1)
    actionplans.FollowUp.objects.create(
        action=action, status="in_progress", progress=10, note=text, contact=contact, standing="proposed"
    )
    digest = actionplans.Digest.objects.create(
        caf=world.caf, email=f"voix-{world.canary}-{number}@demo.example".lower(), week_of=day, sent_on=day
    )
    actionplans.Reminder.objects.create(digest=digest, action=action, contact=contact, rank="deputy", sent_on=day)
    actionplans.Blocker.objects.create(action=action, text=text, lifter=contact, raised_on=day, raised_by=world.user)
    comment = actionplans.Comment.objects.create(action=action, text=text, author=world.user)
    actionplans.Mention.objects.create(comment=comment, contact=contact)


def _add_partners(world: World, commune: Commune, number: int) -> None:
    text, caf, ctg = world.text(number), world.caf, world.ctg
    shared = world.shared_text(number)
    organisation = world.add(
        partners.Organisation, caf=caf, name=shared, kind="association", address=shared, commune=commune
    )
    world.add(
        partners.Contact,
        organisation=organisation,
        first_name=shared,
        last_name=shared,
        position=shared,
        email=f"{shared.lower().replace(' ', '-')}@demo.example",
        phone=shared[:20],
    )
    world.add(partners.Participation, ctg=ctg, organisation=organisation, part="partner")
    world.add(
        partners.Facility,
        territory=world.territory,
        name=text,
        kind="eaje",
        commune=commune,
        operator=organisation,
        supported_by=organisation,
        capacity=18,
        unit=text[:40],
    )
    world.add(
        partners.Invitation,
        caf=caf,
        territory=world.territory,
        email=f"invite-{text.lower().replace(' ', '-')}@demo.example",
        first_name=text,
        last_name=text,
        role="reader",
        organisation=organisation,
        token_digest=f"invitation-{text}",
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        invited_by=world.user,
    )


def _add_governance(world: World, number: int) -> None:
    text, ctg, contact = world.text(number), world.ctg, world.rows["partners.contact"]
    body = world.add(governance.Body, ctg=ctg, kind="steering", name=f"COPIL {text}", mission=text)
    seat = world.add(governance.Seat, body=body, contact=contact, starts_on=date(2025, 1, 1))
    meeting = world.add(
        governance.Meeting, body=body, held_on=date(2026, 6, number % 28 + 1), place=text, status="held", minutes=text
    )
    world.add(governance.AgendaItem, meeting=meeting, title=text, position=1)
    world.add(governance.Attendance, meeting=meeting, seat=seat, status="present")
    world.add(governance.Decision, meeting=meeting, number=number, text=text, owner=contact, due_on=date(2026, 9, 1))


def _add_diagnosis(world: World, commune: Commune, number: int) -> None:
    text, caf, ctg = world.text(number), world.caf, world.ctg
    shared = world.shared_text(number)
    indicator = world.add(
        diagnostics.Indicator,
        caf=caf,
        code=f"{shared[:6]}-{world.territory.slug[-4:]}-{number}",
        theme="early_childhood",
        label=shared,
        definition=shared,
        unit=shared[:40],
        kind="count",
        numerator_label=shared,
        denominator_label=shared,
        source=shared,
        finest_level="commune",
        sentence=f"{shared} {{valeur}}",
        related_to=shared[:20],
    )
    world.add(
        diagnostics.FormerDefinition,
        indicator=indicator,
        valid_to=NOON,
        reason=shared,
        **(indicator.wording() | {"definition": f"{shared} avant"}),
    )
    dataset = world.add(
        diagnostics.Dataset, caf=caf, name=shared, producer=shared, edition=shared[:60], geography_vintage=2026
    )
    world.add(
        diagnostics.IndicatorValue, indicator=indicator, dataset=dataset, commune=commune, year=2024, value=Decimal(12)
    )
    world.add(
        diagnostics.HeldValue, indicator=indicator, dataset=dataset, commune=commune, year=2024, value=Decimal(12)
    )
    world.add(diagnostics.FormerFigure, indicator=indicator, commune=commune, year=2024, value=Decimal(11))
    received = world.add(
        diagnostics.DatasetImport,
        caf=caf,
        status="done",
        file_name=shared,
        sha256=shared[:64],
        dataset=dataset,
        imported_at=datetime(2026, 3, 1, tzinfo=UTC),
        created_by=world.user,
    )
    world.add(
        diagnostics.ReplacedValue,
        source_import=received,
        is_held=False,
        indicator=indicator,
        dataset=dataset,
        commune=commune,
        year=2024,
        value=Decimal(11),
        status="ok",
    )
    world.add(diagnostics.ImportProfile, caf=caf, name=shared[:120], columns=["codgeo"])
    if number == 1:
        world.add(diagnostics.Diagnosis, ctg=ctg, summary=text, method=text)
    link = world.add(
        diagnostics.ContributionLink,
        ctg=ctg,
        contact=world.rows["partners.contact"],
        message=text,
        token_digest=f"contribution-{text}",
        expires_on=date(2030, 1, 1),
        sent_by=world.user,
    )
    contribution = world.add(
        diagnostics.Contribution,
        ctg=ctg,
        link=link,
        theme="youth",
        title=text,
        text=text,
        author_name=text,
        collected_on=date(2026, 2, 1),
        status="accepted",
    )
    finding = world.add(
        diagnostics.Finding, ctg=ctg, quadrant="weakness", theme="youth", title=text, text=text, commune=commune
    )
    world.add(diagnostics.Evidence, finding=finding, contribution=contribution, quote=text)
    issue = world.add(diagnostics.Issue, ctg=ctg, number=number, title=text, text=text, theme="youth")
    world.add(diagnostics.IssueFinding, issue=issue, finding=finding)
    canonical = f'{{"summary":"{text}"}}'
    version = world.add(
        diagnostics.DiagnosisVersion,
        ctg=ctg,
        number=number,
        decision=world.rows["governance.decision"],
        canonical=canonical,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        frozen_at=NOON,
        frozen_by=world.user,
    )
    world.add(
        diagnostics.DiagnosisFile,
        ctg=ctg,
        version=version,
        format="pdf",
        file_name=f"{caf.pk}/2026/{text}.pdf",
        size=1000,
        pages=2,
        sha256=f"{number:064d}{world.canary}"[-64:],
        made_at=NOON,
        job=world.rows["territories.job"],
    )
    _add_priorities(world, issue, number)


def _deepen_priorities(world: World, first: dict[str, Any], number: int) -> None:
    text, issue, session = (
        f"{world.canary} suite {number}",
        first["diagnostics.issue"],
        first["diagnostics.votesession"],
    )
    finding = diagnostics.Finding.objects.create(ctg=world.ctg, quadrant="threat", theme="youth", title=text)
    diagnostics.IssueFinding.objects.create(issue=issue, finding=finding)
    diagnostics.IssueFinding.objects.create(
        issue=diagnostics.Issue.objects.create(ctg=world.ctg, number=500 + number, title=text, theme="youth"),
        finding=first["diagnostics.finding"],
    )
    diagnostics.Ruling.objects.create(
        issue=issue, decision=first["governance.decision"], decided_on=date(2026, 6, 1), reason=text, priority=1,
        is_retained=True, priority_before=2, was_retained=True, recorded_by=world.user,
    )  # fmt: skip
    ballot = diagnostics.Ballot.objects.create(session=session, device_digest=f"suite-{number}")
    option = diagnostics.VoteOption.objects.create(
        session=session,
        issue=diagnostics.Issue.objects.create(ctg=world.ctg, number=700 + number, title=text, theme="youth"),
        label=text,
        position=number,
    )
    diagnostics.BallotMark.objects.create(ballot=ballot, option=option, dots=1)


def _add_priorities(world: World, issue: diagnostics.Issue, number: int) -> None:
    text, shared = world.text(number), world.shared_text(number)
    criterion = world.add(diagnostics.Criterion, caf=world.caf, name=shared, question=shared, position=number)
    world.add(diagnostics.Score, issue=issue, criterion=criterion, value=3)
    world.add(
        diagnostics.Ruling,
        issue=issue,
        decision=world.rows["governance.decision"],
        decided_on=date(2026, 6, 1),
        reason=text,
        priority=1,
        is_retained=True,
        priority_before=2,
        was_retained=True,
        recorded_by=world.user,
    )
    session = world.add(
        diagnostics.VoteSession,
        ctg=world.ctg,
        title=text,
        code=f"{number:06d}",
        token_digest=f"vote-{text}",
        opened_by=world.user,
        closes_at=datetime(2030, 1, 1, tzinfo=UTC),
    )
    option = world.add(diagnostics.VoteOption, session=session, issue=issue, label=text, position=1)
    ballot = world.add(diagnostics.Ballot, session=session, device_digest=f"device-{number}")
    world.add(diagnostics.BallotMark, ballot=ballot, option=option, dots=2)


def _add_plan(world: World, commune: Commune, number: int) -> None:
    text, ctg = world.text(number), world.ctg
    organisation, contact = world.rows["partners.organisation"], world.rows["partners.contact"]
    plan = world.rows.get("actionplans.plan") or world.add(
        actionplans.Plan, ctg=ctg, level_labels=[text[:40], "Objectif"]
    )
    axis = actionplans.PlanNode.objects.create(plan=plan, title=f"Axe {text}", text=text, position=number)
    node = world.add(actionplans.PlanNode, plan=plan, parent=axis, title=text, text=text, position=1)
    action = world.add(
        actionplans.Action,
        ctg=ctg,
        node=node,
        title=text,
        description=text,
        expected_result=text,
        audience=text,
        pilot=organisation,
        pilot_contact=contact,
        elected_referent=contact,
        status="in_progress",
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        conditions=text,
        risks=text,
    )
    world.add(actionplans.ActionIssue, action=action, issue=world.rows["diagnostics.issue"])
    world.add(actionplans.ActionCommune, action=action, commune=commune)
    world.add(actionplans.ActionPartner, action=action, organisation=organisation)
    world.add(actionplans.Step, action=action, title=text, due_on=date(2027, 1, 1))
    actionplans.BudgetLine.objects.create(action=action, year=2026, side="expense", amount=Decimal(1000), scheme=text)
    world.add(
        actionplans.BudgetLine,
        action=action,
        year=2026,
        side="resource",
        funder="caf",
        organisation=organisation,
        scheme=text,
        amount=Decimal(1000),
    )
    world.add(actionplans.FollowUp, action=action, status="in_progress", progress=10, note=text, author=world.user)
    _add_bonus(world, number)
    _add_voices_of_the_fiche(world, action, contact, number)


def _add_voices_of_the_fiche(world: World, action: actionplans.Action, contact: partners.Contact, number: int) -> None:
    text, shared, day = world.text(number), world.shared_text(number), date(2026, 6, 1)
    link = world.add(
        actionplans.FollowUpLink,
        ctg=world.ctg,
        action=action,
        action_title=text,
        contact=contact,
        token_digest=f"follow-up-{text}",
        expires_on=date(2030, 1, 1),
    )
    actionplans.FollowUp.objects.create(
        action=action, status="delayed", progress=10, note=text, contact=contact, link=link, standing="proposed"
    )
    email = f"{shared.lower().replace(' ', '-')}-{number}@demo.example"
    digest = world.add(actionplans.Digest, caf=world.caf, email=email, week_of=day, sent_on=day)
    world.add(
        actionplans.Reminder, digest=digest, action=action, contact=contact, link=link, rank="referent", sent_on=day
    )
    world.add(actionplans.ReminderSnooze, caf=world.caf, email=email, until=day)
    world.add(actionplans.ReminderPause, ctg=world.ctg, reason=text, starts_on=day, until=day, set_by=world.user)
    world.add(
        actionplans.AlertMute, action=action, alert="late", reason=text, until=date(2030, 1, 1), muted_by=world.user
    )
    world.add(actionplans.Blocker, action=action, text=text, lifter=contact, raised_on=day, raised_by=world.user)
    comment = world.add(actionplans.Comment, action=action, text=text, author=world.user)
    world.add(actionplans.Mention, comment=comment, contact=contact)


def _add_bonus(world: World, number: int) -> None:
    text, ctg, shared = world.text(number), world.ctg, world.shared_text(number)
    tables = actionplans.RateTable.objects.filter(caf=world.caf, year=2025 + number)
    world.rows["actionplans.ratetable"] = table = tables.first() or world.add(
        actionplans.RateTable, caf=world.caf, year=2025 + number, source=shared
    )
    world.rows["actionplans.rate"] = table.rates.first() or world.add(
        actionplans.Rate,
        table=table,
        kind="eaje",
        category="new",
        unit=shared[:40],
        amount=Decimal(2900),
        source=shared,
    )
    facility_year = world.add(
        actionplans.FacilityYear,
        ctg=ctg,
        facility=world.rows["partners.facility"],
        year=2026,
        existing_units=Decimal(18),
        explanation=text,
    )
    line = world.rows["actionplans.budgetline"]
    world.add(actionplans.SharedLine, facility_year=facility_year, line=line, amount=Decimal(500))
    if number == 1:
        world.add(actionplans.Trajectory, ctg=ctg, baseline_places=Decimal(130))
    world.add(actionplans.PlanImport, ctg=ctg, file_name=text, proposal=_proposal(text), created_by=world.user)
    scenario = world.add(actionplans.Scenario, ctg=ctg, name=text, note=text)
    action = world.rows["actionplans.action"]
    world.add(actionplans.Hypothesis, scenario=scenario, kind="amount", action=action, percent=Decimal(10))


def _proposal(text: str) -> dict[str, Any]:
    """A plan of one action in a file."""
    gathering = Gathering()
    axis = gathering.node(0, 1, f"1 {text}", text)
    gathering.add(ACTION, axis.number, 2, text, text, "1.1").pilot = text
    return gathering.proposal.as_json()


def _add_evaluation(world: World, number: int) -> None:
    text, ctg = world.text(number), world.ctg
    indicator = world.add(
        evaluation.Indicator,
        ctg=ctg,
        action=world.rows["actionplans.action"],
        label=text,
        unit=text[:40],
        baseline_value=Decimal(1),
        baseline_year=2025,
        source=text,
    )
    world.add(evaluation.Target, indicator=indicator, year=2027, value=Decimal(3))
    world.add(evaluation.Measure, indicator=indicator, year=2026, value=Decimal(2), note=text, reported_by=world.user)
    world.add(
        evaluation.Question, ctg=ctg, criterion="impact", text=text, judgement=3, argument=text, recommendation=text
    )


def _add_convention(world: World, number: int) -> None:
    text, caf, ctg = world.text(number), world.caf, world.ctg
    shared = world.shared_text(number)
    if number == 1:
        template = world.add(
            conventions.DocumentTemplate,
            caf=caf,
            name=shared,
            preamble=shared,
            legal_references=shared,
            is_current=True,
        )
        world.add(conventions.Convention, ctg=ctg, template=template, preamble=text, legal_references=text)
    clause = world.add(
        conventions.Clause,
        template=world.rows["conventions.documenttemplate"],
        position=number,
        title=shared,
        body=shared,
    )
    world.add(
        conventions.Article,
        convention=world.rows["conventions.convention"],
        clause=clause,
        position=number,
        title=text,
        body=text,
    )
    signatory = world.add(
        conventions.Signatory,
        ctg=ctg,
        organisation=world.rows["partners.organisation"],
        representative=world.rows["partners.contact"],
        quality=text,
    )
    world.add(
        conventions.Deliberation,
        signatory=signatory,
        session_on=date(2025, 11, 4),
        number=text[:60],
        assembly=text,
        act_identifier=text,
    )
    world.add(
        conventions.SealedDocument,
        ctg=ctg,
        number=number,
        reference=f"{text}"[:60],
        file_name=f"{caf.pk}/2026/{text}.pdf",
        size=1000,
        pages=2,
        sha256=f"{number:064d}{world.canary}"[-64:],
        verification_code=f"{world.canary[:14]}{number}"[:20],
        content={"titre": text},
        certificate=text,
        is_test_seal=True,
        sealed_at=NOON,
        sealed_by=world.user,
        job=world.rows["territories.job"],
    )


def _add_survey(world: World, commune: Commune, number: int) -> None:
    text = world.text(number)
    words = dict.fromkeys(["title", "audience", "purpose", "controller", "contact", "collection", "bias_note"], text)
    survey = world.add(
        diagnostics.Survey, ctg=world.ctg, token=text, token_digest=f"survey-{text}", opened_at=NOON, **words
    )
    section = world.add(diagnostics.SurveySection, survey=survey, title=text, text=text)
    words = {"text": text, "hint": text, "low_label": text, "high_label": text}
    question = world.add(diagnostics.SurveyQuestion, section=section, kind="text", **words)
    world.add(diagnostics.SurveyQuota, survey=survey, commune=commune, goal=10)
    response = world.add(diagnostics.SurveyResponse, survey=survey, submitted_on=NOON.date())
    world.add(diagnostics.SurveyAnswer, response=response, question=question, text=text, text_status="held")
