"""Taking a producer's file in: look at it, answer what it does not say, keep its figures, take them out again.

The order of a screen: `receive` the upload, show `preview`, keep each answer by `answer`, then a job that reads
(`read`) and writes (`commit`); `undo` gives back what stood before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Never

from django.core.files.base import File

from accounts.models import User
from diagnostics.imports.contract import Choices, Reading, RefusedFile
from diagnostics.models import DatasetImport, ImportProfile
from territories.models import Caf

Progress = Callable[[int, str], None]
"""Called about once a second with a percentage and a French sentence."""

__all__ = ["Choices", "Preview", "Reading", "RefusedFile"]


class UnansweredQuestions(Exception):
    """Something must be decided first; nothing was written."""


class CannotUndo(Exception):
    """A later import stands on this one; the text names it."""


@dataclass(frozen=True)
class Change:
    """One figure that the import replaces by another; an empty old one is new."""

    indicator: str
    place: str
    year: int
    old: Decimal | None
    old_status: str
    new: Decimal | None
    new_status: str


@dataclass
class Preview:
    """What an import would do: nothing is written."""

    reading: Reading
    changes: list[Change] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    already: DatasetImport | None = None
    """The same file with the same answers was imported: importing it again writes nothing."""

    @property
    def is_ready(self) -> bool:
        return not self.reading.questions


def receive(caf: Caf, file: File[bytes], *, name: str, by: User | None) -> DatasetImport:
    """Keep an uploaded file with its hash; `RefusedFile` when its size or nature is not acceptable."""
    return _not_yet(caf, file, name, by)


def inspect(caf: Caf, path: Path, choices: Choices, *, file_name: str = "") -> Preview:
    """Read the file in a child process and compare with what is stored; `RefusedFile` when it is no table."""
    return _not_yet(caf, path, choices, file_name)


def preview(received: DatasetImport) -> Preview:
    """`inspect` for a file kept by `receive`, with the answers given so far."""
    return _not_yet(received)


def answer(received: DatasetImport, choices: Choices) -> None:
    """Keep the answers given so far."""
    _not_yet(received, choices)


@contextmanager
def read(received: DatasetImport, progress: Progress | None = None) -> Iterator[Reading]:
    """The slow part, outside any transaction: the figures wait in a temporary file until the block ends.

    `UnansweredQuestions` or `RefusedFile` when the file cannot be imported as it is.
    """
    yield _not_yet(received, progress)


def commit(received: DatasetImport, reading: Reading, *, by: User | None) -> DatasetImport:
    """Write the figures that were read, in the caller's transaction, all or none.

    The same file with the same answers gives the import that was already made, and writes nothing.
    """
    return _not_yet(received, reading, by)


def undo(done: DatasetImport, *, by: User | None) -> None:
    """Give back the figures that stood before; `CannotUndo` when a later import replaced some of these."""
    _not_yet(done, by)


def save_profile(received: DatasetImport, name: str, *, by: User | None) -> ImportProfile:
    """Keep the answers given for this file: the next file with these columns is read the same way."""
    return _not_yet(received, name, by)


def report_as_csv(done: DatasetImport) -> str:
    """The report for a spreadsheet: counts, then errors line by line, formula-like cells neutralised."""
    return _not_yet(done)


def _not_yet(*_: object) -> Never:
    raise NotImplementedError
