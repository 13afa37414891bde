"""What an address may ask of a map. A wrong value is not an error: it is answered by the choice that comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from django import forms

from diagnostics.figures.classes import Method
from diagnostics.models import Indicator
from diagnostics.services.maps import Reading
from diagnostics.services.needs import Age
from diagnostics.services.offer import SORTS, Offer
from partners.models import Facility

WHOLE_EPCI = "epci"
NEED_SORTS = [sign + key for key in ("ecart", "taux", "enfants", "places", "commune") for sign in ("-", "")]
LONGEST_SEARCH = 100
MAP_SORTS = ("-valeur", "valeur", "commune", "-commune")


def one_of(choices: Sequence[str], asked: str) -> str:
    return asked if asked in choices else choices[0]


@dataclass(frozen=True)
class MapQuestion:
    """The map that an address asks for."""

    indicator: Indicator
    year: int | None
    whole_epci: bool
    method: Method
    sort: str

    @classmethod
    def read(cls, address: Mapping[str, str], indicators: Sequence[Indicator]) -> Self:
        code, year = address.get("indicateur", ""), address.get("annee", "")
        return cls(
            indicator=next((each for each in indicators if each.code == code), indicators[0]),
            year=int(year) if year.isascii() and year.isdecimal() else None,
            whole_epci=address.get("etendue") == WHOLE_EPCI,
            method=Method(one_of(list(Method), address.get("classes", ""))),
            sort=one_of(MAP_SORTS, address.get("tri", "")),
        )


class MapFilter(forms.Form):
    """The choices that mean something for the map in hand."""

    indicateur = forms.ChoiceField(label="Indicateur")
    annee = forms.ChoiceField(label="Année")
    etendue = forms.ChoiceField(
        label="Communes", choices=[("", "Du territoire"), (WHOLE_EPCI, "De toute l’intercommunalité")]
    )
    classes = forms.ChoiceField(
        label="Classes",
        choices=[(Method.QUANTILES.value, "Autant de communes par classe"), (Method.EQUAL.value, "De même étendue")],
    )
    tri = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, question: MapQuestion, *, indicators: Sequence[Indicator], offer: Reading) -> None:
        super().__init__(
            initial={
                "indicateur": question.indicator.code,
                "annee": offer.year,
                "etendue": WHOLE_EPCI if question.whole_epci else "",
                "classes": question.method.value,
                "tri": question.sort,
            }
        )
        by_theme = groupby(indicators, key=lambda indicator: indicator.get_theme_display())
        self.fields["indicateur"].choices = [  # type: ignore[attr-defined]  # of a choice field
            (theme, [(each.code, each.label) for each in group]) for theme, group in by_theme
        ]
        self.fields["annee"].choices = [(each, each) for each in offer.years]  # type: ignore[attr-defined]
        useful = {"annee": offer.years, "etendue": offer.ground.is_extensible, "classes": offer.has_classes}
        for name in (name for name, is_useful in useful.items() if not is_useful):
            del self.fields[name]
        for field in self.fields.values():
            field.required = False


@dataclass(frozen=True)
class OfferQuestion:
    """The facilities that an address asks for."""

    kind: str
    words: str
    with_neighbours: bool
    sort: str

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        return cls(
            kind=one_of(["", *Facility.Kind.values], address.get("nature", "")),
            words=address.get("q", "").strip()[:LONGEST_SEARCH],
            with_neighbours=bool(address.get("voisins")),
            sort=one_of(SORTS, address.get("tri", "")),
        )


class OfferFilter(forms.Form):
    q = forms.CharField(label="Nom ou commune", required=False, max_length=LONGEST_SEARCH)
    nature = forms.ChoiceField(label="Nature", required=False)
    voisins = forms.BooleanField(label="Avec les territoires voisins", required=False)
    tri = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, question: OfferQuestion, offer: Offer) -> None:
        super().__init__(
            initial={
                "q": question.words,
                "nature": question.kind,
                "voisins": question.with_neighbours,
                "tri": question.sort,
            }
        )
        self.fields["nature"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", "Toutes"), *((kind.value, kind.label) for kind in offer.kinds)
        ]  # fmt: skip
        if not offer.around:
            del self.fields["voisins"]


@dataclass(frozen=True)
class NeedQuestion:
    age: Age
    sort: str

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        return cls(Age(one_of(list(Age), address.get("age", ""))), one_of(NEED_SORTS, address.get("tri", "")))


@dataclass(frozen=True)
class DistanceQuestion:
    with_neighbours: bool
    sort: str

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        sorts = [sign + key for key in ("commune", *Facility.Kind.values) for sign in ("", "-")]
        return cls(bool(address.get("voisins")), one_of(sorts, address.get("tri", "")))
