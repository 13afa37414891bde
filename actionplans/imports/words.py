"""How plans name their columns, their funders, their dates and their amounts: the words of many Excel files."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

CODE, TITLE, LEVEL = "code", "title", "level"
PILOT, STAFF, STARTS, ENDS, PERIOD, ISSUES = "pilot", "staff", "starts_on", "ends_on", "period", "issues"
DESCRIPTION, RESULT, AUDIENCE = "description", "expected_result", "audience"
CONDITIONS, RISKS = "conditions", "risks"
TOTAL, MONEY = "total", "money"

# The first pattern that matches a whole name wins.
NAMES = [
    (CODE, r"(code|numero|num|n|no|ref|reference)( (de )?(la |l )?(fiche|action|fiche action))?"),
    (LEVEL, r"(axe|axes|orientation|ambition|defi|thematique|theme|champ)( strategique| d intervention| de la ctg)?s?"),
    (LEVEL, r"(sous )?objectifs?( strategique| operationnel| general| specifique)?s?"),
    (
        TITLE,
        r"(intitule|titre|nom|libelle|fiche)( de)?( la| l)?( fiche)?( action)?|(fiche )?actions?( a mener| prevue)?s?",
    ),
    (ISSUES, r"(enjeux?|besoins?)( identifies?| auxquels? .*)?|repond aux? enjeux?"),
    (
        PILOT,
        r"(pilote|porteu(r|se)|chef de file|structure (porteuse|pilote)|maitre d ouvrage)s?( de l action| du projet)?",
    ),
    (PILOT, r"pilotage"),
    (STAFF, r"etp|moyens humains( etp)?"),
    (STARTS, r"(date de )?(debut|demarrage|lancement)"),
    (ENDS, r"(date de )?(fin|cloture)|echeance"),
    (PERIOD, r"calendrier|periode|annees?|planning"),
    (RESULT, r"(resultats?|effets?) (attendus?|vises?)|objectifs? de l action"),
    (DESCRIPTION, r"description( de l action| synthetique)?|contenu|detail|descriptif|modalites.*|constats?"),
    (AUDIENCE, r"publics?( vises?| cibles?| concernes?)?|beneficiaires|cibles?"),
    (CONDITIONS, r"(conditions|facteurs|leviers) de (reussite|succes)|conditions"),
    (RISKS, r"risques?|freins?|points? de vigilance"),
    (TOTAL, r".*\btotal\b.*|ecart|budget|cout|cout previsionnel|budget previsionnel"),
]
FUNDERS = [
    ("caf", r"caf( \d+)?|caisse d allocations familiales"),
    ("msa", r"msa"),
    ("state", r"etat|drajes|ars|prefecture|ddets|sdjes|dsden"),
    ("department", r"departement|conseil departemental|cd( \d+)?"),
    ("families", r"familles|participations? (des )?familles|usagers"),
    ("local", r"communes?|epci|cc|ca|communaute.*|agglo.*|bloc communal|collectivites?|ville|ccas|cias"),
    ("local", r"(communes et )?intercommunalite"),
    ("other", r"autres?|region|conseil regional|fonds propres|association|divers|europe"),
]
YEAR = re.compile(r"\b(20[0-9]{2})\b")
EXPENSES = re.compile(r"\b(depenses?|charges?|budget|cout|couts|montant)\b")
RESOURCES = re.compile(r"\b(ressources?|recettes?|financements?|financeurs?|part|subventions?)\b")
FRENCH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
AMOUNT = re.compile(r"[-−–]?(\d+(?:[.,]\d+)?)(k€|k|€|m€)?")
UNITS = {"€": 1, "k": 1000, "k€": 1000, "m€": 1_000_000}
NOTHING = {"", "-", "–", "—", "nd", "néant", "sans objet", "so", "/", "0", "à définir", "a définir"}
MOST_AMOUNT = Decimal(10) ** 11


def plain(text: str) -> str:
    """Small letters, no accent, no sign: « N° de l’action » reads « n de l action »."""
    flat = unicodedata.normalize("NFKD", text.replace("°", " ").lower())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(c for c in flat if not unicodedata.combining(c))).split())


def quoted(text: str, longest: int = 40) -> str:
    """Some words of the file between guillemets that never leave them."""
    return f"«\u202f{text[:longest]}{'…' * (len(text) > longest)}\u202f»"


def meaning(name: str) -> tuple[str, int, str]:
    """What a column holds: its kind, then its year and its funder when it holds money; an empty kind is unknown."""
    words = plain(name)
    if not words:
        return "", 0, ""
    if year := YEAR.search(words):
        return _money(words, int(year[1]))
    kind = next((kind for kind, pattern in NAMES if re.fullmatch(pattern, words)), "")
    return kind, 0, ""


def _money(words: str, year: int) -> tuple[str, int, str]:
    rest = plain(RESOURCES.sub(" ", EXPENSES.sub(" ", YEAR.sub(" ", words))))
    if rest.startswith("total"):
        return TOTAL, 0, ""
    funder = next((funder for funder, pattern in FUNDERS if re.fullmatch(pattern, rest)), "")
    if funder:
        return MONEY, year, funder
    if RESOURCES.search(words):
        return MONEY, year, "other"
    is_bare = rest in {"", "en", "annee", "previsionnel", "previsionnelles"}
    return (MONEY, year, "") if is_bare or EXPENSES.search(words) else ("", 0, "")


def read_amount(text: str, *, scale: int = 1) -> Decimal | None:
    """Exact euros: « 12 500,00 € », « 12,5 k€ »; a number without a unit counts `scale` euros.

    None when nothing is said. ValueError, with the reason in French, when it is no amount or could be two.
    """
    typed = "".join(text.split()).replace("\u202f", "").lower().replace("keuros", "k€").replace("euros", "€")
    if typed in NOTHING or not typed.strip("0.,€"):
        return None
    if typed.startswith("(") or typed[0] in "-−–":
        raise ValueError("un montant négatif n’a pas de place dans un budget")
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}€?", typed) and (scale == 1 or typed.endswith("€")):
        raise ValueError("on ne sait pas si ce montant compte des milliers ou des décimales")
    found = AMOUNT.fullmatch(_without_thousands(typed))
    if not found:
        raise ValueError("ce n’est pas un montant")
    try:
        amount = Decimal(found[1].replace(",", ".")) * UNITS.get(found[2], scale)
    except InvalidOperation as error:
        raise ValueError("ce n’est pas un montant") from error
    if amount >= MOST_AMOUNT:
        raise ValueError("ce montant est trop grand")
    return amount.quantize(Decimal("0.01"))


def _without_thousands(typed: str) -> str:
    """« 1.234.567 » and « 1,234,567.50 » have thousands; « 1.234 » alone has decimals."""
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?\D*", typed) or re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+\D*", typed):
        return typed.replace(".", "")
    if re.fullmatch(r"\d{1,3}(,\d{3}){2,}(\.\d+)?\D*", typed) or re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+\D*", typed):
        return typed.replace(",", "")
    return typed


def read_date(text: str, *, is_end: bool = False) -> date | None:
    """A day, a month (« 09/2027 ») or a year: its first day, or its last; None when it is no date."""
    typed = text.strip()
    try:
        if found := ISO_DATE.match(typed):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := FRENCH_DATE.fullmatch(typed):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return date(year, int(found[2]), int(found[1]))
        if found := re.fullmatch(r"(\d{1,2})[/-](20\d{2})", typed):
            return _end_of_month(int(found[2]), int(found[1])) if is_end else date(int(found[2]), int(found[1]), 1)
    except ValueError:
        return None
    if re.fullmatch(r"20\d{2}", typed):
        return date(int(typed), 12, 31) if is_end else date(int(typed), 1, 1)
    return None


def _end_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def read_period(text: str) -> tuple[date | None, date | None]:
    """« 2026-2028 », « de 2026 à 2030 », « 2027 »: the first and the last day."""
    years = [int(year) for year in YEAR.findall(text)]
    if not years:
        return None, None
    return date(min(years), 1, 1), date(max(years), 12, 31)
