"""The portrait of one commune, for its mayor: what is published of it, beside its territory and its département."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from diagnostics.models import Indicator, IndicatorValue, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown
from diagnostics.services import likeness, readings
from diagnostics.services.likeness import Area
from diagnostics.services.portrait import Builder, Line, Part, by_theme
from diagnostics.services.readings import Rows, Series, latest, same_year
from diagnostics.services.sentences import Beside, comparable
from territories.models import Commune, Ctg, Population
from territories.templatetags.french import WIDE, plural

SECRET = {ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY}
ARTICLES = (("Le ", "du "), ("Les ", "des "))
VOWELS = "AÀÂEÉÈÊËIÎÏOÔUÛŒH"
ASPIRATED = ("Ha", "Hérisson", "Hou", "Hu")


@dataclass(frozen=True)
class CommuneLine(Line):
    """One indicator of a commune: `territory` is the figure of the commune, `around` that of its territory."""

    around: Shown = NOTHING

    @property
    def beside(self) -> Beside:
        places = (
            Beside(self.around, "le territoire", "dans le territoire"),
            Beside(self.department, "le département", "dans le département"),
        )
        return next((each for each in places if comparable(self.territory, each.figure)), places[0])

    @property
    def places(self) -> dict[str, Shown]:
        return {"Commune": self.territory, "Territoire": self.around, "Département": self.department}

    @property
    def is_known(self) -> bool:
        return self.territory is not NOTHING


@dataclass(frozen=True)
class CommunePortrait:
    commune: Commune
    lines: Sequence[CommuneLine]
    elsewhere: Sequence[str]
    """Indicators that nobody publishes by commune: they are read on the page of the territory."""

    @property
    def parts(self) -> list[Part]:
        return by_theme(self.lines)

    @property
    def hidden_count(self) -> int:
        return sum(line.territory.status in SECRET for line in self.lines)

    @property
    def remarks(self) -> Iterator[str]:
        """Why some figures are missing, in the words of the mayor's question."""
        if self.hidden_count:
            count = plural(self.hidden_count, "chiffre caché,chiffres cachés")
            yield (
                f"{count} «\u202fs\u202f»{WIDE}: trop peu de foyers ou de personnes sont concernés, ou le"
                " chiffre caché d’une autre commune se retrouverait par soustraction. Caché ne veut pas dire zéro."
            )
        absent = sum(line.is_known and line.territory.status == ValueStatus.NOT_AVAILABLE for line in self.lines)
        if absent:
            count = plural(absent, "chiffre")
            yield f"{count} «\u202fnd\u202f»{WIDE}: rien n’est publié pour une commune de cette taille."
        yield f"Ce qui ferait reconnaître une famille a été caché{WIDE}: toute cette page peut être lue au conseil."


def with_population(ctg: Ctg) -> QuerySet[Commune]:
    """The communes of the perimeter, each with its last municipal population."""
    known = Population.objects.filter(commune=OuterRef("pk")).order_by("-vintage")
    return (
        Commune.objects.filter(pk__in=ctg.communes.values("pk"))
        .annotate(municipal=Subquery(known.values("municipal")[:1]), vintage=Subquery(known.values("vintage")[:1]))
        .order_by(F("municipal").desc(nulls_last=True), "name")
    )


def read(ctg: Ctg, commune: Commune) -> CommunePortrait:
    """Everything that the page of one commune says, in a constant number of queries."""
    catalogue = list(ctg.caf.indicators.filter(is_active=True))
    communes = list(ctg.communes.values_list("pk", flat=True))
    epci = likeness.exact_epci(ctg, communes, likeness.candidates(ctg, Area.DEPARTMENT))
    found = readings.read(
        ctg.caf,
        IndicatorValue.objects.filter(caf=ctg.caf),
        epcis=[epci] if epci else [],
        communes=Q(commune=commune) | readings.without_own(epci, communes),
    )
    builder = CommuneBuilder(catalogue, found, epci, communes, commune.pk)
    published = [each for each in catalogue if each.finest_level == Indicator.Level.COMMUNE]
    return CommunePortrait(
        commune,
        [builder.commune_line(each) for each in published],
        [each.label for each in catalogue if each.finest_level != Indicator.Level.COMMUNE],
    )


class CommuneBuilder(Builder):
    """The lines of a commune out of the same rows."""

    def __init__(
        self,
        catalogue: Iterable[Indicator],
        found: Mapping[UUID, Rows],
        epci: int | None,
        communes: Sequence[int],
        commune: int,
    ) -> None:
        super().__init__(catalogue, found, epci, communes, peers=())
        self.commune = commune

    def own(self, indicator: Indicator) -> Series:
        return readings.series(self.rows(indicator).communes.get(self.commune, ()))

    def beside(self, indicator: Indicator) -> Series:
        return self.rows(indicator).territory(indicator, self.epci, self.communes)

    def commune_line(self, indicator: Indicator) -> CommuneLine:
        own = self.own(indicator)
        here = latest(own)
        there = same_year(self.beside(indicator), here.year)
        return CommuneLine(
            indicator=indicator,
            territory=here,
            around=there,
            department=same_year(readings.series(self.rows(indicator).department), here.year),
            region=NOTHING,
            series={"Commune": own},
            rates=self.rates(indicator, here, there),
        )


def of_place(name: str) -> str:
    """« de Legé », « du Croisic », « des Sorinières », « d’Abbaretz », « de La Marne », « de Haute-Goulaine »."""
    for article, contracted in ARTICLES:
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    is_elided = name[:1].upper() in VOWELS and not name.startswith(ASPIRATED)
    return f"d’{name}" if is_elided else f"de {name}"
