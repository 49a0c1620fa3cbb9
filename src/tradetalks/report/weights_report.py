"""The weights for which a government's tariffs serve it best, in a table and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from tradetalks.report.numbers import pct, plain
from tradetalks.report.tables import make_table
from tradetalks.war.nearest import RIDGES as NEAREST_RIDGES
from tradetalks.war.revealed import RIDGES
from tradetalks.world.names import named

if TYPE_CHECKING:
    from tradetalks.war.nearest import Nearest
    from tradetalks.war.revealed import Reply, Revealed


def weights_table(found: Revealed, policy: str, nearest: Nearest | None = None) -> Table:
    """Every weight with its standard error, the highest sectors first; beside it the tariff and what it falls on, and
    the weights by distance where they were fitted."""
    world = found.world
    near = [("by distance", "right"), ("standard error", "right")] if nearest else []
    table = make_table(
        f"What the tariffs of {named(world.region_name(found.player))} show that it wants: {policy}",
        ("a dollar ...", "left"), ("counts", "right"), ("standard error", "right"), *near, ("tariff", "right"),
        ("imports, bn USD a year", "right"),
    )  # fmt: skip
    rows: list[dict[Any, Any]] = found.to_frame().to_dict("records")
    sectors = [row for row in rows if row["weight_of"] in world.sectors]
    others = [row for row in rows if row["weight_of"] not in world.sectors]
    for row in [*sorted(sectors, key=lambda one: -one["weight"]), *others]:
        taxed = np.isfinite(row["imports_bn"])
        close = nearest.weight(row["weight_of"]) if nearest else ()
        table.add_row(
            weight_words(found, row["weight_of"]), plain(row["weight"], 2), f"{row['standard_error']:.2f}",
            *(plain(x, 2) for x in close),
            pct(row["tariff_pct"]) if taxed else "", plain(row["imports_bn"]) if taxed else "",
        )  # fmt: skip
    return table


def weights_words(found: Revealed, reply: Reply | str, nearest: Nearest | None = None) -> list[str]:
    """How weights are to be read, how well they explain the tariffs, what they would choose.

    ``reply``: the best reply at these weights, or why there is none; ``nearest``: weights by distance, if asked for.
    """
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
        "Standard errors are of tariffs drawn again. They leave out the choice of regions and sectors: --grouping fits"
        " again on others to see what hangs on it."
    )
    if found.foretold <= 0:
        lines.append("They foretell nothing of tariffs left out of the fit: read them as a description, not as wishes.")
    if left_out := int((~found.fitted).sum()):
        lines.append(
            f"{left_out} tariffs of zero or below are left out: an agreement or the bound may hold them there, no wish."
        )
    if bound := found.at_bounds():
        lines.append(f"At a bound, which sets them: {', '.join(weight_words(found, b) for b in bound)}.")
    return [*_reply_words(found, reply, lines), *(_nearest_words(nearest) if nearest else ())]


def _reply_words(found: Revealed, reply: Reply | str, lines: list[str]) -> list[str]:
    """What the weights that explain slopes would choose: after ``lines``, or before them where it forbids a reading."""
    name = named(found.world.region_name(found.player))
    if isinstance(reply, str):
        return [*lines, f"No best reply was found at these weights: {reply}"]
    before, after, away = replied(found, reply)
    chosen = (
        f"What these weights ask for, fitted to slopes and not to levels: {name} would set {pct(after)} on average"
        f" where it sets {pct(before)}, and single tariffs would lie {plain(away)} points from those it has, on average"
        " by imports. Climbed to from the tariffs observed"
        + ("." if reply.curvature < 0 else ", and no maximum in every direction.")
    )
    if away > before:
        return [f"Not to be read as wishes: these weights fit slopes and would choose other tariffs. {chosen}", *lines]
    return [*lines, chosen]


def replied(found: Revealed, reply: Reply) -> tuple[float, float, float]:
    """Means by imports, in per cent: of the tariffs explained, of the best reply, and of how far single ones differ."""
    share = found.imports / found.imports.sum()
    return tuple(100 * float(share @ x) for x in (found.rates, reply.rates, np.abs(reply.rates - found.rates)))  # type: ignore[return-value]


def _nearest_words(nearest: Nearest) -> list[str]:
    """How near the weights by distance come, and where they were searched for."""
    found = nearest.by_slopes
    before, after, away = replied(found, nearest.reply)
    bound, name = found.at_bounds(nearest.values), named(found.world.region_name(found.player))
    return [
        f"What the weights by distance ask for: {name} would set {pct(after)} on average where it sets {pct(before)},"
        f" and single tariffs would lie {plain(away)} points from those it has, on average by imports."
        " By the root of the mean square the tariffs chosen lie"
        f" {plain(nearest.apart)} points from those explained, {plain(nearest.apart_by_slopes)} with the weights that"
        f" explain slopes and {plain(nearest.apart_plain)} with real income alone. Searched downhill from the weights"
        " that explain slopes: a minimum near them; others are not ruled out."
        + (
            " They lie further than the weights that explain slopes, since tariffs left out of the fit are foretold"
            " better by weights held more closely to real income."
            if nearest.apart > nearest.apart_by_slopes
            else ""
        ),
        f"Of the squares that real income alone leaves they take away {pct(100 * nearest.explained, 0)}; of tariffs"
        f" left out of the fit, {pct(100 * nearest.foretold, 0)}. Ridge {nearest.ridge:g}"
        + (", the weakest tried" if nearest.ridge == NEAREST_RIDGES[-1] else "")
        + ". Standard errors take tariffs as linear in weights around these; a weight at a bound has hardly any."
        + (f" At a bound: {', '.join(weight_words(found, b) for b in bound)}." if bound else ""),
    ]


def weights_json(found: Revealed, reply: Reply | str, nearest: Nearest | None = None) -> dict[str, Any]:
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
        **({"by_distance": _nearest_json(nearest)} if nearest else {}),
    }


def _nearest_json(nearest: Nearest) -> dict[str, Any]:
    found = nearest.by_slopes
    return {
        "weights": [
            {"weight_of": name, "weight": float(value), "standard_error": float(error)}
            for name, value, error in zip(found.names, nearest.values, nearest.errors, strict=True)
        ],
        "points_apart": nearest.apart,
        "points_apart_by_slopes": nearest.apart_by_slopes,
        "points_apart_real_income": nearest.apart_plain,
        "explained": nearest.explained,
        "foretold": nearest.foretold,
        "ridge": nearest.ridge,
        "at_bounds": list(found.at_bounds(nearest.values)),
        "tariff_pct": (100 * nearest.reply.rates).tolist(),
    }


def weight_words(found: Revealed, name: str) -> str:
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
