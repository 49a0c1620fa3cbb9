"""Weights of a government fitted on several groupings of the world, beside each other: what hangs on the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from rich.table import Table

from tradetalks.report.numbers import pct, plain
from tradetalks.report.tables import make_table
from tradetalks.report.weights_report import replied, weight_words
from tradetalks.war.nearest import Nearest
from tradetalks.war.parts import of_sector
from tradetalks.war.revealed import Reply, Revealed

OWN = "the world's own regions"


@dataclass(frozen=True, eq=False)
class Explained:
    """One fit: weights by slopes, their best reply or why there is none, and weights by distance if asked for."""

    found: Revealed
    reply: Reply | str
    nearest: Nearest | None = None

    def weight(self, name: str) -> tuple[float, float] | None:
        """A weight and its standard error, by distance where that was fitted; None if this fit has no such weight."""
        if name not in self.found.names:
            return None
        return (self.nearest or self.found).weight(name)

    @property
    def best(self) -> Reply | str:
        """What the weights choose, or why nothing."""
        return self.nearest.reply if self.nearest else self.reply

    @property
    def foretold(self) -> float:
        """Of what real income alone leaves, the share taken away on tariffs left out of the fit."""
        return (self.nearest or self.found).foretold

    def wishes(self) -> bool:
        """Can the weights be read as wishes: do they foretell tariffs left out, and choose tariffs nearer to those
        observed than no tariffs at all?"""
        if isinstance(self.best, str) or self.foretold <= 0:
            return False
        before, _, away = replied(self.found, self.best)
        return away <= before


@dataclass(frozen=True)
class Spread:
    """A weight over groupings: lowest and highest, and do all lie within twice their standard errors of each other?
    ``fits``: how many have it."""

    name: str
    low: float
    high: float
    holds: bool
    fits: int


def spreads(fits: Sequence[Explained]) -> list[Spread]:
    """Of every weight that two or more of the fits have; of those that can be read as wishes, if two can."""
    read = [fit for fit in fits if fit.wishes()]
    counted = read if len(read) > 1 else list(fits)
    told = []
    for name in dict.fromkeys(name for fit in counted for name in fit.found.names):
        have = [one for fit in counted if (one := fit.weight(name)) is not None]
        if len(have) > 1:
            values, errors = np.array(have).T
            apart = np.abs(values[:, None] - values) <= 2 * np.hypot(errors[:, None], errors)
            told.append(Spread(name, float(values.min()), float(values.max()), bool(apart.all()), len(have)))
    return told


def alike(fits: Sequence[Explained]) -> float:
    """Of the two groupings that order sectors least alike, the rank correlation of sectors' weights (Spearman 1904);
    NaN where fewer than three sectors are in both."""
    from scipy.stats import spearmanr

    told = []
    for a, b in combinations(fits, 2):
        both = [n for n in a.found.names if n in b.found.names and n in a.found.world.sectors]
        if len(both) > 2:
            told.append(float(spearmanr([a.weight(n)[0] for n in both], [b.weight(n)[0] for n in both]).statistic))  # type: ignore[index]
    return min(told, default=float("nan"))


def _chosen(fit: Explained) -> list[str]:
    """Cells: mean tariff observed, mean tariff chosen, how far single ones differ."""
    if isinstance(fit.best, str):
        return [""] * 3
    before, after, away = replied(fit.found, fit.best)
    return [pct(before), pct(after), plain(away)]


def spread_tables(fits: Mapping[str, Explained]) -> list[Table]:
    """How each grouping's weights explain the tariffs, and each weight over groupings, those that move most first."""
    every = list(fits.values())
    kind = "by distance" if every[0].nearest else "by slopes"
    first = make_table(
        f"The same weights, {kind}, on other groupings of the world",
        ("regions", "left"), ("", "left"), ("tariffs", "right"), ("foretold", "right"), ("observed", "right"),
        ("would set", "right"), ("points apart", "right"), ("to be read as wishes", "left"),
    )  # fmt: skip
    for letter, (title, fit) in zip(_LETTERS, fits.items(), strict=False):
        first.add_row(
            title, letter, str(fit.found.fitted.sum()), pct(100 * fit.foretold, 0), *_chosen(fit),
            "yes" if fit.wishes() else "no",
        )  # fmt: skip
    second = make_table(
        "What hangs on the grouping", ("a dollar ...", "left"),
        *((letter, "right") for letter, _ in zip(_LETTERS, fits, strict=False)), ("spread", "right"), ("holds", "left"),
    )  # fmt: skip
    for one in sorted(spreads(every), key=lambda s: s.low - s.high):
        cells = [fit.weight(one.name) for fit in every]
        owner = next(fit.found for fit in every if one.name in fit.found.names)
        second.add_row(
            weight_words(owner, one.name),
            *("" if c is None else f"{plain(c[0], 2)} ({c[1]:.2f})" for c in cells),
            plain(one.high - one.low, 2),
            "yes" if one.holds else "no",
        )
    return [first, second]


def spread_words(fits: Mapping[str, Explained]) -> list[str]:
    """What the tables say."""
    every = list(fits.values())
    told = spreads(every)
    read = sum(fit.wishes() for fit in every)
    holding = sum(one.holds for one in told)
    owner = {name: fit.found for fit in reversed(every) for name in fit.found.names}

    def listed(chosen: Sequence[Spread]) -> str:
        return "; ".join(
            f"{weight_words(owner[s.name], s.name)} ({plain(s.low, 2)} to {plain(s.high, 2)})" for s in chosen
        )

    lines = [
        f"A weight holds where all groupings{' that can be read as wishes' if read > 1 else ''} lie within twice the"
        f" standard errors of each other: {holding} of {len(told)} do."
        + (f" The spread is over the {read} that can be read as wishes." if 1 < read < len(fits) else "")
    ]
    if read < len(fits):
        lines.append(
            "Weights that foretell nothing of tariffs left out, or choose tariffs further from those observed than no"
            " tariffs would be, describe a fit and are no wishes: there, regions are too few or too unlike to tell"
            " what is wanted."
        )
    others = [one for one in told if not of_sector([one.name])[0]]
    if same := [one for one in others if one.low > 0 or one.high < 0]:
        lines.append(f"Of one sign on all: a dollar {listed(same)}.")
    if turned := [one for one in others if one.low <= 0 <= one.high]:
        lines.append(f"Of either sign, so that nothing is known: a dollar {listed(turned)}.")
    if np.isfinite(order := alike(every)):
        lines.append(f"Sectors are ordered alike with a rank correlation of {plain(order, 2)} at least.")
    return lines


def spread_json(fits: Mapping[str, Explained]) -> dict[str, Any]:
    """The same as data."""
    return {
        "groupings": [
            {
                "regions": title,
                "tariffs": int(fit.found.fitted.sum()),
                "foretold": fit.foretold,
                "wishes": fit.wishes(),
                "weights": {n: dict(zip(("weight", "standard_error"), fit.weight(n) or (), strict=False))
                            for n in fit.found.names},
            }
            for title, fit in fits.items()
        ],
        "spread": [
            {"weight_of": s.name, "low": s.low, "high": s.high, "holds": s.holds, "groupings": s.fits}
            for s in spreads(list(fits.values()))
        ],
    }  # fmt: skip


_LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
