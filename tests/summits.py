"""Small summits for tests: two or three parties, worth alone or a model beside it, a clock that tests move."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import tradetalks as tt
from tests.small_dossier import write
from tradetalks.space.way import deal_space
from tradetalks.summit.desk import Engine
from tradetalks.summit.events import Terms
from tradetalks.summit.hall import Hall, Plan
from tradetalks.summit.log import Log
from tradetalks.summit.packs import Scenario
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer


def worth(low: float, mid: float, high: float) -> dict[str, Any]:
    return {"low": low, "mid": mid, "high": high, "basis": "judgement"}


THREE: dict[str, Any] = {
    "name": "three",
    "title": "Talks of three",
    "summary": "Three parties, four items, no trade model.",
    "reference_date": "2025-01-01",
    "world": {"horizon": "long run"},
    "meeting": {"place": "Geneva", "date": "2025-01-02"},
    "parties": {
        "USA": {"region": "USA", "name": "United States"},
        "EU": {"region": "EU27", "name": "European Union"},
        "JPN": {"region": "JPN", "name": "Japan"},
    },
    "sources": {},
    "agenda": [
        {
            "id": item,
            "title": f"Item {item}",
            "status_quo": "old",
            "options": [
                {"id": "old", "title": "as it is"},
                {"id": "half", "title": "half way", "worth": {p: worth(v - 1, v, v + 1.5) for p, v in half.items()}},
                {"id": "full", "title": "all the way", "worth": {p: worth(v - 1, v, v + 2) for p, v in full.items()}},
            ],
        }
        for item, half, full in (
            ("access", {"USA": 4, "EU": -2, "JPN": 1}, {"USA": 6, "EU": -5, "JPN": 2}),
            ("quota", {"USA": -2, "EU": 5, "JPN": 1}, {"USA": -4, "EU": 7, "JPN": -1}),
            ("aid", {"USA": -1, "EU": -1, "JPN": 4}, {"USA": -3, "EU": -2, "JPN": 7}),
            ("seat", {"USA": 1, "EU": 1, "JPN": 1}, {"USA": 2, "EU": -9, "JPN": 3}),
        )
    ],
    "constraints": [{"when": {"access": ["full"]}, "then": {"quota": ["half", "full"]}, "because": "access for quota"}],
    "red_lines": [{"party": "EU", "item": "seat", "never": ["full"], "because": "the seat is Europe's secret"}],
    "no_deal": [
        {"name": "drift", "title": "talks drift", "probability": 0.6},
        {
            "name": "break",
            "title": "talks break",
            "probability": 0.4,
            "worth": {"USA": worth(-3, -2, -1), "JPN": worth(-4, -3, -2)},
        },
    ],
}


def three(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(THREE), **changes}


def engine_of(folder: Path, content: dict[str, Any] | None = None) -> Engine:
    """A solved engine on a dossier."""
    dossier = tt.Dossier.load(write(folder, content or three()))
    return Engine(deal_space(dossier, valuer=Valuer(bring_to_eve(dossier))))


class Time:
    """A clock that tests move."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


def terms_of(engine: Engine, **changes: Any) -> Terms:
    parties = tuple(engine.space.dossier.parties)
    return Terms(**{"parties": parties, "needed": len(parties), "minutes": 30, "seed": 7, **changes})


def hall_of(engine: Engine, log: Log, time: Time, rooms: dict[str, Terms] | None = None, **scenario: Any) -> Hall:
    plan = Plan(rooms or {"A": terms_of(engine)}, {})
    return Hall(Scenario(engine.space.dossier, **scenario), engine, log, plan, time, random.Random(5).choice)
