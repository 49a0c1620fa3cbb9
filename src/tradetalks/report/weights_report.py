"""The weights for which a government's tariffs serve it best, in a table and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from tradetalks.report.numbers import pct, plain
from tradetalks.report.tables import make_table
from tradetalks.war.revealed import RIDGES
from tradetalks.world.names import named

if TYPE_CHECKING:
    from tradetalks.war.optimal import Optimum
    from tradetalks.war.revealed import Revealed


def weights_table(found: Revealed, policy: str) -> Table:
    """Every weight with its standard error, the highest sectors first; beside it the tariff and what it falls on."""
    world = found.world
    table = make_table(
        f"What the tariffs of {named(world.region_name(found.player))} show that it wants: {policy}",
        ("a dollar ...", "left"), ("counts", "right"), ("standard error", "right"), ("tariff", "right"),
        ("imports, bn USD a year", "right"),
    )  # fmt: skip
    rows: list[dict[Any, Any]] = found.to_frame().to_dict("records")
    sectors = [row for row in rows if row["weight_of"] in world.sectors]
    others = [row for row in rows if row["weight_of"] not in world.sectors]
    for row in [*sorted(sectors, key=lambda one: -one["weight"]), *others]:
        taxed = np.isfinite(row["imports_bn"])
        table.add_row(
            _of(found, row["weight_of"]), plain(row["weight"], 2), f"{row['standard_error']:.2f}",
            pct(row["tariff_pct"]) if taxed else "", plain(row["imports_bn"]) if taxed else "",
        )  # fmt: skip
    return table


def weights_words(found: Revealed, reply: Optimum | str) -> list[str]:
    """How weights are to be read, how well they explain the tariffs, what they would choose.

    ``reply``: the best reply at these weights, or why there is none.
    """
    name = named(found.world.region_name(found.player))
    lines = [
        "A dollar is one of income in constant consumer prices; one counts 1 that is earned as income is earned:"
        " weights of sectors have mean one by income, an objective being known up to its scale. Of revenue: what a"
        " dollar of tariffs counts besides the dollar it is. Of a loss: what a dollar that others lose brings; below"
        " zero, what a dollar that they gain does.",
        f"These weights take away {pct(100 * found.explained, 0)} of what real income alone leaves of the slopes of"
        f" {found.fitted.sum()} tariffs, weighted by imports; of tariffs left out of the fit,"
        f" {pct(100 * found.foretold, 0)}. Held to real income alone by a ridge of {found.ridge:g}"
        + (", the weakest tried." if found.ridge == RIDGES[-1] else "."),
    ]
    lines.append(
        "Standard errors are of tariffs drawn again. They leave out the choice of regions and sectors: fit again with"
        " other --groups to see what hangs on it."
    )
    if found.foretold <= 0:
        lines.append("They foretell nothing of tariffs left out of the fit: read them as a description, not as wishes.")
    if left_out := int((~found.fitted).sum()):
        lines.append(
            f"{left_out} tariffs of zero or below are left out: an agreement or the bound may hold them there, no wish."
        )
    if bound := found.at_bounds():
        lines.append(f"At a bound, which sets them: {', '.join(_of(found, b) for b in bound)}.")
    if isinstance(reply, str):
        lines.append(f"No best reply was found at these weights: {reply}")
        return lines
    share = found.imports / found.imports.sum()
    before, after = 100 * float(share @ found.rates), 100 * float(share @ reply.rates)
    away = 100 * float(share @ np.abs(reply.rates - found.rates))
    chosen = (
        f"With them {name} would set {pct(after)} on average, against {pct(before)} as observed; single tariffs lie"
        f" {plain(away)} points apart. Climbed to from the tariffs observed"
        + ("." if reply.curvature < 0 else ", and no maximum in every direction.")
    )
    if away > before:
        return [f"Not to be read as wishes: these weights fit slopes and would choose other tariffs. {chosen}", *lines]
    return [*lines, chosen]


def weights_json(found: Revealed, reply: Optimum | str) -> dict[str, Any]:
    """The same as data."""
    rows = found.to_frame().astype(object)
    rows = rows.where(rows.notna(), None)
    best = {"error": reply} if isinstance(reply, str) else {
        "tariff_pct": (100 * reply.rates).tolist(), "observed_pct": (100 * found.rates).tolist(),
        "curvature": reply.curvature,
    }  # fmt: skip
    return {
        "weights": rows.to_dict("records"),
        "explained": found.explained,
        "foretold": found.foretold,
        "ridge": found.ridge,
        "tariffs": int(found.fitted.sum()),
        "left_out": int((~found.fitted).sum()),
        "at_bounds": list(found.at_bounds()),
        "best_reply": best,
    }


def _of(found: Revealed, name: str) -> str:
    """What a weight is of, in words."""
    world = found.world
    if name in world.sectors:
        return f"earned in {world.sector_name(name)}"
    if name == "the rest":
        return "earned in any sector without these tariffs"
    if name == "revenue":
        return "of tariff revenue, besides"
    code = name.removeprefix("loss of ")
    return "that the others lose" if code == "others" else f"that {named(world.region_name(code))} loses"
