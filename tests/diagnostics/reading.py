"""Reads the site as somebody would who wants to know: every page, table and file that a role can open."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.test import Client

from diagnostics.documents.content import read
from tests.diagnostics.printed import docx_text, pdf_text

# A number of its own: neither a piece of an identifier nor of a date.
NUMBER = re.compile(r"(?<![\w.-])(?:\d{1,3}(?:[\u202f\u00a0]\d{3})+|\d+)(?:[.,]\d+)?(?![\w-])")
INDICATOR = re.compile(r"/indicateurs/([^/?]+)/(?:$|\?|donnees)")
MOST_PAGES = 200
SORTED = "tri="  # the same figures in another order


class Page(HTMLParser):
    """Links and table rows; each row is its cells, as text, with the address that its first cell leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.rows: list[tuple[list[str], str]] = []
        self._cell: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append(([], ""))
        if tag in {"td", "th"} and self.rows:
            self._cell = []
        if tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)
            if self._cell is not None and not self.rows[-1][0]:
                self.rows[-1] = ([], href)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1][0].append(" ".join("".join(self._cell).split(" ")).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(re.sub(r"[ \n\t]+", " ", data))


@dataclass
class Site:
    """What one role reads: all the texts, and each figure with its indicator and its place."""

    texts: dict[str, str] = field(default_factory=dict)
    figures: dict[tuple[str, str], set[float]] = field(default_factory=dict)

    def numbers(self) -> set[float]:
        return {value for text in self.texts.values() for value in numbers_in(text)}

    def add(self, code: str, place: str, text: str) -> None:
        if (value := figure_in(text)) is not None:
            self.figures.setdefault((code, place), set()).add(value)


def numbers_in(text: str) -> Iterator[float]:
    for found in NUMBER.findall(text):
        yield float(re.sub(r"[\u202f\u00a0]", "", found).replace(",", "."))


def figure_in(text: str) -> float | None:
    """The figure of a cell; a bound (« ≥ 12 ») is not one."""
    return None if text.startswith(("≥", "≤", "s", "nd")) else next(numbers_in(text), None)


def read_site(client: Client, start: list[str], *, within: str, codes: dict[str, str], places: list[str]) -> Site:
    """Follow every link under `within`; `codes` gives the code of an indicator by its label."""
    site, waiting = Site(), list(start)
    while waiting and len(site.texts) < MOST_PAGES:
        url = waiting.pop()
        if url in site.texts:
            continue
        response = client.get(url)
        kind = response.headers.get("Content-Type", "")
        content = b"".join(response)
        site.texts[url] = _as_text(content, kind) if response.status_code == 200 else ""
        if "csv" in kind:
            _read_file(site, site.texts[url], codes)
        elif "json" in kind:
            _read_version(site, site.texts[url])
        elif "html" in kind:
            page = Page(site.texts[url])
            _read_tables(site, url, page, places)
            links = (urldefrag(urljoin(url, link)).url for link in page.links)
            waiting += [link for link in links if link.startswith(within) and SORTED not in link]
    return site


def _as_text(content: bytes, kind: str) -> str:
    if "pdf" in kind:
        return pdf_text(content)
    if "wordprocessing" in kind:
        return docx_text(content)
    return content.decode("utf-8-sig", "replace")


def _read_version(site: Site, text: str) -> None:
    """A frozen version: its figures by commune, and those of the whole territory."""
    content = read(text)
    for line in content.lines:
        for place in line.communes:
            site.add(line.code, place.name, place.written)
        for label, figure in ((content.territory, line.territory), (content.department, line.department)):
            site.add(line.code, label, figure.written(line.decimals))


def _read_file(site: Site, text: str, codes: dict[str, str]) -> None:
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        label, place = row.get("Indicateur"), row.get("Lieu") or row.get("Commune")
        if label in codes and place and row.get("Valeur"):
            site.add(codes[label], place, row["Valeur"])


def _read_tables(site: Site, url: str, page: Page, places: list[str]) -> None:
    """A page that speaks of one indicator: by its address, or because it links to no other."""
    here = INDICATOR.search(url)
    spoken_of = {found.group(1) for link in page.links if (found := INDICATOR.search(urljoin(url, link)))}
    if here is None and len(spoken_of) != 1:
        return
    code = here.group(1) if here else spoken_of.pop()
    for cells, _ in page.rows:
        named = [place for place in places if cells and cells[0].startswith(place)]
        if named and len(cells) > 1:
            site.add(code, max(named, key=len), cells[1])
