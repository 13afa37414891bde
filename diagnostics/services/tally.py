"""What a vote says: not only sums, but how they are spread and how few people may make them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diagnostics.models import BallotMark, VoteOption, VoteSession

FEWEST_BALLOTS = 5
"""Below, a spread would tell who voted what."""


@dataclass(frozen=True)
class Line:
    """One issue: `given` holds the dots of each ballot that gave it some, the most generous first."""

    option: VoteOption
    given: Sequence[int]
    voters: int
    all_dots: int

    @property
    def dots(self) -> int:
        return sum(self.given)

    @property
    def share(self) -> float:
        """In per cent of all the dots placed."""
        return 100 * self.dots / self.all_dots if self.all_dots else 0

    @property
    def supporters(self) -> int:
        return len(self.given)

    @property
    def support(self) -> float:
        """In per cent of the voters."""
        return 100 * self.supporters / self.voters if self.voters else 0

    def spread(self, most: int) -> list[int]:
        """How many ballots gave 0, 1, … `most` dots."""
        counted = Counter(self.given)
        return [self.voters - self.supporters, *(counted[each] for each in range(1, most + 1))]

    @property
    def half(self) -> int:
        """How few ballots are enough to make half of the dots of this issue."""
        reached = 0
        for rank, dots in enumerate(self.given, start=1):
            reached += dots
            if 2 * reached >= self.dots:
                return rank
        return 0


@dataclass(frozen=True)
class Tally:
    session: VoteSession
    voters: int
    lines: list[Line]

    @property
    def dots(self) -> int:
        return sum(line.dots for line in self.lines)

    @property
    def has_spread(self) -> bool:
        return self.voters >= FEWEST_BALLOTS

    @property
    def steps(self) -> range:
        return range(self.session.most_per_issue + 1)

    @property
    def table(self) -> list[tuple[Line, list[int]]]:
        """Each issue, the most supported first, with how many ballots gave it 0, 1, 2… dots."""
        return [(line, line.spread(self.session.most_per_issue)) for line in self.lines]

    @property
    def surplus(self) -> int:
        """Ballots beyond the people who were there: something to check, said plainly."""
        return max(0, self.voters - self.session.expected) if self.session.expected else 0


def tally(session: VoteSession) -> Tally:
    """Two queries, however many ballots."""
    voters = session.ballots.count()
    given: dict[Any, list[int]] = defaultdict(list)
    for option, dots in BallotMark.objects.filter(ballot__session=session).values_list("option_id", "dots"):
        given[option].append(dots)
    total = sum(map(sum, given.values()))
    lines = [
        Line(option, sorted(given[option.pk], reverse=True), voters, total)
        for option in session.options.select_related("issue")
    ]
    return Tally(session, voters, sorted(lines, key=lambda line: (-line.dots, line.option.position)))
