"""The complete CTG: one real EPCI of eight communes, followed from its first committee to its first measures."""

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from actionplans.models import Action, Plan, PlanNode
from conventions.models import Deliberation, Signatory
from conventions.services import production, writing
from ctg.demo import cast as people
from ctg.demo.complete import bonus, life, plan, priorities
from ctg.demo.complete.facilities import FACILITIES
from ctg.demo.complete.follow_up import FollowedYear
from ctg.demo.complete.life import Cast
from ctg.demo.complete.portrait import PORTRAIT
from ctg.demo.complete.surveys import Surveys
from ctg.demo.directory import commune_organisation, epci_organisation
from ctg.demo.fiches import Casting, write_fiche, write_promise
from ctg.demo.findings import Quote, write_portrait
from ctg.demo.meetings import Governance
from ctg.demo.names import commune_body, council
from ctg.demo.stage import Stage
from diagnostics.models import Indicator, Issue
from evaluation.models import Question
from partners.models import Facility, Organisation, Participation
from territories.models import Commune, Ctg, Epci, LegalStatus
from territories.tasks import enqueue

SIREN = "200071546"
SEAT = "Machecoul-Saint-Même"
SIGNED_ON = date(2025, 12, 12)
KIND, PART = Organisation.Kind, Participation.Part

QUESTIONS = (
    (Question.Criterion.RELEVANCE, "Les axes répondent-ils encore aux besoins, après la baisse des naissances ?"),
    (Question.Criterion.COHERENCE, "Les actions se complètent-elles, entre elles et avec le schéma départemental ?"),
    (Question.Criterion.EFFECTIVENESS, "Quels objectifs sont atteints, pour qui, et dans quelles communes ?"),
    (Question.Criterion.EFFICIENCY, "Que coûtent une place, une heure, un accompagnement ?"),
    (Question.Criterion.IMPACT, "Qu’est-ce qui a changé pour les familles et pour les adolescents ?"),
    (Question.Criterion.SUSTAINABILITY, "Qu’est-ce qui continuera sans les crédits de la convention ?"),
)


class Complete:
    """Told in two times: the rows, then what services do once the rows are written."""

    def __init__(self, stage: Stage, ctg: Ctg, communes: Mapping[str, Commune], users: Mapping[str, User]) -> None:
        self.stage, self.ctg, self.communes, self.users = stage, ctg, communes, users
        self.organisations = self._organisations()
        self.cast = Cast(stage, self.organisations)
        self.governance = Governance(stage, ctg)
        self.surveys = Surveys(stage, ctg, communes, users[people.OFFICER.email])

    def tell(self, catalogue: Mapping[str, Indicator], quote: Quote) -> None:
        self._introduce_accounts()
        life.install_bodies(self.governance, self.cast)
        for gathering in life.gatherings(self.cast):
            self.governance.gather(gathering)
        issues = write_portrait(
            self.stage, self.ctg, PORTRAIT, catalogue=catalogue, communes=self.communes, quote=quote
        )
        priorities.rank(self.stage, self.ctg, issues)
        self.surveys.tell()
        self._write_plan(issues)
        self._write_parties()
        for criterion, text in QUESTIONS:
            self.stage.rows.add(Question, ctg=self.ctg, criterion=criterion, text=text, updated_by=self.stage.author)
        facilities = {facility[1]: self._write_facility(*facility) for facility in FACILITIES}
        bonus.write_rows(self.stage, self.ctg, facilities)

    def conclude(self) -> None:
        """The decisions, which move the CTG, then the convention and its signature."""
        self.surveys.conclude()
        self.governance.decide()
        bonus.share_lines(self.stage, self.ctg)
        priorities.rule(self.stage, self.ctg)
        convention = writing.start(self.ctg, by=self.stage.author)
        # The worker seals it as soon as it runs: today, since nothing can be sealed in the past.
        enqueue(
            production.KIND,
            caf=self.ctg.caf,
            territory=self.ctg.territory,
            by=self.stage.author,
            ctg=str(self.ctg.pk),
            convention=str(convention.pk),
        )
        self.ctg.signed_on, self.ctg.legal_status = SIGNED_ON, LegalStatus.SIGNED
        self.ctg.touched_by(self.stage.author).save()

    def _organisations(self) -> dict[str, Organisation]:
        stage, epci = self.stage, self.ctg.territory.epci
        if not isinstance(epci, Epci):
            raise TypeError("the complete CTG lives in an EPCI")
        towns = [commune_organisation(stage, commune) for commune in self.communes.values()]
        others = {
            plan.CIAS: KIND.CCAS,
            life.JOBS: KIND.ASSOCIATION,
            life.SCHOOLS: KIND.STATE,
            life.SPORTS: KIND.STATE,
            plan.SUPPORT: KIND.ASSOCIATION,
            plan.YOUTH: KIND.ASSOCIATION,
            plan.PARENTS: KIND.ASSOCIATION,
            plan.SOCIAL_SPACE: KIND.ASSOCIATION,
            "Association Pomme d’Api": KIND.ASSOCIATION,
            "Micro-crèches Les Petits Pas": KIND.OTHER,
            plan.CAF: KIND.CAF,
            plan.MSA: KIND.MSA,
            plan.DEPARTMENT: KIND.DEPARTMENT,
            plan.STATE: KIND.STATE,
        }
        found = [
            epci_organisation(stage, epci, self.communes[SEAT]),
            *towns,
            *(stage.organisation(name, kind) for name, kind in others.items()),
        ]
        return {organisation.name: organisation for organisation in found}

    def _introduce_accounts(self) -> None:
        for account, organisation, position in (
            (people.OFFICER, plan.CC, "chargée de coopération"),
            (people.ELECTED, commune_body(SEAT), "adjointe à l’enfance"),
            (people.PARTNER, plan.YOUTH, "responsable jeunesse"),
        ):
            self.stage.person(
                self.organisations[organisation],
                position,
                account.first_name,
                account.last_name,
                self.users[account.email],
            )

    def _write_plan(self, issues: Mapping[str, Issue]) -> None:
        add, author = self.stage.rows.add, self.stage.author
        root = add(Plan, ctg=self.ctg, updated_by=author)
        casting = Casting(
            organisations=self.organisations,
            pilots={
                fiche.pilot_position: self.cast(fiche.pilot, fiche.pilot_position) for fiche in plan.FICHES.values()
            },
            elected=self.cast(commune_body(SEAT), "adjointe à l’enfance"),
            issues=issues,
            communes=self.communes,
            reporter=self.users[people.OFFICER.email],
        )
        actions: dict[str, Action] = {}
        coded: dict[str, Action] = {}
        for rank, (title, text, objectives) in enumerate(plan.AXES, start=1):
            axis = add(PlanNode, ctg=self.ctg, plan=root, position=rank, title=title, text=text, updated_by=author)
            for place, (name, words, codes) in enumerate(objectives, start=1):
                node = add(
                    PlanNode,
                    ctg=self.ctg,
                    plan=root,
                    parent=axis,
                    position=place,
                    title=name,
                    text=words,
                    updated_by=author,
                )
                for position, code in enumerate(codes, start=1):
                    action = write_fiche(self.stage, self.ctg, node, position, plan.FICHES[code], casting)
                    actions[action.title] = coded[code] = action
        bonus.suppose(self.stage, self.ctg, actions)
        officer = self.cast(plan.CC, "chargée de coopération")
        FollowedYear(self.stage, self.ctg, coded, casting, officer, SIGNED_ON).tell()
        for promise in plan.PROMISES:
            write_promise(self.stage, self.ctg, None, promise, casting.reporter)

    def _write_parties(self) -> None:
        """The Caf, the EPCI, the eight communes and the MSA: eleven parties, each by the person who signed."""
        caf = self._signatory(plan.CAF, "directrice", 1)
        self._deliberation(caf, date(2025, 11, 27), "CAS-2025-27", "Commission d’action sociale")
        epci = self._signatory(plan.CC, "président", 2)
        self._deliberation(
            epci,
            date(2025, 11, 4),
            "2025-11-04-07",
            "Conseil communautaire",
            date(2025, 11, 7),
            f"044-{SIREN}-20251104-2025_11_04_07-DE",
        )
        for position, (name, session, number, received) in enumerate(life.MUNICIPAL_VOTES, start=3):
            town = self._signatory(commune_body(name), "maire", position)
            act = f"044-{town.organisation.siren}-{session:%Y%m%d}-{number.replace('-', '_')}-DE"
            self._deliberation(town, session, number, council(name), received, act)
        msa = self._signatory(plan.MSA, "directeur général", 11)
        self._deliberation(msa, date(2025, 11, 20), "CA-2025-11", "Conseil d’administration")
        for name, part in (
            (plan.DEPARTMENT, PART.FUNDER),
            (plan.STATE, PART.FUNDER),
            (plan.CIAS, PART.OPERATOR),
            (plan.SUPPORT, PART.OPERATOR),
            (plan.YOUTH, PART.OPERATOR),
            (plan.PARENTS, PART.PARTNER),
            (plan.SOCIAL_SPACE, PART.PARTNER),
            (life.SCHOOLS, PART.PARTNER),
            (life.JOBS, PART.PARTNER),
        ):
            self.stage.rows.add(Participation, ctg=self.ctg, organisation=self.organisations[name], part=part)

    def _signatory(self, name: str, quality: str, position: int) -> Signatory:
        self.stage.rows.add(Participation, ctg=self.ctg, organisation=self.organisations[name], part=PART.SIGNATORY)
        return self.stage.rows.add(
            Signatory,
            ctg=self.ctg,
            organisation=self.organisations[name],
            representative=self.cast(name, quality),
            quality=quality,
            position=position,
            signed_on=SIGNED_ON,
            updated_by=self.stage.author,
        )

    def _deliberation(
        self,
        signatory: Signatory,
        session_on: date,
        number: str,
        assembly: str,
        received_on: date | None = None,
        act_identifier: str = "",
    ) -> None:
        self.stage.rows.add(
            Deliberation,
            signatory=signatory,
            session_on=session_on,
            number=number,
            assembly=assembly,
            received_on=received_on,
            act_identifier=act_identifier,
            updated_by=self.stage.author,
        )

    def _write_facility(self, kind: str, name: str, commune: str, operator: str, capacity: str, unit: str) -> Facility:
        return self.stage.rows.add(
            Facility,
            territory=self.ctg.territory,
            name=name,
            kind=kind,
            commune=self.communes[commune],
            operator=self.organisations[operator],
            supported_by=self.organisations[commune_body(commune) if "périscolaire" in name else plan.CC],
            capacity=capacity,
            unit=unit,
            updated_by=self.stage.author,
        )
