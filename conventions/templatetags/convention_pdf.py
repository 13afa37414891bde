"""What the templates of the PDF need beside the French filters."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django import template

from conventions.documents.content import Figure
from territories.templatetags.french import number

register = template.Library()


@register.filter
def figure(value: Figure, decimals: int) -> str:
    """A value with its bound, or the mark that stands for it."""
    return value.mark if value.value is None else f"{value.bound} {number(value.value, decimals)}".strip()


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that a person typed with empty lines between them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


@register.filter
def each_year(amounts: Sequence[Decimal], years: Sequence[int]) -> Sequence[Decimal]:
    """One amount a year also where no line was written: a row must fill its columns."""
    return amounts or [Decimal(0)] * len(years)
