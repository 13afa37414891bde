"""Questions that would tell who answers: refused where they are written, with the reason."""

import re

NAME = "Elle demande un nom : le questionnaire est anonyme. Demandez plutôt un âge, un lien ou une situation."
MAIL = "Elle demande une adresse électronique : le questionnaire est anonyme. Donnez plutôt celle de votre service."
PHONE = "Elle demande un téléphone ou des coordonnées : le questionnaire est anonyme."
ADDRESS = "Elle demande une adresse. La commune suffit : prenez la réponse « Commune de résidence »."
BIRTH = "Elle demande une date de naissance. Une tranche d’âge suffit."
NUMBER = "Elle demande un numéro personnel : le questionnaire est anonyme."
PLACE = "Elle demande un établissement précis : dans une petite commune, il suffirait à reconnaître la famille."

YOUR = r"(votre|vos|ton|ta|tes)"
ASKS_FOR = (
    (rf"\b{YOUR}\s+((nom|prénom)s?|nom de famille|identité)\b", NAME),
    (r"\b(nom et prénom|prénom et nom|nom de famille|vous appelez[- ]vous|t’appelles[- ]tu|comment s’appelle)", NAME),
    (
        r"\b(pré)?noms?\s+(de\s+(votre|vos|chaque|ton|tes)|des\s+enfants|de\s+l’enfant|du\s+(père|conjoint|parent))",
        NAME,
    ),
    (r"^\s*(vos\s+|votre\s+)?(nom|prénom)s?\s*[:?(,]?\s*(prénoms?)?\s*$", NAME),
    (rf"\b{YOUR}\s+(adresse\s+)?(e-?mail|mail|courriel|mél)s?\b", MAIL),
    (r"\badresses?\s+(électroniques?|e-?mails?|mails?|internet)", MAIL),
    (r"^\s*(e-?mail|courriel|mél)\s*[:?]?\s*$", MAIL),
    (r"\b(numéro|n°)s?\s+(de\s+)?(téléphone|portable|mobile|tél)", PHONE),
    (r"(\bquel est votre\s+|^\s*(votre\s+)?)(téléphone|portable|mobile|tél\.?)\s*[:?]?\s*$", PHONE),
    (r"\b(joindre|rappeler|contacter)\b.*\b(téléphone|numéro)|\bvos\s+coordonnées\b", PHONE),
    (rf"\b({YOUR}\s+|l’|une\s+)adresses?\b|^\s*adresses?\b", ADDRESS),
    (
        r"\b(dans\s+)?quelle\s+rue\b|\b(nom|numéro)\s+de\s+(votre|la|ta)\s+rue\b|\bvotre\s+(rue|hameau|lieu-dit)\b",
        ADDRESS,
    ),
    (r"\b(date|jour)s?\s+de\s+naissance\b|\bnée?\(?e?\)?\s+le\b|\bquel\s+jour\b.*\bné", BIRTH),
    (r"\bnuméros?\s+(d’\s*|de\s+)?(allocataire|sécurité sociale|fiscal)", NUMBER),
    (rf"\b(nom|quel(le)?\s+est)\b.*\b(de\s+)?{YOUR}\s+(employeur|entreprise|école|collège|crèche)", PLACE),
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in ASKS_FOR)


def why_identifying(*texts: str) -> str:
    """The reason for which a question, its hint or its choices may not be asked; empty when they may."""
    for text in texts:
        plain = " ".join(text.replace("'", "’").replace("\u00a0", " ").replace("\u202f", " ").split())
        for pattern, reason in PATTERNS:
            if pattern.search(plain):
                return reason
    return ""
