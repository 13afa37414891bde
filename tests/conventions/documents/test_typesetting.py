import pytest

from conventions.documents.blocks import Paragraph, Run
from territories.documents.typesetting import enumeration, typeset, typeset_all

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'eau", "l’eau"),
        ("Quoi ? Oui ; non !", f"Quoi{NARROW}? Oui{NARROW}; non{NARROW}!"),
        ("À savoir : ceci", f"À savoir{WIDE}: ceci"),
        ('Un "guide"', f"Un «{NARROW}guide{NARROW}»"),
        ("31 400 habitants", f"31{NARROW}400 habitants"),
        ("38 % et 12 €", f"38{WIDE}% et 12{WIDE}€"),
        ("n° 2025-41, Mme Le Gall", f"n°{WIDE}2025-41, Mme{WIDE}Le Gall"),
        ("https://ctg.demo.example/verifier/", "https://ctg.demo.example/verifier/"),
        ("e\u0301te\u0301", "été"),
        ("A\u202eB\u0000C\ufeffD", "ABCD"),
        ("une ligne\r\nune autre", "une ligne\nune autre"),
    ],
)
def test_a_typed_text_is_printed_as_french_is_set(typed, printed):
    assert typeset(typed) == printed


def test_typesetting_goes_through_a_whole_tree_and_does_nothing_twice():
    tree = (Paragraph((Run("l'eau : 31 400"),)), ("d'ici",))

    once = typeset_all(tree)

    assert once == (Paragraph((Run(f"l’eau{WIDE}: 31{NARROW}400"),)), ("d’ici",))
    assert typeset_all(once) == once


@pytest.mark.parametrize(
    ("items", "words"), [((), ""), (("a",), "a"), (("a", "b"), "a et b"), (("a", "b", "c"), "a, b et c")]
)
def test_an_enumeration_ends_with_et(items, words):
    assert enumeration(items) == words
