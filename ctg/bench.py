"""Ratios, measured in one process and interleaved: this machine's speed drifts, their quotient hardly does."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PAIRS = 9
ROUNDS = 5


@dataclass(frozen=True)
class Ratio:
    """How many times longer than its floor something takes: median of the pairs, and the middle half of them."""

    name: str
    floor: str
    median: float
    low: float
    high: float
    milliseconds: float
    goal: float | None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return "sans objectif"
        return "tenu" if self.median <= self.goal else "manqué"


def compare(
    name: str,
    measured: Callable[[], object],
    floor: Callable[[], object],
    *,
    floor_name: str,
    goal: float | None = None,
    pairs: int = PAIRS,
    rounds: int = ROUNDS,
) -> Ratio:
    """Time both in turn, A B A B…, after one round each that does not count."""
    measured()
    floor()
    times = [(_time(measured, rounds), _time(floor, rounds)) for _ in range(pairs)]
    ratios = sorted(first / second for first, second in times)
    quarter = len(ratios) // 4
    return Ratio(
        name=name,
        floor=floor_name,
        median=round(statistics.median(ratios), 2),
        low=round(ratios[quarter], 2),
        high=round(ratios[-1 - quarter], 2),
        milliseconds=round(1000 * statistics.median(first for first, _ in times) / rounds, 2),
        goal=goal,
    )


def _time(work: Callable[[], object], rounds: int) -> float:
    started = time.perf_counter()
    for _ in range(rounds):
        work()
    return time.perf_counter() - started


def write(ratios: list[Ratio], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        json.dumps([asdict(ratio) | {"verdict": ratio.verdict} for ratio in ratios], ensure_ascii=False, indent=2)
    )


def table(ratios: list[Ratio]) -> str:
    header = f"{'Mesure':<34}{'plancher':<34}{'rapport':>9}{'moitié centrale':>18}{'ms':>10}{'objectif':>10}  verdict"
    lines = [
        f"{each.name:<34}{each.floor:<34}{each.median:>9}{f'{each.low} – {each.high}':>18}{each.milliseconds:>10}"
        f"{each.goal if each.goal is not None else '–':>10}  {each.verdict}"
        for each in ratios
    ]
    return "\n".join([header, *lines])
