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
import sys
from pathlib import Path
from typing import Any

from tradetalks.paths import write_atomically
from tradetalks.world.country_codes import from_number

UNNUMBERED = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
LEFT_OUT = ("Antarctica",)


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
        "objects": {"economies": {"type": "GeometryCollection", "geometries": kept}},
        "arcs": atlas["arcs"],
    }


if __name__ == "__main__":
    made = borders(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    write_atomically(Path(__file__).with_name("borders.json"), json.dumps(made, separators=(",", ":")) + "\n")
