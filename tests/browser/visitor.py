"""Somebody in front of a Chromium: every page they stop at is examined at two widths and photographed."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from django.utils.text import slugify
from playwright.sync_api import Browser, Page, ViewportSize, expect

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,  # or axe copies our style sheets into a <style>, which the policy of the page refuses
}
WATCH_CSP = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


class Visitor:
    def __init__(self, browser: Browser, site: str, album: Path) -> None:
        self.site = site
        self.album = album
        self.faults: list[str] = []
        self.ctg = ""  # the address of the CTG on which this person works
        self.context = browser.new_context(viewport=DESKTOP, locale="fr-FR", timezone_id="Europe/Paris")
        self.context.add_init_script(WATCH_CSP)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._check_answer)

    def __enter__(self) -> Self:
        self.album.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()

    def is_stuck(self) -> None:
        """A last picture, of the page where the walk failed."""
        self.page.screenshot(path=self.album / "echec.png", full_page=True)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"{self.page.url}: console: {message.text}")

    def _check_answer(self, response: Any) -> None:
        if not response.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"{self.page.url}: asked a stranger, {response.url}")
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")

    def goes_to(self, path: str) -> Page:
        self.page.goto(f"{self.site}{path}" if path.startswith("/") else path)
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        self.goes_to("/compte/connexion/")
        self.page.get_by_label("Adresse électronique").fill(email)
        self.page.get_by_label("Mot de passe").fill(password)
        self.page.get_by_role("button", name="Se connecter").click()

    def looks(self, name: str) -> None:
        """Stop here: axe and no sideways scroll at both widths, no CSP violation, a picture of each."""
        expect(self.page.locator("h1")).to_have_count(1)
        for label, viewport in [("1280", DESKTOP), ("360", TELEPHONE)]:
            self.page.set_viewport_size(viewport)
            self._examine(f"{name} à {label} px")
            self.page.screenshot(path=self.album / f"{slugify(name)}-{label}.png", full_page=True)
        self.page.set_viewport_size(DESKTOP)

    def _examine(self, where: str) -> None:
        for violation in Axe().run(self.page, options=AXE_RULES).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:3]
            self.faults.append(f"{where}: axe {violation['id']} {targets}")
        self.faults += [f"{where}: CSP {each}" for each in self.page.evaluate("window.__violations.splice(0)")]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.faults.append(f"{where}: scrolls sideways")
