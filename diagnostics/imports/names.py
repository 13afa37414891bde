"""Names of columns: which hold the code of a place, a year, a note, or a class; compared without case nor accents."""

import re
import unicodedata
from functools import lru_cache

CODE_NAMES = {
    *("codgeo", "com", "insee", "numcom", "numcomdo", "depcom", "code_commune_insee", "siren", "epci", "numepci"),
    *(
        "code_insee",
        "codeinsee",
        "insee_com",
        "code_commune",
        "codecommune",
        "codcom",
        "cod_com",
        "code_com",
        "inseecom",
    ),
    *(
        "code_insee_commune",
        "code_insee_de_la_commune",
        "commune_code",
        "com_code",
        "numcommune",
        "num_com",
        "codinsee",
    ),
    *(
        "codgeo_com",
        "code_geo",
        "code_geographique",
        "code_officiel_commune",
        "code_commune_officiel",
        "geo",
        "geocode",
    ),
    *(
        "iris",
        "code_iris",
        "codiris",
        "dcomiris",
        "dciris",
        "code_epci",
        "codepci",
        "siren_epci",
        "epci_siren",
        "epci_code",
    ),
    *("code_siren", "code_officiel_epci", "dep", "numdep", "code_departement", "codedep", "coddep", "code_dep", "dept"),
    *("departement", "code_officiel_departement", "dep_code", "code_dept", "num_dep", "numdepdo", "numepcido", "code"),
    *("n_siren", "no_siren", "numero_siren", "n_insee", "no_insee", "numero_insee", "codes_insee", "n_epci"),
    *("code_iris_insee", "codes_communes", "codes_commune", "code_insee_iris", "code_siren_epci", "siren_de_l_epci"),
    *("code_insee_epci", "code_du_departement", "code_de_la_commune", "insee_dep", "codgeo_epci", "id_commune", "cog"),
}
LABEL_NAMES = {
    *(
        "libgeo",
        "libelle",
        "nom",
        "nom_commune",
        "commune",
        "libelle_commune",
        "libcom",
        "nomcom",
        "nom_com",
        "lib_com",
    ),
    *("libelle_geographique", "nom_de_la_commune", "nomepci", "nom_epci", "libepci", "nomdep", "nom_departement"),
    *("libelle_epci", "libelle_departement", "reg", "region", "nom_region", "nomreg", "ville", "libelle_de_commune"),
}
YEAR_NAMES = {
    *("annee", "an", "year", "dtreffre", "dtref", "date_ref", "date_reference", "date_de_reference", "millesime"),
    *("time_period", "annee_de_reference", "annee_reference", "anneeref", "periode", "exercice", "annref", "rentree"),
}
MAYBE_YEAR = re.compile(
    r"(?:annee|an|year|rentree|millesime|periode|exercice|date_ref|date_obs)(?:_\w+)?|date|mois|trimestre"
)
"""A column that may well be the years; what it holds decides, and a person if it holds only one."""
POSTAL_NAMES = {"code_postal", "codepostal", "codes_postaux", "cp", "code_post", "codpost", "cpostal", "postal_code"}
CLASS_NAME = re.compile(
    r"(?:typ|nat|sexe|genre|age|tranche|classe|categ|modal|statut|regime|secteur|presta|niv|tr_|qf|mesure|indicateur"
    r"|variable|geo_object|.*_measure$|csp|diplome|famille|situ|compo|taille|groupe|profil|duree|lib_?typ|dom$|sdom)"
)


@lru_cache(maxsize=5_000)
def plain(name: str) -> str:
    """« Code géographique » → « code_geographique »."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", kept).strip("_")


def is_code(name: str) -> bool:
    stem = re.sub(r"_?(?:19|20)\d\d$", "", plain(name))
    return stem in CODE_NAMES


def is_year(name: str) -> bool:
    return plain(name) in YEAR_NAMES


def may_be_year(name: str) -> bool:
    return is_year(name) or bool(MAYBE_YEAR.fullmatch(plain(name)))


def is_postal(name: str) -> bool:
    return plain(name) in POSTAL_NAMES


def year_in(name: str) -> int | None:
    """« Naissances 2020 » is of 2020; « Évolution 2015-2020 » is of no year."""
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name))
    return int(years.pop()) if len(years) == 1 else None


def is_label(name: str) -> bool:
    return plain(name) in LABEL_NAMES or plain(name) in {"epci", "territoire", "intercommunalite"}


def is_note(name: str) -> bool:
    return plain(name) == "note" or plain(name).startswith("note_")


def is_known(name: str) -> bool:
    return is_code(name) or is_year(name) or is_note(name) or plain(name) in LABEL_NAMES
