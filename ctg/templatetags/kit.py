"""The little arithmetic that components need. A builtin of every template."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def page_links(page: "Page[object]") -> Iterator[int | str]:
    """Numbers of the pages worth a link, with « … » for each gap."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
