"""A small dossier for tests: two economic items, two political ones, a constraint, a red line."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOUR = {"horizon": "years 2-3", "groups": "USA, EU27, CHN, ROW=*"}
"""The embedded world in four regions, in years 2-3: what tests of draws solve."""
SMALL: dict[str, Any] = {
    "name": "small",
    "title": "A small summit",
    "summary": "Two parties, four items.",
    "reference_date": "2025-01-01",
    "meeting": {"place": "Geneva", "date": "2025-01-02"},
    "parties": {
        "USA": {"region": "USA", "name": "United States"},
        "EU": {"region": "EU27", "name": "European Union"},
    },
    "sources": {"press": {"title": "A newspaper", "date": "2024-12-15", "verified": "press copy"}},
    "profiles": {"metal": {"title": "metals", "source": "press", "rates": {"STEEL": 1.0, "NFMET": 0.5}}},
    "in_force": [{"instrument": "tariff", "importer": "USA", "exporter": "CHN", "points": 0.2}],
    "agenda": [
        {
            "id": "steel",
            "title": "US steel tariff",
            "status_quo": "charged",
            "options": [
                {
                    "id": "charged",
                    "title": "25 points",
                    "measures": [
                        {
                            "instrument": "tariff",
                            "importer": "USA",
                            "exporter": "EU27",
                            "points": 0.25,
                            "profile": "metal",
                        }
                    ],
                },
                {
                    "id": "lifted",
                    "title": "lifted",
                    "worth": {"USA": {"low": -3, "mid": -1, "high": 0, "basis": "judgement"}},
                },
                {
                    "id": "doubled",
                    "title": "50 points",
                    "measures": [
                        {
                            "instrument": "tariff",
                            "importer": "USA",
                            "exporter": "EU27",
                            "points": 0.5,
                            "profile": "metal",
                        }
                    ],
                },
            ],
        },
        {
            "id": "cars",
            "title": "EU car tariff",
            "modelling": "on the whole sector, parts in it",
            "status_quo": "charged",
            "options": [
                {"id": "charged", "title": "as it is"},
                {
                    "id": "cut",
                    "title": "cut by 8 points",
                    "measures": [
                        {
                            "instrument": "tariff",
                            "importer": "EU27",
                            "exporter": "USA",
                            "points": -0.005,
                            "sectors": ["AUTO"],
                        }
                    ],
                },
            ],
        },
        {
            "id": "data",
            "title": "Data flows",
            "status_quo": "none",
            "options": [
                {"id": "none", "title": "no rule"},
                {
                    "id": "framework",
                    "title": "framework",
                    "worth": {
                        "USA": {"low": 0, "mid": 2, "high": 4, "basis": "judgement"},
                        "EU": {"low": -2, "mid": -0.5, "high": 1, "basis": "press"},
                    },
                },
            ],
        },
        {
            "id": "standards",
            "title": "Standards",
            "status_quo": "none",
            "options": [
                {"id": "none", "title": "as they are"},
                {
                    "id": "mutual",
                    "title": "mutual recognition",
                    "worth": {"EU": {"low": 0, "mid": 1, "high": 2, "basis": "judgement"}},
                },
                {
                    "id": "surrender",
                    "title": "adopt the other's",
                    "worth": {"USA": {"low": 1, "mid": 9, "high": 20, "basis": "judgement"}},
                },
            ],
        },
    ],
    "constraints": [{"when": {"steel": ["lifted"]}, "then": {"data": ["framework"]}, "because": "steel for data"}],
    "red_lines": [{"party": "EU", "item": "standards", "never": ["surrender"], "because": "never"}],
    "no_deal": [
        {"name": "as_is", "title": "as it is", "probability": 0.5},
        {"name": "war", "title": "steel war", "probability": 0.5, "package": {"steel": "doubled"}},
    ],
}


def small(**changes: Any) -> dict[str, Any]:
    """A fresh copy, with top-level keys replaced; in the long run, as ``solve`` is, unless its world says otherwise."""
    content = {**copy.deepcopy(SMALL), **changes}
    world = content.get("world", {})
    return {**content, "world": {"horizon": "long run", **world}} if isinstance(world, dict) else content


def write(folder: Path, content: dict[str, Any] | None = None, name: str = "dossier.yaml") -> Path:
    """Write the dossier as YAML and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(content if content is not None else small(), file)
    return folder
