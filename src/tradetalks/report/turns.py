"""Why real income has one sign some years after a measure and the other later: which of its terms turned it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.horizons import flips
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.report.numbers import Figures, pct
from tradetalks.value.over_years import OverYears, terms_of
from tradetalks.world.names import listed, named

_NAMES = {
    "efficiency": "efficiency",
    "terms_of_trade": "the terms of trade",
    "deficit": "what loans and gifts from abroad buy",
    "factors": "leisure given up and upkeep of capital",
}


def turned(here: Outcome, there: Outcome, words: tuple[str, str]) -> list[str]:
    """Regions whose real income has another sign in a second outcome, a sentence each with the reason; ``words``: when
    each outcome is."""
    world, told = here.world, []
    first, second = terms_of(here), terms_of(there)
    seen = _least(here.real_income_change, there.real_income_change)
    for n, code in enumerate(world.regions):
        a, b = float(here.real_income_change[n]), float(there.real_income_change[n])
        if flips(a, b, seen):
            name = named(world.region_name(code))
            own = Figures.among([a, b])
            why = reason(_at(first, n), _at(second, n), words)
            told.append(
                f"Of another sign {words[1]}: real income of {name}, {own(a)} {own.unit.short} USD"
                f" {words[0]}, {own(b)} {words[1]}. {why}"
            )
    return told


def turn_words(found: OverYears) -> list[str]:
    """Figures that have one sign at one horizon and the other at a later one, as they print; of real income, why."""
    others: list[str] = []
    told: list[str] = []
    seen = _least(*found.figures.values())
    for measure, rows in found.figures.items():
        for n, (code, column) in enumerate(zip(found.world.regions, rows.T.tolist(), strict=True)):
            for k, value in enumerate(column[1:], start=1):
                last = next((j for j in reversed(range(k)) if abs(column[j]) >= seen), None)
                if last is None or not flips(column[last], value, seen):
                    continue
                name, words = (
                    named(found.world.region_name(code)),
                    (found.horizons[last].words, found.horizons[k].words),
                )
                if measure == "real income":
                    own = Figures.among([value, column[last]])
                    why = reason(_at(found.terms, (last, n)), _at(found.terms, (k, n)), words)
                    told.append(
                        f"Of another sign {words[1]} than {words[0]}: real income of {name}, {own(value)} for"
                        f" {own(column[last])} {own.unit.short} USD. {why}"
                    )
                else:
                    others.append(f"{measure} of {name} {words[1]}")
    return [*told, *([f"Of another sign than before: {'; '.join(others)}."] if others else [])]


def _least(*amounts: NDArray[np.float64]) -> float:
    """The smallest of these amounts that is told from none, billions: in a table of them all it prints as something."""
    return Figures.among(v for rows in amounts for v in rows.ravel().tolist()).unit.least


def reason(first: Mapping[str, float], then: Mapping[str, float], words: tuple[str, str]) -> str:
    """The term that turns real income and what is behind it, in sentences; ``words``: when each is."""
    change = {term: then[term] - first[term] for term in _NAMES}
    whole, bn = sum(change.values()), Figures.among([*map(first.__getitem__, _NAMES), *map(then.__getitem__, _NAMES)])
    main = max(change, key=lambda term: change[term] * math.copysign(1, whole))
    why = {"terms_of_trade": _of_prices, "efficiency": _of_volumes}.get(main, lambda *_: "")
    rest = [
        f"{_NAMES[term]} from {bn(first[term])} to {bn(then[term])}"
        for term in change
        if term != main and abs(change[term]) >= bn.unit.least
    ]
    return (
        f"What turns it: {_NAMES[main]}, {bn(first[main])} {bn.unit.short} {words[0]} and {bn(then[main])} {words[1]}"
        f"{why(first, then)}.{f' Beside it {listed(rest)}.' if rest else ''}"
    )


def _of_prices(first: Mapping[str, float], then: Mapping[str, float]) -> str:
    before, after = first["paid_by_importers"], then["paid_by_importers"]
    told = ", because relative wages are held in the first years and adjust later"
    if math.isnan(before) or math.isnan(after):
        return told
    who = "sellers abroad" if after < before else "importers"
    return (
        f"{told}: {who} then bear more of the changed duties (importers pay {pct(100 * before, 0)}, later"
        f" {pct(100 * after, 0)})"
    )


def _of_volumes(first: Mapping[str, float], then: Mapping[str, float]) -> str:
    return ", because trade answers more with the years" if abs(then["efficiency"]) > abs(first["efficiency"]) else ""


def _at(terms: Mapping[str, object], place: int | tuple[int, int]) -> dict[str, float]:
    return {term: float(values[place]) for term, values in terms.items()}  # type: ignore[index]
