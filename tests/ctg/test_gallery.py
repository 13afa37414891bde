"""The component kit: everything is shown, nothing breaks without data, both nights are the same night."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from ctg.templatetags.kit import view_box
from ctg.views.gallery import Piece

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted(file.name for file in (TEMPLATES / "components").glob("*.html"))


@pytest.fixture
def gallery(client):
    return client.get(reverse("gallery")).content.decode()


def sources(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*.html"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_in_the_gallery_or_in_the_page_around_it(name):
    shown = sources(TEMPLATES / "gallery") + sources(TEMPLATES / "django") + (TEMPLATES / "base.html").read_text()
    around = "".join((TEMPLATES / "components" / other).read_text() for other in COMPONENTS if other != name)

    assert f'"components/{name}"' in shown + around


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_first_what_it_shows(name):
    first = (TEMPLATES / "components" / name).read_text().splitlines()[0]

    assert re.fullmatch(r"\{# .+ #\}", first)


def test_components_are_called_with_nothing_but_their_arguments():
    calls = re.findall(r'{% include "components/[^%]+%}', sources(TEMPLATES))

    assert [call for call in calls if not call.endswith(" only %}")] == []


def test_the_gallery_needs_no_database(client):
    # Without the mark `django_db`, any query would fail here.
    assert client.get(reverse("gallery")).status_code == 200


def test_the_gallery_does_not_exist_in_production(client, settings):
    settings.IS_PRODUCTION = True

    assert client.get(reverse("gallery")).status_code == 404


def test_no_page_carries_a_style_or_a_script_of_its_own(gallery):
    assert not re.search(r"\sstyle=", gallery)
    assert not re.search(r"\son[a-z]+=", gallery)
    assert not re.search(r"<style|javascript:", gallery)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", gallery, re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes or not body.strip()


def test_every_identifier_is_used_once(gallery):
    ids = re.findall(r'\sid="([^"]+)"', gallery)

    assert sorted(ids) == sorted(set(ids))


def test_the_page_of_a_person_who_chose_the_night_is_dark_from_the_first_byte(client):
    client.cookies["theme"] = "sombre"

    assert '<html lang="fr" data-theme="dark">' in client.get(reverse("gallery")).content.decode()


def test_a_theme_that_does_not_exist_is_ignored(client):
    client.cookies["theme"] = '"><script>'

    assert '<html lang="fr">' in client.get(reverse("gallery")).content.decode()


def test_the_night_of_the_device_and_the_night_by_hand_have_the_same_colours():
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    device = css.partition(':root:not([data-theme="light"]) {')[2].partition("}")[0]
    by_hand = css.partition(':root[data-theme="dark"] {')[2].partition("}")[0]

    assert sorted(device.split()) == sorted(by_hand.split())


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_is_readable(theme):
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    day, _, night = css.partition(':root[data-theme="dark"] {')
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", day.partition("@media")[0]))
    if theme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#\w{6});", night))
    grounds = ["paper", "sheet", "shade"]
    texts = [("ink", ground) for ground in [*grounds, "accent-wash", "warm-wash", "ok-wash", "bad-wash"]]
    texts += [(text, ground) for text in ("ink-soft", "accent", "warm", "ok", "bad") for ground in grounds]
    texts += [(tone, f"{tone}-wash") for tone in ("accent", "warm", "ok", "bad")] + [("on-accent", "accent")]
    signs = [(sign, ground) for sign in ("rule-strong", "focus") for ground in ("paper", "sheet")]
    signs += [(f"chart-{rank}", "sheet") for rank in range(1, 7)]
    signs += [("ink", f"class-{rank}") for rank in range(1, 5)]

    assert [pair for pair in texts if contrast(*(colours[name] for name in pair)) < 4.5] == []
    assert [pair for pair in signs if contrast(*(colours[name] for name in pair)) < 3] == []


class Meeting(forms.Form):
    place = forms.CharField(label="Lieu", help_text="Une salle accessible.")
    kind = forms.ChoiceField(label="Forme", widget=forms.RadioSelect, choices=[("room", "En salle")])
    note = forms.CharField(label="Note", required=False)


def test_a_refused_field_is_tied_to_its_hint_and_its_error():
    page = str(Meeting({"note": "gardée"}))

    assert 'aria-describedby="id_place_helptext id_place_error"' in page
    assert 'id="id_place_helptext"' in page
    assert 'id="id_place_error"' in page
    assert 'value="gardée"' in page


def test_each_line_of_the_summary_leads_to_something_on_the_page():
    page = str(Meeting({}))

    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["id_place", "id_kind"]
    assert all(f'id="{target}"' in page for target in targets)


def test_required_is_written_in_words_and_only_where_it_is_true():
    assert str(Meeting()).count("obligatoire") == 2


def test_what_was_typed_is_escaped_everywhere():
    page = str(Meeting({"place": "", "note": "<script>alert(1)</script>"}))

    assert "<script>" not in page


def test_pagination_keeps_the_filters_of_the_address():
    request = RequestFactory().get("/", {"q": "relais & cie", "page": "2"})
    page = Paginator(range(90), 30).get_page(2)

    links = re.findall(
        r'href="([^"]+)"',
        render_to_string("components/pagination.html", {"page": page, "label": "Actions"}, request),
    )

    assert links == [f"?q=relais+%26+cie&amp;page={number}" for number in (1, 1, 3, 3)]


def test_a_list_of_one_page_has_no_pagination():
    page = Paginator(range(3), 30).get_page(1)

    assert render_to_string("components/pagination.html", {"page": page, "label": "Actions"}).strip() == ""


def test_sorting_twice_turns_the_order_round_and_forgets_the_page():
    request = RequestFactory().get("/", {"tri": "name", "page": "4"})

    header = render_to_string(
        "components/sort_header.html", {"label": "Nom", "key": "name", "current": "name"}, request
    )

    assert 'aria-sort="ascending"' in header
    assert 'href="?tri=-name"' in header


def test_the_frame_of_a_map_holds_every_outline():
    shapes = [Piece("A", "diagnosis", "M10 20L30 20L30 40Z"), Piece("B", "diagnosis", "M-5 0L0 5.5L1 1Z")]

    left, top, width, height = (float(side) for side in view_box(shapes).split())

    assert left < -5
    assert top < 0
    assert left + width > 30
    assert top + height > 40


def test_a_map_without_outline_is_not_drawn():
    assert "<svg" not in render_to_string("components/map.html", {"title": "Carte", "shapes": [], "legend": []})


@pytest.mark.parametrize("code", [400, 500, 503])
def test_an_error_page_of_the_server_needs_nothing(code):
    page = render_to_string(f"{code}.html")

    assert page.count("<h1>") == 1
    assert "Revenir à l’accueil" in page


def test_an_address_that_does_not_exist_says_so_in_french(client):
    answer = client.get("/verifier/nulle-part/")

    assert answer.status_code == 404
    assert "Cette page n’existe pas, ou pas pour vous" in answer.content.decode()
