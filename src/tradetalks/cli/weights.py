"""``tradetalks reveal --weights``: the weights for which a government's tariffs serve it best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.cli.console import err, load_dossier, named_horizon, out, print_json, step
from tradetalks.errors import NotConverged, TradetalksError

if TYPE_CHECKING:
    from tradetalks.equilibrium.closure import Closure
    from tradetalks.policy.shock import Shock
    from tradetalks.report.weights_spread import Explained
    from tradetalks.war.revealed import Reply
    from tradetalks.world.world import World


@dataclass(frozen=True)
class AskedWeights:
    """Whose weights are asked for, from which policy. ``dossier``: its eve; ``on``: a day of the ledger instead;
    ``nearest``: by distance too; ``groupings``: of the world, fitted again."""

    dossier: str | None
    governments: list[str]
    rivals: list[str]
    rivals_only: bool
    on: str | None
    ledger: str
    ridge: float | None
    draws: int
    nearest: bool
    groupings: list[str]


@dataclass(frozen=True, eq=False)
class _Observed:
    """The policy that weights are to explain, and what to know of it."""

    title: str
    world: World
    shock: Shock
    closure: Closure
    rivals: tuple[str, ...]
    notes: tuple[str, ...]


def show_weights(
    asked: AskedWeights, world: str | None, groups: str | None, horizon: str | None, output: Path | None, as_json: bool
) -> None:
    """Find, print and write them.

    Raises:
        TradetalksError: neither a dossier nor a day, or both, or what the search says.
    """
    from tradetalks.paths import write_atomically
    from tradetalks.report.weights_report import weights_json, weights_table, weights_words
    from tradetalks.report.weights_spread import OWN, spread_json, spread_tables, spread_words

    seen, told = _observed(asked, world, groups, horizon), {}
    elsewhere = {given: _observed(asked, world, given, horizon) for given in asked.groupings}
    for code in asked.governments:
        own = _explained(asked, code, seen, "")
        told[code] = weights_json(own.found, own.reply, own.nearest)
        fits = {groups or OWN: own}
        for given, there in elsewhere.items():
            fits[given] = _explained(asked, code, there, f" on {given}")
        if elsewhere:
            told[code] |= spread_json(fits)
        if output:
            output.mkdir(parents=True, exist_ok=True)
            path = write_atomically(output / f"weights_{code}.csv", own.found.to_frame().to_csv(index=False))
            err.print(f"wrote {path}", highlight=False, soft_wrap=True)
        if not as_json:
            out.print(weights_table(own.found, seen.title, own.nearest))
            for line in weights_words(own.found, own.reply, own.nearest):
                out.print(line, highlight=False, markup=False)
            if elsewhere:
                for table in spread_tables(fits):
                    out.print(table)
                for line in spread_words(fits):
                    out.print(line, highlight=False, markup=False)
            out.print()
    if as_json:
        print_json({"policy": seen.title, "notes": list(seen.notes), "governments": told})
    else:
        for note in seen.notes:
            out.print(note, highlight=False, markup=False)


def _explained(asked: AskedWeights, code: str, seen: _Observed, where: str) -> Explained:
    """A government's weights on a world, and what they choose."""
    from tradetalks.report.weights_spread import Explained
    from tradetalks.war.nearest import nearest_weights
    from tradetalks.war.revealed import revealed_weights

    rivals = [r for r in asked.rivals or seen.rivals if r != code]
    if not rivals:
        raise TradetalksError(f"--weights {code}: no rival is named; add --rival REGION")
    with step(f"fitting the weights of {code}{where}"):
        found = revealed_weights(
            seen.world, code, rivals if asked.rivals_only else None, rivals=rivals, others=not asked.rivals_only,
            shock=seen.shock, ridge=asked.ridge, draws=asked.draws, closure=seen.closure,
        )  # fmt: skip
        reply: Reply | str
        try:
            reply = found.best_reply()
        except NotConverged as error:
            reply = str(error)
    if not asked.nearest:
        return Explained(found, reply)
    with step(f"fitting the tariffs of {code}{where}, a best reply a step"):
        return Explained(found, reply, nearest_weights(found, draws=asked.draws))


def _observed(asked: AskedWeights, world: str | None, groups: str | None, horizon: str | None) -> _Observed:
    if (asked.dossier is None) == (asked.on is None):
        raise TradetalksError("--weights needs a dossier, whose eve is explained, or --on YYYY-MM-DD, not both")
    if asked.dossier is not None:
        from tradetalks.report.horizon_words import eve_horizon_line
        from tradetalks.value.eve import bring_to_eve
        from tradetalks.value.restated import as_taxes

        found = load_dossier(asked.dossier, world, groups, horizon)
        with step("bringing the world to the eve of the talks"):
            eve = bring_to_eve(found)
            shock = as_taxes(eve.solve({}))
        parties = tuple(found.regions.values())
        title = f"the eve of {found.title}, {found.reference_date}"
        return _Observed(title, eve.world, shock, eve.closure, parties, (eve_horizon_line(eve),))
    from tradetalks.cli.tariffs import asked_tariffs
    from tradetalks.equilibrium.closure import Closure
    from tradetalks.equilibrium.horizons import DEFAULT
    from tradetalks.report.horizon_words import horizon_line

    given, named = asked_tariffs(world, groups, asked.ledger, asked.on, None), named_horizon(horizon or DEFAULT)
    averages = replace(given.shock, unequal=None)  # a government that chooses rates sets one a flow
    closure = Closure.horizon(named)
    notes = (
        horizon_line(named, closure),
        *(given.notes[:-1] if given.shock.unequal is not None else given.notes),
        "A government is taken to set one rate for a partner's goods of a sector: duties by product enter at their"
        " average.",
    )
    title = f"the duties of {asked.ledger} on {asked.on}"
    return _Observed(title, given.world, averages, closure, ("USA", "CHN"), notes)
