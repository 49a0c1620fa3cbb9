"""Makes ``borders.json``, the map of the workbench, of Natural Earth's countries at 1:110 million.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python src/tradetalks/app/static/build_borders.py package/countries-110m.json

Natural Earth is in the public domain; world-atlas (ISC licence) holds it as TopoJSON. Kept are outlines, each under the
three letters of its economy; Antarctica is left out. What no United Nations number names is drawn with the economy that
ISO 3166 counts it to (Northern Cyprus, Somaliland), Kosovo under XKX: which lines are drawn is Natural Earth's choice
and says nothing about whose claim is right.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from tradetalks.paths import write_atomically
from tradetalks.world.country_codes import from_number

UNNUMBERED = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
LEFT_OUT = ("Antarctica",)
SPECK = 0.0015
"""Of a country's largest piece of land: a smaller piece is left out."""


def borders(atlas: dict[str, Any]) -> dict[str, Any]:
    """TopoJSON with one object, ``economies``, whose ids are ISO 3166 letters."""
    kept = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name in LEFT_OUT:
            continue
        code = UNNUMBERED.get(name) or from_number(str(shape.get("id", "")))
        if code is None:
            raise SystemExit(f"no economy for '{name}' ({shape.get('id')})")
        kept.append({"type": shape["type"], "arcs": shape["arcs"], "id": code})
    return {
        "type": "Topology",
        "source": "Natural Earth 1:110m (public domain), by world-atlas 2.0.2 (ISC)",
        "transform": atlas["transform"],
        "places": places(atlas["transform"], atlas["arcs"], kept),
        "objects": {
            "economies": {
                "type": "GeometryCollection",
                "geometries": without_specks(atlas["transform"], atlas["arcs"], kept),
            }
        },
        "arcs": atlas["arcs"],
    }


def without_specks(transform: dict[str, Any], arcs: list[Any], shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shapes without pieces of land so small beside the largest that only an outline would be seen, which reads
    as a stray mark (Hawaii)."""
    found = []
    for shape in shapes:
        if shape["type"] == "MultiPolygon":
            areas = [_middle([point for arc in piece[0] for point in _line(transform, arcs, arc)])[2]
                     for piece in shape["arcs"]]  # fmt: skip
            large = [p for p, area in zip(shape["arcs"], areas, strict=True) if area >= SPECK * max(areas)]
            shape = {**shape, "arcs": large}
        found.append(shape)
    return found


def _line(transform: dict[str, Any], arcs: list[Any], arc: int) -> list[tuple[float, float]]:
    """Longitude and latitude of an arc's points; of one that is counted from the end, backwards."""
    scale, shift = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for dx, dy in arcs[arc if arc >= 0 else ~arc]:
        x, y = x + dx, y + dy
        found.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return found if arc >= 0 else found[::-1]


def places(transform: dict[str, Any], arcs: list[Any], shapes: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Economy -> longitude and latitude of the middle of its largest piece of land, and that piece's area in square
    degrees, weighted by the cosine of latitude: where the ends of its trade flows are drawn."""
    found = {}
    for shape in shapes:
        pieces = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        middles = [_middle([point for arc in piece[0] for point in _line(transform, arcs, arc)]) for piece in pieces]
        x, y, area = max(middles, key=lambda one: one[2])
        found[shape["id"]] = [round(x, 1), round(y, 1), round(area, 1)]
    return found


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Middle of a ring in the plane of longitude and latitude, and its area weighted by the cosine of latitude."""
    turns, last = 0, ring[0][0]
    whole = []  # without the jump at the date line
    for x, y in ring:
        turns += (x - last < -180) - (x - last > 180)
        last = x
        whole.append((x + 360 * turns, y))
    ring, twice, across, up = whole, 0.0, 0.0, 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        twice, across, up = twice + cross, across + (a + c) * cross, up + (b + d) * cross
    if not twice:
        return *ring[0], 0.0
    x, y = across / (3 * twice), up / (3 * twice)
    return (x + 180) % 360 - 180, y, abs(twice) / 2 * math.cos(math.radians(y))


if __name__ == "__main__":
    made = borders(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    write_atomically(Path(__file__).with_name("borders.json"), json.dumps(made, separators=(",", ":")) + "\n")
