"""What a file leaves open, as questions with their possible answers, in the words of a Caf statistician."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from diagnostics.imports.contract import LEVELS, Option, Question, ValueColumn
from diagnostics.imports.names import is_label, is_postal
from diagnostics.imports.profiles import SHIPPED, Profile

NOT_POSTAL = "Un code postal n’est pas un code de commune : plusieurs communes le partagent."
QPV = re.compile(r"Q[PN]\d{5}[0-9A-Z]")
MOST_OPTIONS = 300
LEVEL_WORDS = {"commune": "de communes", "epci": "d’EPCI", "iris": "d’IRIS", "departement": "de départements"}


def _options(values: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(value, value) for value in list(values)[:MOST_OPTIONS])


def encoding() -> Question:
    known = [
        ("utf-8", "UTF-8"),
        ("windows-1252", "Windows (Europe de l’Ouest)"),
        ("mac_roman", "Macintosh"),
        ("cp850", "DOS"),
    ]
    return Question(
        "encoding",
        "Le codage des caractères n’est ni UTF-8 ni Windows-1252 d’un bout à l’autre du fichier : lequel est-ce ?",
        tuple(Option(*each) for each in known),
    )


def sheet(names: list[str]) -> Question:
    return Question(
        "sheet", "Plusieurs feuilles ressemblent à un tableau d’indicateurs : laquelle lire ?", _options(names)
    )


def profile(wanted: str, saved: list[Profile]) -> Question:
    known = tuple(Option(each.key, each.label) for each in [*saved, *SHIPPED])
    return Question("profile", f"Le profil « {wanted} » n’existe pas : lequel utiliser ?", known)


def value(names: list[str], indicators: Mapping[str, Mapping[str, Any]]) -> Question:
    codes = ", ".join(list(indicators)[:60])
    return Question(
        "values",
        f"Quelle colonne donne quel indicateur ? Colonnes du fichier : {', '.join(names[:60])}. Indicateurs : {codes}.",
        _options(names),
    )


def absent_column(column: str, field: str, names: list[str]) -> Question:
    return Question(
        field, f"La colonne « {column} » n’est pas dans le fichier : laquelle est-ce ?", _options(names), column
    )


def unknown_indicator(wanted: ValueColumn, indicators: Mapping[str, Mapping[str, Any]]) -> Question:
    known = tuple(Option(code, f"{code} – {each['label']}") for code, each in indicators.items())
    return Question(
        "values",
        f"« {wanted.indicator} » n’est pas au catalogue : que donne la colonne « {wanted.column} » ?",
        known,
        wanted.column,
    )


def no_year(column: str) -> Question:
    return Question("year", f"La colonne « {column} » ne contient pas d’années lisibles : quelle année ?", (), column)


def year(hints: list[int]) -> Question:
    return Question("year", "De quelle année sont ces chiffres ?", _options(map(str, hints)))


def several_years(column: str, years: list[int]) -> Question:
    every = Option(f"year_column:{column}", f"Toutes les années, d’après la colonne « {column} »")
    return Question(
        "year",
        f"La colonne « {column} » contient {len(years)} années : laquelle importer, ou toutes ?",
        (*_options(map(str, years)), every),
        column,
    )


def other_year(column: str, asked: int, years: list[int]) -> Question:
    found = ", ".join(map(str, years))
    return Question(
        "year",
        f"Vous dites {asked}, mais la colonne « {column} » contient {found} : quelle année importer ?",
        _options(map(str, years)),
        column,
    )


def iris(column: str) -> Question:
    return Question(
        "level",
        f"Les codes de la colonne « {column} » sont des IRIS : faut-il les regrouper par commune ?",
        (Option("iris", "Oui, additionner les IRIS de chaque commune"),),
        column,
    )


def level(column: str, asked: str, found: str) -> Question:
    return Question(
        "level",
        f"La colonne « {column} » contient des codes {LEVEL_WORDS[found]}, et non {LEVEL_WORDS[asked]} : quel niveau ?",
        (Option(found, LEVELS[found]),),
        column,
    )


def code_column(names: list[str], guess: tuple[str, int] | None, asked: str) -> Question:
    wanted = f" (niveau : {asked})" if asked else ""
    found = ""
    if guess:
        found = f" « {guess[0]} » n’a que {guess[1]} % de codes connus : si c’est bien elle, donnez aussi le niveau."
    postal = f" {NOT_POSTAL}" if any(is_postal(name) for name in names) else ""
    possible = [name for name in names if name and not is_postal(name)]
    return Question(
        "code_column", f"Quelle colonne contient les codes des territoires{wanted} ?{found}{postal}", _options(possible)
    )


def without_codes(names: list[str], columns: Iterable[Iterable[str]]) -> str:
    """Why a table that names no place by a code cannot be read, and what to do."""
    sentences = ["Aucune colonne de ce tableau ne contient de codes de communes, d’EPCI, d’IRIS ou de départements."]
    if any(is_postal(name) for name in names):
        sentences.append(NOT_POSTAL)
    elif any(QPV.fullmatch(text.strip()) for texts in columns for text in islice(texts, 20)):
        sentences.append("Les codes de quartiers prioritaires ne sont pas lus ici.")
    elif labels := [name for name in names if name and is_label(name)]:
        sentences.append(f"La colonne « {labels[0]} » donne des noms, et plusieurs territoires portent le même.")
    return " ".join([*sentences, "Ajoutez la colonne du code Insee, ou du numéro SIREN pour des EPCI."])


def classes(column: str, texts: Mapping[str, int]) -> Question:
    most = sorted(texts, key=lambda text: (-texts[text], text))
    return Question(
        "filters",
        f"Chaque territoire a plusieurs lignes, selon la colonne « {column} » : laquelle importer ?",
        tuple(Option(text, f"{text or '(vide)'} – {texts[text]} lignes") for text in most[:MOST_OPTIONS]),
        column,
    )


def nothing_kept(column: str, texts: Mapping[str, int]) -> Question:
    text = f"Aucune ligne n’a cette valeur dans la colonne « {column} » : laquelle garder ?"
    return Question("filters", text, classes(column, texts).options, column)
