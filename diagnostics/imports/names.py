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
CLASS_NAME = re.compile(
    r"(?:typ|nat|sexe|genre|age|tranche|classe|categ|modal|statut|regime|secteur|presta|niv|tr_|qf|mesure|indicateur"
    r"|variable|geo_object|.*_measure$|csp|diplome|famille|lib_?typ|dom$|sdom)"
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


def is_note(name: str) -> bool:
    return plain(name) == "note" or plain(name).startswith("note_")


def is_known(name: str) -> bool:
    return is_code(name) or is_year(name) or is_note(name) or plain(name) in LABEL_NAMES
