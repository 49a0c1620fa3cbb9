"""Measures of a drafted item where the dated record is in force on the eve: levels, points, and what it holds already.

What the record charges is not put on again: a rate that the reports say stands adds nothing where the record has it. A
rate that a duty shall become is its level, so that goods that pay less stay; one above all that is charged is points.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from tradetalks.articles.draft import Rate
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.taxonomy import Topic
from tradetalks.articles.today import RECORD, Today, in_words
from tradetalks.policy.instruments import Tariff

Measures = list[dict[str, Any]]
NEAR = 3.0
"""Points by which a reported rate may miss the record's average and be the same duty."""
_RAISED = re.compile(
    r"\b(?:rais\w+|increas\w+|hik\w+|doubl\w+|tripl\w+|ris(?:e|es|ing)|step\w* up|go(?:es)? up|up from)\b",
    re.IGNORECASE,
)
"""Words by which a rate to come is above what is charged."""
_FURTHER = re.compile(r"\b(?:additional|extra|further|on top|another|more)\b", re.IGNORECASE)
"""Words of a duty that comes on top of all that is charged."""


def standing(item: str, topic: Topic, percent: float, extra: bool, sides: Sides, notes: Notes) -> tuple[str, Measures]:
    """Title and measures of a rate that the reports say stands, on top of the record's duties.

    Args:
        extra: is the rate on top of the ordinary duty?
    """
    today = _of(sides)
    whole, held = percent + (today.ordinary if extra else 0.0), today.average(topic.sectors)
    whose = f"{topic.title}: {percent:g}% of {today.names[0]}"
    if abs(whole - held) <= NEAR or today.has(percent):
        notes.add(
            "size",
            f"{whose} is in the dated record already, {held:.1f}% on average on {in_words(today.day)}; it adds nothing",
            item,
        )
        return f"{percent:g}% stands, as in the dated record", []
    notes.add(
        "size",
        f"{whose} is reported, and the dated record has {held:.1f}% on average on {in_words(today.day)} on the same"
        " goods; the report's is kept",
        item,
    )
    if whole > held:
        return f"{percent:g}% stands", _points(today, topic.sectors, (whole - held) / 100)
    return f"{percent:g}% stands", _by_sector(today, topic.sectors, lambda rate, _: min(0.0, whole / 100 - rate))


def say_apart(item: str, topic: Topic, percent: float, extra: bool, sides: Sides, notes: Notes) -> None:
    """Say where a rate that the reports say stands, which is kept, is far from the record's."""
    today = sides.today
    if today is None or isinstance(today.told, float) or not topic.sectors:
        return
    if topic.sectors == "goods":
        notes.reported.add((sides.target, sides.asker))
    elif today.world is None:
        return
    held = today.record if topic.sectors == "goods" else today.average(topic.sectors)
    whole = percent + (today.ordinary if extra else 0.0)
    if abs(whole - held) > NEAR:
        notes.add(
            "size",
            f"{topic.title}: {percent:g}% of {today.names[0]} is reported, and the dated record has {held:.1f}% on"
            f" average on {in_words(today.day)} (law); the report's is kept",
            item,
        )


def brought_to(item: str, topic: Topic, percent: float, extra: bool, text: str, sides: Sides, notes: Notes) -> Measures:
    """A rate that a duty shall become: a level, or points where it is above all that is charged.

    Args:
        extra: is the rate on top of the ordinary duty? text: the sentence that gives it.
    """
    if not topic.sectors:
        return []
    today = _of(sides)
    whole, now = percent + (today.ordinary if extra else 0.0), today.average(topic.sectors)
    level = _level(today, topic.sectors, whole / 100)
    made = Tariff.model_validate(level).on_eve(today.standing)
    most = 100 * made.highest(today.world, {}) if today.world is not None else 0.0
    on_top = f" ({whole:.1f}% with the ordinary duty)" if extra else ""
    begins = f"{topic.title}: {today.names[0]} is to charge {percent:g}%{on_top}; the dated record has {now:.1f}%"
    if most <= whole or (_RAISED.search(text) and whole > now):
        points = round((whole - now) / 100, 4)
        why = f"{most:.1f}% at most" if most <= whole else "and the report says it is raised"
        notes.add("size", f"{begins} on average, {why}; counted as {100 * points:+.1f} points on it", item)
        return _points(today, topic.sectors, points)
    after = today.average(topic.sectors, made)
    notes.add(
        "size",
        f"{begins} on average, over trade of the benchmark; goods that pay more come down to it and goods that pay less"
        f" stay (a level), so that the average comes to {after:.1f}%",
        item,
    )
    return [level]


def abolished(sectors: str | list[str], sides: Sides) -> tuple[Measures, float]:
    """Measures by which nothing is charged on some sectors, and what is charged there on average, a fraction."""
    today = _of(sides)
    average = today.average(sectors) / 100
    return ([_level(today, sectors, 0.0)] if average > 0 else []), average


def taken_off(topic: Topic, percent: float, sides: Sides) -> Measures:
    """So many points off the record's duties, in no sector more than is charged."""
    return _by_sector(_of(sides), topic.sectors, lambda rate, _: -min(percent / 100, rate))


def lifted(topic: Topic, percent: float, sides: Sides) -> Measures:
    """A rate that stands gone from the record's duties: down to the benchmark's, or so many points of more."""
    today = _of(sides)
    assert today.world is not None
    found: dict[float, list[str]] = {}
    more: list[str] = []
    for s in today.world.sector_indices(topic.sectors):
        above = float(today.rates[s] - today.held[s])
        if today.has(percent) and above > (percent + NEAR) / 100:
            more.append(today.world.sectors[s])
        elif above > 1e-4:
            found.setdefault(round(float(today.held[s]), 4), []).append(today.world.sectors[s])
    down = [_level(today, of, level) for level, of in sorted(found.items())]
    return [*down, *(_points(today, more, -percent / 100) if more else [])]


def threatened(rate: Rate, today: Today | None, topic: Topic, notes: Notes) -> float:
    """Points, a fraction, that a threatened rate adds to what is charged; none where the record is above it already."""
    percent = rate.percent
    if today is None or today.told != RECORD or _FURTHER.search(rate.span.text):
        return round(percent / 100, 4)
    now = today.average(topic.sectors)
    points = round(max(0.0, percent - now) / 100, 4)
    notes.add(
        "no deal",
        f"{topic.title}: {percent:g}% is threatened, and the dated record has {now:.1f}% on average on"
        f" {in_words(today.day)}; counted as {100 * points:.1f} points on it",
    )
    return points


def _of(sides: Sides) -> Today:
    assert sides.today is not None
    return sides.today


def _points(today: Today, sectors: Any, points: float) -> Measures:
    if not round(points, 4):
        return []
    return [_tariff(today, sectors) | {"points": round(points, 4)}]


def _level(today: Today, sectors: Any, level: float) -> dict[str, Any]:
    return _tariff(today, sectors) | {"level": round(level, 4)}


def _by_sector(today: Today, sectors: Any, points: Callable[[float, float], float]) -> Measures:
    """Points by sector, of its rate that day and the benchmark's; sectors of one change together."""
    assert today.world is not None
    found: dict[float, list[str]] = {}
    for s in today.world.sector_indices(sectors):
        change = points(float(today.rates[s]), float(today.held[s]))
        if kept := float(np.trunc(change * 1e4) / 1e4):  # never more than is charged
            found.setdefault(kept, []).append(today.world.sectors[s])
    return [_tariff(today, of) | {"points": change} for change, of in sorted(found.items())]


def _tariff(today: Today, sectors: Any) -> dict[str, Any]:
    importer, exporter = today.regions
    return {"instrument": "tariff", "importer": importer, "exporter": exporter, "sectors": sectors}
