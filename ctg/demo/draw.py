"""Chance and identity from one seed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

# Before any row made by a person: ids sort by their time.
FIRST_INSTANT = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)


class Draw:
    """Draws of one seed and one subject: what one subject draws does not move what another one draws."""

    def __init__(self, seed: int, subject: str = "") -> None:
        self.seed, self.subject = seed, subject
        self.random = Random(f"{seed}/{subject}")  # noqa: S311  # a story, not a secret
        self._ids = 0

    def about(self, subject: str) -> "Draw":
        return Draw(self.seed, f"{self.subject}/{subject}")

    def new_id(self) -> UUID:
        """A UUIDv7 whose time is a rank: rows keep the order in which they were told."""
        self._ids += 1
        chance = self.random.getrandbits(74)
        value = (FIRST_INSTANT + self._ids) << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62
        return UUID(int=value | chance & (1 << 62) - 1)

    def pick(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` of them, in their own order."""
        chosen = sorted(self.random.sample(range(len(choices)), min(count, len(choices))))
        return [choices[index] for index in chosen]

    def between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)
