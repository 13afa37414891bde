"""What the PDF of the diagnosis needs beside the French filters."""

import re

from django import template

register = template.Library()

# Printed: four blues that a grey printer still tells apart. A hidden figure has a pattern, never a tone.
TONES = {"class-1": "#dfeaf1", "class-2": "#a8c6d8", "class-3": "#5b8fb0", "class-4": "#17455c"}


@register.filter
def printed_tone(tone: str) -> str:
    return TONES.get(tone, "#ffffff")


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that a person typed with empty lines between them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
