"""Outlines: GeoJSON in WGS84, and the same as paths of an SVG map."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

KILOMETRES_PER_DEGREE = 111.32
# One projection for all maps, so that any two outlines can be drawn together: its origin lies north-west of
# metropolitan France, and its scale is right at the latitude of the Loire.
WEST, NORTH, LATITUDE = -5.5, 51.5, 47.3
SHORTEST_RING = 4
OFF_THE_VERTICES = 0.01  # kilometres: outlines are written to a tenth, so that no vertex lies at this height

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    properties: dict[str, Any]
    geometry: dict[str, Any]

    @property
    def svg_path(self) -> str:
        """In kilometres, y downwards, one decimal; a ring too small to be drawn is left out."""
        rings = (_ring(ring) for polygon in self._polygons for ring in polygon)
        return "".join(ring for ring in rings if ring)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The west, north, east and south sides of the frame around it, in kilometres."""
        xs, ys = zip(*(point for ring in self._rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def middle(self) -> Point:
        """A point inside it: the middle of its widest part, at the height where its box is cut in two."""
        _, top, _, bottom = self.box
        height = (top + bottom) / 2 + OFF_THE_VERTICES
        crossings = sorted(x for ring in self._rings for x in _crossings(ring, height))
        parts = list(zip(crossings[::2], crossings[1::2], strict=False))
        left, right = max(parts, key=lambda part: part[1] - part[0])
        return (left + right) / 2, height

    def holds(self, point: Point) -> bool:
        """Whether a point is inside: a line drawn from there to the east crosses the border an odd number of times."""
        x, y = point
        return sum(each > x for ring in self._rings for each in _crossings(ring, y)) % 2 == 1

    @property
    def _rings(self) -> list[list[Point]]:
        return [[project(*place[:2]) for place in ring] for polygon in self._polygons for ring in polygon]

    @property
    def _polygons(self) -> list[Any]:
        coordinates: list[Any] = self.geometry["coordinates"]
        return [coordinates] if self.geometry["type"] == "Polygon" else coordinates


def read(file: Path) -> Iterator[Outline]:
    for feature in json.loads(file.read_text())["features"]:
        yield Outline(feature["properties"], feature["geometry"])


def project(longitude: float, latitude: float) -> tuple[float, float]:
    x = (longitude - WEST) * cos(radians(LATITUDE)) * KILOMETRES_PER_DEGREE
    y = (NORTH - latitude) * KILOMETRES_PER_DEGREE
    return round(x, 1), round(y, 1)


def locate(x: float, y: float) -> tuple[float, float]:
    """The longitude and the latitude of a point of the map."""
    return x / cos(radians(LATITUDE)) / KILOMETRES_PER_DEGREE + WEST, NORTH - y / KILOMETRES_PER_DEGREE


def _crossings(ring: list[Point], height: float) -> Iterator[float]:
    """Where a closed line crosses a horizontal one."""
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > height) != (y2 > height):
            yield x1 + (height - y1) * (x2 - x1) / (y2 - y1)


def _ring(positions: list[list[float]]) -> str:
    points: list[tuple[float, float]] = []
    for longitude, latitude, *_ in positions:
        point = project(longitude, latitude)
        if not points or point != points[-1]:
            points.append(point)
    if len(points) < SHORTEST_RING:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z"
