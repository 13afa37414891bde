"""The kinds of files that come often: how each is recognised and what it does not say of itself."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.imports.contract import COMMUNE, DEPARTMENT, EPCI, IRIS
from diagnostics.imports.names import plain


@dataclass(frozen=True)
class Profile:
    """`columns` are patterns that must all be found among the names of the columns (plain, see `names`)."""

    key: str
    label: str
    producer: str
    columns: tuple[str, ...]
    level: str = ""
    blank_is_secret: bool = False
    is_rounded: bool = False
    year_column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Pattern of a value column → code of the catalogue."""
    code_column: str = ""
    year_in_name: str = ""
    """Pattern of a column whose two last digits are the year: Q219."""
    choices: Mapping[str, Any] = field(default_factory=dict)
    """Answers kept by a Caf with a profile of its own."""

    def fits(self, names: Iterable[str]) -> bool:
        present = [plain(name) for name in names]
        return all(any(re.fullmatch(pattern, name) for name in present) for pattern in self.columns)


def _rates(level: str, code: str) -> list[Profile]:
    return [
        Profile(
            f"txcouv_pe_{level}",
            "Caf, taux de couverture de l’accueil du jeune enfant",
            "Cnaf",
            (code, "annee", r"tx_?couv.*"),
            level,
            year_column="annee",
            values={r"tx_?couv_pe(?:_[a-z]+)?|txcouv_?(?:glob\w*)?": "PE1", r"tx_?couv_?(?:pe_)?eaje\w*": "PE2"},
        ),
        Profile(
            f"nbpla_pe_{level}",
            "Caf, places d’accueil du jeune enfant",
            "Cnaf",
            (code, "annee", r"nb_?pla.*"),
            level,
            year_column="annee",
            values={r"nb_?pla_?(?:pe_)?eaje": "PE3"},
        ),
    ]


SHIPPED = [
    Profile(
        "caf_iris",
        "Caf, allocataires par IRIS (Insee data_CAF_IRIS)",
        "Cnaf et Insee",
        ("codgeo|iris|dcomiris", "note", "a", "percou"),
        IRIS,
        blank_is_secret=True,
        values={"a": "CAF1", "arsas?": "CAF6", "appa": "CAF6B", "aaah": "CAF6C"},
    ),
    Profile(
        "caf_demo",
        "Caf et Insee, démographie et allocataires des communes (data_DEMO)",
        "Cnaf et Insee",
        ("codgeo", "a", "percou", "note_cnaf"),
        blank_is_secret=True,
        values={"a": "CAF1", "pop_mun": "DEM1"},
    ),
    Profile(
        "s_ben_com_f",
        "Caf, bénéficiaires par commune (s_ben_com_f)",
        "Cnaf",
        ("numcomdo|numcom", "dtreffre", r"indfoy_\w+"),
        COMMUNE,
        is_rounded=True,
        year_column="dtreffre",
        values={
            "indfoy_ndur": "CAF1",
            "indfoy_rsa": "CAF6",
            "indfoy_ppa": "CAF6B",
            "indfoy_aah": "CAF6C",
            "indfoy_asf": "PAR3",
            "indfoy_ndural": "LOG1",
        },
    ),
    Profile(
        "rsa_s_type_com_f",
        "Caf, RSA par type et par commune (rsa_s_type_com_f)",
        "Cnaf",
        ("numcomdo|numcom", "dtreffre", r".*rsa.*"),
        COMMUNE,
        is_rounded=True,
        year_column="dtreffre",
    ),
    *_rates(COMMUNE, "numcom|numcomdo|codgeo"),
    *_rates(EPCI, "numepci|numepcido|epci"),
    *_rates(DEPARTMENT, "numdep|numdepdo|dep"),
    Profile("txcouv_pe_nat", "Caf, taux de couverture, France entière", "Cnaf", ("date|annee", r"tx_?couv_?pe_nat\w*")),
    Profile(
        "filosofi",
        "Insee, revenus disponibles localisés (Filosofi)",
        "Insee",
        (r"codgeo|iris", r"q2\d\d|med\d\d|disp_med\d\d|disp_q2\d\d|tp60\d\d"),
        blank_is_secret=True,
        values={r"q2\d\d|med\d\d|disp_med\d\d|disp_q2\d\d": "PAU2", r"tp60\d\d|disp_tp60\d\d": "PAU1"},
        year_in_name=r"(?:disp_)?(?:q2|med|tp60)(\d\d)",
    ),
    Profile(
        "populations_legales",
        "Insee, populations légales",
        "Insee",
        (
            "depcom|codgeo|code_commune|com",
            "pmun|population_municipale|p\\d\\d_pop",
            "pcap|population_comptee_a_part|ptot",
        ),
        COMMUNE,
        values={"pmun|population_municipale": "DEM1"},
    ),
    Profile(
        "bpe",
        "Insee, base permanente des équipements",
        "Insee",
        ("depcom|codgeo|dciris|com", "typequ", "nb_equip"),
        COMMUNE,
        year_column="an",
    ),
]


def recognise(names: list[str], saved: list[Profile], wanted: str = "") -> Profile | None:
    """The profile that was asked for, else the first that fits; those of the Caf come first."""
    profiles = [*saved, *SHIPPED]
    if wanted:
        return next(
            (each for each in profiles if wanted.casefold() in {each.key.casefold(), each.label.casefold()}), None
        )
    return next((each for each in profiles if each.fits(names)), None)


def saved_profile(data: Mapping[str, Any]) -> Profile:
    """A profile kept by the Caf: its columns are names, not patterns."""
    return Profile(
        key=data["name"],
        label=data["name"],
        producer=data["choices"].get("producer", ""),
        columns=tuple(re.escape(name) for name in data["columns"]),
        level=data["choices"].get("level", ""),
        blank_is_secret=bool(data["choices"].get("blank_is_secret")),
        is_rounded=bool(data["choices"].get("is_rounded")),
        code_column=data["choices"].get("code_column", ""),
        year_column=data["choices"].get("year_column", ""),
        choices=data["choices"],
    )
