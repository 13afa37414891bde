"""The whole demonstration, told once."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction

from accounts.models import User
from conventions.imports import read_model
from conventions.models import Clause, DocumentTemplate
from ctg.demo import cast as people
from ctg.demo.complete import Complete, plan
from ctg.demo.draw import Draw
from ctg.demo.rows import count_rows
from ctg.demo.stage import Stage
from ctg.demo.statistics.store import Scope, Statistics
from ctg.demo.story import Story
from ctg.demo.tales import TALES, CafTale, CtgTale, TerritoryTale
from diagnostics.imports.catalogue import read_catalogue
from diagnostics.models import Indicator
from diagnostics.services.catalogue import install_catalogue
from partners.models import Organisation
from territories.models import Caf, Commune, Ctg, Epci, HistoryEntry, Membership, Population, Role, Territory
from territories.scope import caf_scope
from territories.services import open_ctg, territory_for

SINCE = date(2024, 9, 1)  # the day on which the people of the demonstration took their roles
REFERENCE_YEAR = 2023
FEWEST_COMMUNES = 30_000
ADVISOR_POSITION = "conseiller technique de territoire"


class NoGeography(Exception):
    """The demonstration lives on real communes: they must be loaded first."""

    def __init__(self) -> None:
        super().__init__("Chargez d’abord la géographie : « manage.py load_geography ».")


@dataclass(frozen=True)
class Report:
    """How many rows each Caf received; none when it had its story already."""

    rows: Mapping[str, int]
    seconds: float

    @property
    def is_new(self) -> bool:
        return any(self.rows.values())


def seed(number: int, password: str, tales: Iterable[CafTale] = TALES) -> Report:
    """Tell the demonstration of that seed, unless it is there; the accounts take the password in any case."""
    started = time.perf_counter()
    if Commune.objects.count() < FEWEST_COMMUNES:
        raise NoGeography
    with transaction.atomic():
        users = people.create_accounts([*people.LISTED, *people.OFFICERS.values()], password)
        rows = {tale.name: _tell_caf(tale, number, users) for tale in tales}
    if any(rows.values()):
        count_rows()
    return Report(rows, time.perf_counter() - started)


def _tell_caf(tale: CafTale, seed: int, users: Mapping[str, User]) -> int:
    caf = _caf(tale)
    author = users[(people.ADVISOR if caf.department_id == "44" else people.OTHER_MANAGER).email]
    with caf_scope(caf, user=author, request_id=f"demo-{seed}"):
        if caf.ctgs.exists():
            return 0
        stage = Stage(caf, Draw(seed, tale.slug), author)
        return CafStory(stage, tale, users).tell()


def _caf(tale: CafTale) -> Caf:
    """Only the owner of the tables adds a Caf."""
    Caf.objects.using("owner").get_or_create(
        slug=tale.slug,
        defaults={
            "pk": Draw(0, tale.slug).new_id(),
            "name": tale.name,
            "department_id": tale.department,
            "address": tale.address,
        },
    )
    return Caf.objects.select_related("department").get(slug=tale.slug)


class CafStory:
    """All that happens in one Caf."""

    def __init__(self, stage: Stage, tale: CafTale, users: Mapping[str, User]) -> None:
        self.stage, self.tale, self.users = stage, tale, users
        self.populations = dict(
            Population.objects.filter(vintage=REFERENCE_YEAR, commune__isnull=False).values_list("commune", "municipal")
        )

    def tell(self) -> int:
        catalogue = self._install_catalogue()
        self._install_template()
        self._introduce_caf()
        stories = [story for territory in self.tale.territories for story in self._open(territory)]
        statistics = self._load_statistics(catalogue, stories)
        for story in stories:
            story.tell(catalogue, partial(statistics.quote, epci=story.ctg.territory.epci_id))
        self._admit()
        self.stage.rows.write()
        for story in stories:
            story.conclude()
        return HistoryEntry.objects.filter(caf=self.stage.caf).count()

    def _install_catalogue(self) -> dict[str, Indicator]:
        entries = list(read_catalogue())
        for entry in entries:
            entry.pk = self.stage.rows.draw.new_id()
        return install_catalogue(self.stage.caf, entries)

    def _install_template(self) -> None:
        model, add = read_model(), self.stage.rows.add
        template = add(
            DocumentTemplate,
            caf=self.stage.caf,
            name="Convention territoriale globale",
            preamble=model.preamble,
            legal_references=model.legal_references,
            updated_by=self.stage.author,
        )
        for position, (title, body) in enumerate(model.articles, start=1):
            is_locked = title in {"Échanges de données", "Durée de la convention", "Règlement des différends"}
            add(Clause, template=template, position=position, title=title, body=body, is_locked=is_locked)
        self.stage.rows.write()

    def _introduce_caf(self) -> None:
        caf = self.stage.caf
        office = self.stage.organisation(caf.name, Organisation.Kind.CAF, address=caf.address)
        author = self.stage.author
        self.stage.person(office, ADVISOR_POSITION, author.first_name, author.last_name, author)
        msa = self.stage.organisation(plan.MSA, Organisation.Kind.MSA)
        both = self.users[people.BOTH.email]
        self.stage.person(msa, "responsable de l’action sociale", both.first_name, both.last_name, both)

    def _open(self, tale: TerritoryTale) -> Iterator[Story | Complete]:
        epci = Epci.objects.get(siren=tale.siren) if tale.siren else None
        communes = self._communes(tale, epci)
        territory = territory_for(self.stage.caf, tale.name, epci)
        former: Ctg | None = None
        for chapter in tale.ctgs:
            former = self._open_ctg(territory, chapter, communes, former)
            yield self._story(former, chapter, communes, is_told_later=tale.has_complete)

    def _open_ctg(
        self, territory: Territory, chapter: CtgTale, communes: Mapping[str, Commune], former: Ctg | None
    ) -> Ctg:
        return open_ctg(
            territory,
            new_id=self.stage.rows.draw.new_id(),
            start=chapter.start,
            end=chapter.end,
            communes=communes.values(),
            by=self.stage.author,
            renewal_of=former,
        )

    def _story(
        self, ctg: Ctg, chapter: CtgTale, communes: Mapping[str, Commune], *, is_told_later: bool
    ) -> Story | Complete:
        if chapter.is_complete:
            return Complete(self.stage, ctg, communes, self.users)
        officer = people.OFFICERS.get(ctg.territory.name)
        return Story(
            self.stage,
            ctg,
            chapter,
            communes,
            population=sum(self.populations[commune.pk] for commune in communes.values()),
            reporter=self.users[officer.email] if officer else self.stage.author,
            is_told_later=is_told_later,
        )

    def _communes(self, tale: TerritoryTale, epci: Epci | None) -> dict[str, Commune]:
        """By name, the most populated first."""
        found = (
            Commune.objects.of_epci(epci, SINCE.replace(year=2026))
            if epci
            else Commune.objects.filter(insee_code__in=tale.communes)
        )
        return {each.name: each for each in sorted(found, key=lambda each: -self.populations[each.pk])}

    def _load_statistics(self, catalogue: Mapping[str, Indicator], stories: Iterable[Story | Complete]) -> Statistics:
        territories = [story.ctg.territory for story in stories]
        scope = Scope(
            epcis=frozenset(each.epci_id for each in territories if each.epci_id),
            communes=frozenset(commune.pk for story in stories for commune in story.communes.values()),
        )
        draw = self.stage.draw.about("statistics")
        statistics = Statistics(self.stage.caf, self.stage.rows, draw, catalogue, scope)
        statistics.load()
        return statistics

    def _admit(self) -> None:
        """Who may enter, where, since when."""
        territories = {territory.name: territory for territory in self.stage.caf.territories.all()}
        for account, place in self._places():
            self.stage.rows.add(
                Membership,
                caf=self.stage.caf,
                user=self.users[account.email],
                role=account.role,
                territory=territories[place] if place else None,
                starts_on=SINCE,
                ends_on=date(2027, 6, 30) if account.role == Role.CONSULTANT else None,
            )

    def _places(self) -> Iterator[tuple[people.Account, str]]:
        if self.stage.caf.department_id != "44":
            yield people.OTHER_MANAGER, ""
            yield people.BOTH, "Terres de Montaigu"
            return
        yield people.MANAGER, ""
        yield people.ADVISOR, ""
        for account in (people.OFFICER, people.ELECTED, people.PARTNER, people.READER, people.BOTH):
            yield account, "Sud Retz Atlantique"
        for place in ("Sud Retz Atlantique", "Châteaubriant-Derval"):
            yield people.CONSULTANT, place
        for place, account in people.OFFICERS.items():
            yield account, place
