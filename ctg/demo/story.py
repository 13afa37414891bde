"""A CTG drawn from the library, told as far as its tale says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from accounts.models import User
from actionplans.models import Action, Plan, PlanNode
from conventions.models import Deliberation, Signatory
from conventions.services import writing
from ctg.demo import TODAY, library
from ctg.demo.agenda import committees, technical_meetings
from ctg.demo.directory import commune_organisation, epci_organisation
from ctg.demo.draw import Draw
from ctg.demo.fiches import Casting, write_fiche
from ctg.demo.findings import Portrait, Quote, Stake, Statement, Voice, write_portrait
from ctg.demo.meetings import Governance, Mandate
from ctg.demo.money import drawn_fiche
from ctg.demo.names import council
from ctg.demo.stage import Stage
from ctg.demo.tales import CtgTale
from diagnostics.models import Contribution, Indicator, Issue
from evaluation.models import Question
from governance.models import Body, Seat
from partners.models import Facility, Organisation, Participation
from territories.models import Commune, Ctg, LegalStatus, Phase

KIND, PART, SEAT = Organisation.Kind, Participation.Part, Seat.Part
PHASES = list(Phase)
MOST_FICHES = 9  # the complete CTG has ten, and stays the fullest


class Story:
    """Told in two times: the rows, then what services do once the rows are written."""

    def __init__(
        self,
        stage: Stage,
        ctg: Ctg,
        tale: CtgTale,
        communes: Mapping[str, Commune],
        *,
        population: int,
        reporter: User,
        is_told_later: bool,
    ) -> None:
        self.stage, self.ctg, self.tale = stage, ctg, tale
        self.has_facilities = ctg.renewal_of_id is None and not is_told_later
        self.communes, self.population, self.reporter = communes, population, reporter
        self.draw: Draw = stage.draw.about(f"{ctg.territory.name} {ctg.period}")
        self.town = commune_organisation(stage, self._largest())
        self.lead = self._lead()
        self.governance = Governance(stage, ctg)

    def tell(self, catalogue: Mapping[str, Indicator], quote: Quote) -> None:
        self._write_bodies()
        for gathering in (*committees(self.ctg, self.tale, self._place()), *technical_meetings(self.ctg, self.tale)):
            self.governance.gather(gathering)
        self._write_participations()
        if self._has_reached(Phase.DIAGNOSIS):
            issues = self._write_diagnosis(catalogue, quote)
            if self._has_reached(Phase.ACTION_PLAN):
                self._write_plan(issues)
        if self._has_reached(Phase.AGREEMENT):
            self._write_parties()
        if self._has_reached(Phase.EVALUATION):
            self._write_questions()

    def conclude(self) -> None:
        self.governance.decide()
        if self._has_reached(Phase.AGREEMENT):
            writing.start(self.ctg, by=self.stage.author)
        if self.tale.is_signed:
            self.ctg.signed_on = self._signed_on()
            self.ctg.legal_status = LegalStatus.ENDED if self.tale.is_over else LegalStatus.SIGNED
            self.ctg.touched_by(self.stage.author).save()

    def _has_reached(self, phase: Phase) -> bool:
        return PHASES.index(self.tale.phase) >= PHASES.index(phase)

    def _largest(self) -> Commune:
        """The commune that gives its address to the whole: the first of the list is the most populated."""
        return next(iter(self.communes.values()))

    def _lead(self) -> Organisation:
        epci = self.ctg.territory.epci
        return epci_organisation(self.stage, epci, self._largest()) if epci else self.town

    def _place(self) -> str:
        return "Mairie" if self.lead is self.town else "Siège de l’intercommunalité"

    def _organisation(self, name: str) -> Organisation:
        kinds = {
            self.stage.caf.name: KIND.CAF,
            "ccas": KIND.CCAS,
        }
        if name == "epci":
            return self.lead
        if name == "town":
            return self.town
        if name == "ccas":
            return self.stage.organisation(f"CIAS {self.ctg.territory.name}", KIND.CCAS)
        return self.stage.organisation(name, kinds.get(name, KIND.ASSOCIATION))

    # Bodies

    def _write_bodies(self) -> None:
        since = self.ctg.effective_from - timedelta(days=430)
        self.governance.body(
            Body.Kind.STEERING,
            "Comité de pilotage",
            2,
            "Valide chaque étape et décide des priorités.",
            [
                Mandate(self.stage.contact(organisation, position), part, since)
                for organisation, position, part in self._steering()
            ],
        )
        self.governance.body(
            Body.Kind.TECHNICAL,
            "Comité technique",
            4,
            "Prépare les comités de pilotage et suit les actions.",
            [
                Mandate(self.stage.contact(organisation, position), part, since)
                for organisation, position, part in self._technical()
            ],
        )

    def _steering(self) -> Iterator[tuple[Organisation, str, str]]:
        caf = self._organisation(self.stage.caf.name)
        yield self.lead, "président" if self.lead is not self.town else "maire", SEAT.CHAIR
        yield caf, "directrice", SEAT.CO_CHAIR
        yield caf, "conseiller technique de territoire", SEAT.MEMBER
        yield self.town, "adjointe à l’enfance", SEAT.MEMBER
        for commune in self.draw.some(list(self.communes.values()), 3):
            if commune.pk != self._largest().pk:
                yield commune_organisation(self.stage, commune), "maire", SEAT.MEMBER
        yield self._msa(), "responsable de l’action sociale", SEAT.MEMBER
        yield self._department(), "responsable de la PMI", SEAT.MEMBER

    def _technical(self) -> Iterator[tuple[Organisation, str, str]]:
        yield self.lead, "chargée de coopération", SEAT.CHAIR
        yield self._organisation(self.stage.caf.name), "conseiller technique de territoire", SEAT.CO_CHAIR
        yield self.lead, "responsable petite enfance", SEAT.MEMBER
        yield self._department(), "puéricultrice de PMI", SEAT.MEMBER

    def _msa(self) -> Organisation:
        return self.stage.organisation("MSA Loire-Atlantique – Vendée", KIND.MSA)

    def _department(self) -> Organisation:
        department = self.stage.caf.department
        words = {"44": "Département de Loire-Atlantique", "85": "Département de la Vendée"}
        return self.stage.organisation(words.get(department.code, f"Département {department}"), KIND.DEPARTMENT)

    # Diagnosis

    def _write_diagnosis(self, catalogue: Mapping[str, Indicator], quote: Quote) -> dict[str, Issue]:
        is_finished = self._has_reached(Phase.ACTION_PLAN)
        voices = list(self._voices(is_finished=is_finished))
        known = {voice.key for voice in voices}
        statements = [
            Statement(each.key, each.quadrant, each.theme, each.title, each.text, each.indicators,
                      tuple(key for key in each.voices if key in known))
            for each in (library.STATEMENTS if is_finished else library.STATEMENTS[:5])
        ]  # fmt: skip
        told = {each.key for each in statements}
        stakes: list[Stake] = [stake for stake in library.STAKES.values() if told.issuperset(stake.statements)]
        portrait = Portrait(
            summary="Les constats partagés avec les professionnels et les habitants." if is_finished else "",
            method="Questionnaire, ateliers, entretiens et lecture commune des statistiques.",
            voices=voices,
            statements=statements,
            stakes=stakes,
        )
        issues = write_portrait(
            self.stage, self.ctg, portrait, catalogue=catalogue, communes=self.communes, quote=quote
        )
        keys = [key for key, stake in library.STAKES.items() if stake in stakes]
        return dict(zip(keys, issues.values(), strict=True))

    def _voices(self, *, is_finished: bool) -> Iterator[Voice]:
        first_day = self.ctg.effective_from - timedelta(days=340)
        for rank, model in enumerate(library.VOICES):
            day = first_day + timedelta(days=17 * rank + self.draw.whole(0, 12))
            if day > TODAY:
                break
            is_new = not is_finished and rank >= 3
            yield Voice(
                model.key,
                model.kind,
                model.theme,
                model.title,
                model.text,
                model.author_name,
                day,
                self.draw.whole(*model.participants),
                Contribution.Status.TO_REVIEW if is_new else Contribution.Status.ACCEPTED,
            )

    # Plan

    def _write_plan(self, issues: Mapping[str, Issue]) -> None:
        add, author = self.stage.rows.add, self.stage.author
        root = add(Plan, ctg=self.ctg, updated_by=author)
        models = self.draw.some(library.FICHES, self.draw.whole(6, MOST_FICHES))
        casting = self._casting(models, issues)
        for rank, (title, stakes) in enumerate(library.AXES, start=1):
            axis = add(PlanNode, ctg=self.ctg, plan=root, position=rank, title=title, updated_by=author)
            chosen = [model for model in models if model.issue in stakes]
            objectives = list(dict.fromkeys(model.objective for model in chosen))
            for place, objective in enumerate(objectives, start=1):
                node = add(
                    PlanNode,
                    ctg=self.ctg,
                    plan=root,
                    parent=axis,
                    position=place,
                    title=objective,
                    updated_by=author,
                )
                members = [model for model in chosen if model.objective == objective]
                for position, model in enumerate(members, start=1):
                    self._write_action(node, position, model, casting)

    def _write_action(self, node: PlanNode, position: int, model: library.FicheModel, casting: Casting) -> Action:
        fiche = drawn_fiche(model, self.ctg, self.tale, self.draw, population=self.population)
        return write_fiche(self.stage, self.ctg, node, position, fiche, casting)

    def _casting(self, models: Sequence[library.FicheModel], issues: Mapping[str, Issue]) -> Casting:
        organisations = {model.pilot: self._organisation(model.pilot) for model in models}
        caf = self._organisation(self.stage.caf.name)
        return Casting(
            organisations=organisations | {"caf": caf, "lead": self.lead, "msa": self._msa()},
            pilots={model.position: self.stage.contact(organisations[model.pilot], model.position) for model in models},
            elected=self.stage.contact(self.town, "adjointe à l’enfance"),
            issues=issues,
            communes=self.communes,
            reporter=self.reporter,
        )

    # Parties

    def _write_participations(self) -> None:
        parts = [(self._msa(), PART.PARTNER), (self._department(), PART.FUNDER)]
        for organisation, part in parts:
            self.stage.rows.add(Participation, ctg=self.ctg, organisation=organisation, part=part)
        if self.has_facilities:
            self._write_facilities()

    def _write_facilities(self) -> None:
        """Facilities belong to the territory: told once, with its first CTG, in its largest communes.

        Those of the complete CTG are told with it.
        """
        scale = max(1, round(self.population / 25_000))
        towns = list(self.communes.values())
        for town in towns[:scale]:
            self._write_facility(Facility.Kind.EAJE, f"Multi-accueil de {town.name}", town, 36, "places")
            self._write_facility(Facility.Kind.ALSH, f"Accueil de loisirs de {town.name}", town, 90, "places")
        name = f"Relais petite enfance de {self.ctg.territory.name}"
        self._write_facility(Facility.Kind.RPE, name, towns[0], scale, "ETP")

    def _write_facility(self, kind: str, name: str, commune: Commune, capacity: int, unit: str) -> None:
        self.stage.rows.add(
            Facility,
            territory=self.ctg.territory,
            name=name,
            kind=kind,
            commune=commune,
            operator=self.lead,
            supported_by=self.lead,
            capacity=capacity,
            unit=unit,
            updated_by=self.stage.author,
        )

    def _write_parties(self) -> None:
        caf = self._organisation(self.stage.caf.name)
        self._signatory(caf, "directrice", 1)
        lead = self._signatory(self.lead, "président" if self.lead is not self.town else "maire", 2)
        self._deliberate(lead, "Conseil communautaire" if self.lead is not self.town else council(self.town.name), 0)
        towns = [] if self.lead is self.town else list(self.communes.values())
        for position, commune in enumerate(towns, start=3):
            town = self._signatory(commune_organisation(self.stage, commune), "maire", position)
            self._deliberate(town, council(commune.name), position)

    def _signatory(self, organisation: Organisation, quality: str, position: int) -> Signatory:
        add = self.stage.rows.add
        add(Participation, ctg=self.ctg, organisation=organisation, part=PART.SIGNATORY)
        return add(
            Signatory,
            ctg=self.ctg,
            organisation=organisation,
            representative=self.stage.contact(organisation, quality),
            quality=quality,
            position=position,
            signed_on=self._signed_on() if self.tale.is_signed else None,
            updated_by=self.stage.author,
        )

    def _deliberate(self, signatory: Signatory, assembly: str, rank: int) -> None:
        """When the parties have not signed, some assemblies have not met and some acts are not received."""
        session = self._signed_on() - timedelta(days=45 - self.draw.whole(0, 30))
        received: date | None = session + timedelta(days=self.draw.whole(2, 6))
        if not self.tale.is_signed:
            session = TODAY - timedelta(days=self.draw.whole(1, 40))
            received = session + timedelta(days=4)
            if rank and rank % 3 == 0:
                return
            if received > TODAY or rank % 4 == 1:
                received = None
        self.stage.rows.add(
            Deliberation,
            signatory=signatory,
            session_on=session,
            number=f"{session.year}-{self.draw.whole(30, 140)}",
            assembly=assembly,
            received_on=received,
            updated_by=self.stage.author,
        )

    def _signed_on(self) -> date:
        """In December before it takes effect, or a few months late: both happen."""
        day = self.ctg.effective_from + timedelta(days=(-20, -12, 74)[self.ctg.effective_from.year % 3])
        return min(day, TODAY)

    # Evaluation

    def _write_questions(self) -> None:
        for criterion, text, judgement, argument, recommendation in library.QUESTIONS:
            is_judged = self.tale.is_over or criterion in {Question.Criterion.RELEVANCE, Question.Criterion.COHERENCE}
            self.stage.rows.add(
                Question,
                ctg=self.ctg,
                criterion=criterion,
                text=text,
                judgement=judgement if is_judged else None,
                argument=argument if is_judged else "",
                recommendation=recommendation if is_judged else "",
                updated_by=self.stage.author,
            )
