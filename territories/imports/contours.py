"""Outlines: GeoJSON in WGS84, and the same as paths of an SVG map."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

KILOMETRES_PER_DEGREE = 111.32
# One projection for all maps, so that any two outlines can be drawn together: its origin lies north-west of
# metropolitan France, and its scale is right at the latitude of the Loire.
WEST, NORTH, LATITUDE = -5.5, 51.5, 47.3
SHORTEST_RING = 4


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


def _ring(positions: list[list[float]]) -> str:
    points: list[tuple[float, float]] = []
    for longitude, latitude, *_ in positions:
        point = project(longitude, latitude)
        if not points or point != points[-1]:
            points.append(point)
    if len(points) < SHORTEST_RING:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z"
