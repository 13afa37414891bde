"""A text in paragraphs and lists, with emphasis: the only shapes an article may take.

Templates loop over these shapes, so no HTML is ever built from what people typed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. `is_break` starts a new line instead."""

    text: str
    is_strong: bool = False
    is_emphasised: bool = False
    is_break: bool = False


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    kind: str = "paragraph"


@dataclass(frozen=True)
class Listing:
    items: tuple[tuple["Block", ...], ...]
    is_ordered: bool = False
    start: int = 1
    kind: str = "list"


Block = Paragraph | Listing
