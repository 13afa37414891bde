"""The component kit in a real Chromium: both themes, both widths, and the little that its scripts do."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
GALLERY = "/_composants/"
WIDEST_NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_has_no_fault_by_day_or_by_night(visitor, theme):
    visitor.page.emulate_media(color_scheme=theme)
    visitor.goes_to(GALLERY)
    expect(visitor.page.locator(".chart__plot .main-svg").first).to_be_visible()

    visitor.looks(f"composants {theme}")

    assert visitor.faults == []


def test_at_320_px_nothing_scrolls_sideways(visitor):
    visitor.page.set_viewport_size(WIDEST_NARROW)
    visitor.goes_to(GALLERY)

    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_chosen_theme_lasts_and_can_be_given_back(visitor):
    page = visitor.goes_to(GALLERY)

    page.locator("summary", has_text="Thème").click()
    page.get_by_role("button", name="Sombre").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.locator("summary", has_text="Thème").click()
    page.get_by_role("button", name="Comme mon appareil").click()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))


def test_escape_closes_a_menu_and_gives_the_focus_back(visitor):
    page = visitor.goes_to(GALLERY)
    summary = page.locator("summary", has_text="Thème")

    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("[data-theme-switch]")).not_to_have_attribute("open", re.compile(".*"))
    expect(summary).to_be_focused()


def test_the_first_tab_leads_to_the_content(visitor):
    page = visitor.goes_to("/accessibilite/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_line_of_the_summary_puts_the_focus_in_its_field_even_in_a_group(visitor):
    page = visitor.goes_to(GALLERY)

    page.locator("[data-error-summary] a", has_text="Priorité").click()

    focused = page.evaluate("[document.activeElement.name, document.activeElement.type]")
    assert focused == ["priority", "radio"]


def test_a_form_is_sent_once_however_often_it_is_clicked(visitor):
    page = visitor.goes_to(GALLERY)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("form.form button[type=submit]").first.evaluate("button => { button.click(); button.click(); }")
    page.wait_for_load_state("networkidle")

    assert len(sent) == 1


def test_the_focus_is_visible_on_everything_that_takes_it(visitor):
    page = visitor.goes_to(GALLERY)
    page.evaluate("document.activeElement.blur()")

    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # past the last one
        outline = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement); return "
            "[document.activeElement.outerHTML.slice(0, 120), style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        assert outline[1] == "solid", outline
        assert outline[2] >= 2, outline


def test_the_first_visit_is_light_and_asks_nobody_else(visitor):
    weights: list[int] = []
    visitor.page.on("requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"]))

    visitor.goes_to("/accessibilite/")
    visitor.page.wait_for_load_state("networkidle")

    assert visitor.faults == []
    assert len(weights) <= 12
    assert sum(weights) <= 120_000
