"""Gains of packages to three parties and more, each package one line across the parties: parallel coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from tradetalks.report.drawn import chart_of
from tradetalks.report.long_titles import LETTERS, legend_of, lines_of

MOST = 150
"""Packages of the frontier that are drawn at most, spread evenly over it."""


def joined_gains(
    parties: Sequence[str],
    frontier: NDArray[np.float64],
    named: Mapping[str, Sequence[float]],
    axis: str,
    width: int,
    colour: str,
    columns: int = 2,
) -> Any:
    """A line a package, from what it brings the first party to what it brings the last.

    A line joins gains of one package and no others, so that what it gives and what it takes can be read off it.

    Args:
        parties: names, in order. frontier: ``[package, party]`` gains over no deal. named: title -> gains.
        axis: title of the gains. colour: of the frontier. columns: of the legend.
    """
    kept = np.unique(np.linspace(0, len(frontier) - 1, min(len(frontier), MOST)).astype(int)) if len(frontier) else []
    thin = _joints(parties, {f"frontier {j}": frontier[j] for j in kept})
    x = alt.X("party:N", sort=list(parties), title=None, axis=alt.Axis(labelAngle=0, grid=True, labelLimit=120))
    y = alt.Y("gain:Q", title=lines_of(axis, 36), scale=alt.Scale(nice=False))
    shades = alt.Color(
        "package:N",
        sort=list(named),
        title=None,
        legend=legend_of(named, max(LETTERS, width // 7 // columns), orient="bottom", columns=columns),
    )
    ends: dict[str, Any] = {"x": x, "y": y, "x2": "next:N", "y2": "then:Q"}
    dots = [
        {"package": title, "party": party, "gain": float(gains[k])}
        for k, party in enumerate(parties)
        for title, gains in named.items()
    ]
    layers = [
        chart_of(thin).mark_rule(color=colour, opacity=0.7, strokeWidth=0.9).encode(**ends),
        chart_of([{"gain": 0.0}]).mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(y="gain:Q"),
        chart_of(_joints(parties, named)).mark_rule(strokeWidth=2).encode(**ends, color=shades),
        chart_of(dots).mark_circle(size=45, opacity=1).encode(x=x, y=y, color=shades),
    ]
    heading = alt.TitleParams(
        "Each package a line: what it brings each party, the frontier in grey", anchor="start", fontSize=13
    )
    return alt.layer(*layers).properties(width=width, height=230, title=heading)


def _joints(parties: Sequence[str], packages: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One piece a package and neighbouring pair of parties."""
    return [
        {
            "package": title, "party": parties[k], "gain": float(gains[k]),
            "next": parties[k + 1], "then": float(gains[k + 1]),
        }
        for title, gains in packages.items()
        for k in range(len(parties) - 1)
    ]  # fmt: skip
