"""The little arithmetic that components need. A builtin of every template."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from django import template
from django.core.paginator import Page

register = template.Library()

POINT = re.compile(r"(-?[\d.]+)[ ,](-?[\d.]+)")
MARGIN = 0.02  # of the longer side, so that no outline is cut by its own thickness


class Drawn(Protocol):
    @property
    def path(self) -> str: ...


@register.filter
def page_links(page: "Page[object]") -> Iterator[int | str]:
    """Numbers of the pages worth a link, with « … » for each gap."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def view_box(shapes: Iterable[Drawn]) -> str:
    """The frame around outlines that are drawn together, as SVG wants it."""
    points = [(float(x), float(y)) for shape in shapes for x, y in POINT.findall(shape.path)]
    if not points:
        return "0 0 1 1"
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    margin = MARGIN * (max(width, height) or 1)
    box = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
    return " ".join(f"{side:.1f}" for side in box)
