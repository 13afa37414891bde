"""Fictitious people, and how French names places."""

from ctg.demo.draw import Draw

FIRST_NAMES = (
    "Adèle", "Alan", "Amina", "Anaïs", "Annick", "Armelle", "Bastien", "Benoît", "Brigitte", "Carole", "Cédric",
    "Claire", "Corentin", "Cyril", "Delphine", "Denis", "Dominique", "Élodie", "Émilien", "Estelle", "Fabrice",
    "Fatou", "Florence", "Franck", "Gaëlle", "Gildas", "Gwenola", "Hamid", "Hervé", "Isabelle", "Ismaël", "Jocelyne",
    "Karine", "Kévin", "Laëtitia", "Leïla", "Loïc", "Lucile", "Malo", "Marc", "Margaux", "Marielle", "Mathieu",
    "Mickaël", "Morgane", "Nabil", "Nathalie", "Nolwenn", "Olivier", "Oriane", "Pascal", "Patricia", "Quentin",
    "Régine", "Rémi", "Ronan", "Samira", "Sandrine", "Séverine", "Solène", "Sylvain", "Thibault", "Tiphaine",
    "Valérie", "Viviane", "Yann", "Yasmine", "Yves", "Youssef", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Allain", "Arnault", "Aubinais", "Bachelier", "Barbeau", "Baudry", "Belliard", "Bernardeau", "Bertho", "Biret",
    "Bodin", "Boucard", "Bretaudeau", "Briand", "Cadorel", "Caillaud", "Chauvet", "Chiron", "Clavier", "Corbineau",
    "Coutand", "Crespin", "Dabin", "Dagorne", "Denié", "Diallo", "Douaud", "Dugast", "El Amrani", "Évain", "Favreau",
    "Fouchard", "Gautreau", "Gendron", "Giraudineau", "Goulven", "Grelier", "Guérif", "Guilbaud", "Haddad",
    "Herbreteau", "Jaunet", "Josso", "Kerhervé", "Lecoq", "Leduc", "Lhermitte", "Loirat", "Mabit", "Maisonneuve",
    "Marchais", "Merlet", "Moinard", "Morantin", "Nauleau", "N’Diaye", "Orieux", "Padioleau", "Pavageau", "Peltier",
    "Perraud", "Pineau", "Quéméneur", "Raimbault", "Renaudin", "Richardeau", "Rousselot", "Sauvaget", "Sorin",
    "Tanguy", "Thébaud", "Trichet", "Urvoy", "Vinet", "Violain",
)  # fmt: skip
VOWELS = "aàâeéèêëiîïoôuûyœhAÀÂEÉÈÊËIÎÏOÔUÛYŒH"


class People:
    """Names that never come twice in one Caf."""

    def __init__(self, draw: Draw) -> None:
        pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
        draw.random.shuffle(pairs)
        self._pairs = iter(pairs)

    def next(self) -> tuple[str, str]:
        return next(self._pairs)


def of_place(name: str) -> str:
    """« de Legé », « du Pallet », « des Sorinières », « d’Abbaretz », « de La Marne »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if name[0] in VOWELS else f"de {name}"


def commune_body(name: str) -> str:
    return f"Commune {of_place(name)}"


def council(name: str) -> str:
    return f"Conseil municipal {of_place(name)}"
