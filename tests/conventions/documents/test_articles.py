from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.documents.articles import BadArticle, NotAField, UnknownField, UnwrittenField, check, compile_article
from conventions.documents.articles import compile_text as compiled
from conventions.documents.blocks import Block, Listing, Paragraph
from conventions.documents.fields import CATALOGUE, FieldKind, FieldValues, MissingValue, write

HOSTILE = [
    "{% if True %}oui{% endif %}",
    "{% load static %}{% include 'settings.py' %}",
    "{# commentaire #}",
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "![image](file:///etc/passwd)",
    "[lien](http://169.254.169.254/)",
    "<http://demo.example>",
    "&lt;b&gt; &amp; &#x41;",
    "`code`",
    "# Pas un titre",
    "> Pas une citation",
    "| pas | un tableau |",
    "$x$ #set @preview",
    "%(caf_nom)s {caf_nom} ${caf_nom}",
    "}} {",
]
REFUSED = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 7*7 }}",
    "{{ caf_nom|upper }}",
    "{{ caf_nom.__init__ }}",
    "{{ request.user }}",
    "{{ settings.SECRET_KEY }}",
    "{{ CAF_NOM }}",
    "{{ caf_nom",
    "{{}}",
    "{{ }}",
    "{{ caf-nom }}",
    "{{\ncaf_nom }}",
    "{{ cａf_nom }}",
    "{{{{ caf_nom }}}}",
]


def text_of(blocks: tuple[Block, ...]) -> str:
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append("".join("\n" if run.is_break else run.text for run in block.runs))
        else:
            parts += [text_of(item) for item in block.items]
    return "\n".join(parts)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_a_field_comes_out_as_it_was_typed(text):
    assert text_of(compiled("Article 1", text, {})) == text


@pytest.mark.parametrize("text", REFUSED)
def test_two_braces_that_hold_no_field_are_refused(text):
    with pytest.raises(NotAField, match="n’est pas un champ de fusion") as refusal:
        compiled("Article 4", text, {"caf_nom": "la Caf"})

    assert refusal.value.article == "Article 4"


def test_an_unknown_field_is_refused_with_its_name_its_article_and_a_suggestion():
    with pytest.raises(UnknownField) as refusal:
        compile_article(7, "Échanges", "Données de {{ caf_nam }}.", {})

    assert "Article 7" in str(refusal.value)
    assert "caf_nam" in str(refusal.value)
    assert "{{ caf_nom }}" in str(refusal.value)


def test_a_template_is_checked_without_any_value():
    check("Article 1", "Du {{ date_debut }} au {{ date_fin }}.")

    with pytest.raises(UnknownField):
        check("Article 1", "Du {{ date_debut }} au {{ date_de_fin }}.")


def test_a_field_without_value_is_refused_and_says_what_it_is():
    with pytest.raises(UnwrittenField, match=r"Article 2.*population.*Population municipale"):
        compile_article(2, "Territoire", "{{ population }} habitants", {"population": None})


def test_a_date_of_signature_that_is_not_known_yet_has_words_of_its_own():
    blocks = compiled("Article 10", "Signée à {{ date_signature }}.", {})

    assert text_of(blocks) == "Signée à la date de la dernière signature."


@pytest.mark.parametrize(
    "value", ["**gras**", "{{ population }}", "<b>x</b>", "- liste", "1. un", "{% now %}", "a_b_c"]
)
def test_a_value_is_never_read_again(value):
    (paragraph,) = compiled("Article 1", "Avec {{ caf_nom }}.", {"caf_nom": value, "population": 3})

    assert isinstance(paragraph, Paragraph)
    assert [run.text for run in paragraph.runs] == [f"Avec {value}."]
    assert not paragraph.runs[0].is_strong


def test_markdown_gives_paragraphs_lists_and_emphasis():
    blocks = compiled("Article 1", "Un **fort** et *léger*.\n\n3. trois\n4. quatre\n   - sous", {})

    paragraph, listing = blocks
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.is_strong, run.is_emphasised) for run in paragraph.runs] == [
        ("Un ", False, False),
        ("fort", True, False),
        (" et ", False, False),
        ("léger", False, True),
        (".", False, False),
    ]
    assert isinstance(listing, Listing)
    assert (listing.is_ordered, listing.start, len(listing.items)) == (True, 3, 2)
    assert isinstance(listing.items[1][1], Listing)


def test_a_list_alone_in_its_paragraph_becomes_bullets_and_inside_a_sentence_words():
    values = {"communes_liste": ("Bréval", "Trémelin", "Quistillic")}

    alone, inside = compiled("Article 1", "{{ communes_liste }}\n\nÀ {{ communes_liste }}.", values)

    assert isinstance(alone, Listing)
    assert text_of((alone,)) == "Bréval\nTrémelin\nQuistillic"
    assert text_of((inside,)) == "À Bréval, Trémelin et Quistillic."


def test_every_value_is_written_as_french_writes_it():
    values: FieldValues = {
        "montant_total": Decimal("3848000"),
        "date_debut": date(2026, 1, 1),
        "etp_cooperation": Decimal("2.60"),
    }

    blocks = compiled("Article 5", "{{ montant_total }}, {{ date_debut }}, {{ etp_cooperation }}", values)

    assert text_of(blocks) == "3\u202f848\u202f000\u00a0€, 1er\u00a0janvier 2026, 2,6"


def test_every_field_of_the_catalogue_has_an_example_that_fits_its_kind():
    for name, field in CATALOGUE.items():
        assert field.name == name
        assert field.description
        assert field.written_example
        assert compiled("Article 1", field.tag, {name: field.example})


def test_a_value_of_the_wrong_kind_is_a_programming_error():
    with pytest.raises(TypeError, match="date_debut"):
        write(CATALOGUE["date_debut"], "1er janvier")
    with pytest.raises(MissingValue):
        write(CATALOGUE["axes_liste"], ())
    assert CATALOGUE["axes_liste"].kind is FieldKind.LIST


@given(st.text())
def test_any_text_is_compiled_or_refused_in_words(text):
    if "{{" in text:
        with pytest.raises(BadArticle, match=r"^Article 1"):
            compiled("Article 1", text, {})
    else:
        printed = text_of(compiled("Article 1", text, {}))
        assert set(filter(str.isalnum, printed)) <= set(filter(str.isalnum, text))
