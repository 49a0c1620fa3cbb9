"""What a government sets: its tariffs, export taxes and production subsidies, one number each or one for all partners.

A lever moves one cell of the policy, or, under most-favoured-nation treatment, the same cell of every partner. A
uniform lever moves every cell that the player taxes with that instrument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
Lever = Literal["tariff", "export_tax", "subsidy"]
LEVERS: tuple[Lever, ...] = get_args(Lever)
Uniform = bool | str | Iterable[str]
Bounds = tuple[float, float] | Mapping[str, tuple[float, float]]
BOUNDS: dict[str, tuple[float, float]] = {"tariff": (0.0, 10.0), "export_tax": (0.0, 10.0), "subsidy": (0.0, 0.5)}
_FIELD = {"tariff": "tariff_level", "export_tax": "export_tax_level", "subsidy": "subsidy_level"}


class Index(NamedTuple):
    """Policy cells that levers move: ``[cell]`` indices into the policy's arrays, and each cell's lever."""

    tariff: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    tariff_of: NDArray[np.int64]
    export_tax: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    export_tax_of: NDArray[np.int64]
    subsidy: tuple[NDArray[np.int64], NDArray[np.int64]]
    subsidy_of: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Levers:
    """A player's levers (or several players', one after the other).

    Attributes:
        players: region codes. owner: ``[lever]`` number of the player that sets it.
        kind: ``[lever]`` number in LEVERS. exporter, importer, sector: ``[lever]`` indices; -1 where it means every
            one (most-favoured-nation and uniform tariffs: every exporter; uniform ones: every sector; subsidies: no
            importer).
        low, high: ``[lever]`` bounds. index: the policy cells they move.
    """

    world: World
    players: tuple[str, ...]
    owner: NDArray[np.int64]
    kind: NDArray[np.int64]
    exporter: NDArray[np.int64]
    importer: NDArray[np.int64]
    sector: NDArray[np.int64]
    low: Array
    high: Array
    index: Index

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, player: str) -> NDArray[np.bool_]:
        """``[lever]`` which levers a player sets."""
        return self.owner == self.players.index(player)

    def on(self, shock: Shock, rates: Array) -> Shock:
        """The shock with the levers at ``rates``.

        Raises:
            PolicyError: duties of the shock differ by product.
        """
        if shock.unequal is not None:
            raise PolicyError(
                "the start's duties differ among products of a flow; a government that chooses rates sets one a flow:"
                " solve the start, and begin from replace(outcome.shock, quantities=())"
            )
        level = {}
        for name in LEVERS:
            if len(of := self._of(name)):
                level[_FIELD[name]] = np.array(getattr(shock, _FIELD[name]))
                level[_FIELD[name]][getattr(self.index, name)] = rates[of]
        return replace(shock, **level)

    def read(self, shock: Shock) -> Array:
        """Where the levers stand under a shock; a lever over several cells at their simple mean."""
        total, count = np.zeros(len(self)), np.zeros(len(self))
        for name in LEVERS:
            np.add.at(total, self._of(name), getattr(shock, _FIELD[name])[getattr(self.index, name)])
            np.add.at(count, self._of(name), 1)
        return total / count

    def weight(self) -> Array:
        """``[lever]`` benchmark trade (or output) it bears on, billions of USD."""
        world, total = self.world, np.zeros(len(self))
        for name, value in (("tariff", world.trade), ("export_tax", world.trade), ("subsidy", world.output)):
            np.add.at(total, self._of(name), value[getattr(self.index, name)])
        return total

    def mean(self, rates: Array, chosen: Any = slice(None)) -> float:
        """Mean of (some of) the rates, weighted by the trade they bear on."""
        weight = self.weight()[chosen]
        return float((weight * rates[chosen]).sum() / weight.sum())

    def name(self, j: int) -> str:
        """A lever in words: ``the tariff of USA on CHN STEEL``."""
        world, kind = self.world, LEVERS[self.kind[j]]
        owner, goods = self.players[self.owner[j]], "all sectors" if (s := self.sector[j]) < 0 else world.sectors[s]
        if kind == "subsidy":
            return f"the subsidy of {owner} to {goods}"
        other = self.exporter[j] if kind == "tariff" else self.importer[j]
        partner = "all partners" if other < 0 else world.regions[other]
        if kind == "tariff":
            return f"the tariff of {owner} on {partner} {goods}"
        return f"the export tax of {owner} on {goods} to {partner}"

    def _of(self, name: str) -> NDArray[np.int64]:
        return getattr(self.index, f"{name}_of")

    def to_frame(self, rates: Array) -> pd.DataFrame:
        """Player, instrument, exporter, importer, sector, rate in per cent, and the benchmark's trade in billions."""
        import pandas as pd

        regions, sectors = [*self.world.regions, "all"], [*self.world.sectors, "all"]
        return pd.DataFrame(
            {
                "player": [self.players[j] for j in self.owner],
                "instrument": [LEVERS[j] for j in self.kind],
                "exporter": [regions[j] for j in self.exporter],
                "importer": [regions[j] for j in self.importer],
                "sector": [sectors[j] for j in self.sector],
                "rate_pct": 100 * rates,
                "trade_bn": self.weight(),
            }
        )


def levers(
    world: World,
    players: str | Sequence[str],
    partners: Codes = None,
    sectors: Codes = "goods",
    *,
    instruments: Lever | Sequence[Lever] = "tariff",
    mfn: bool = False,
    uniform: Uniform = False,
    bounds: Bounds | None = None,
) -> Levers:
    """The levers of one player or several.

    Args:
        players: region codes. partners: whose trade they tax; everybody if None.
        sectors: codes or a group. instruments: any of ``"tariff"``, ``"export_tax"``, ``"subsidy"``.
        mfn: one rate for all partners in each sector.
        uniform: one rate of each instrument for all these partners and sectors; or codes of the players of whom that
            holds.
        bounds: lowest and highest rate, or such a pair by instrument; 0 to 1000% (subsidies: 50% of revenue) if None.

    Raises:
        WorldError, PolicyError: unknown names, bounds out of order or beyond what a rate can be, nothing to set.
    """
    codes = (players,) if isinstance(players, str) else tuple(players)
    kinds = (instruments,) if isinstance(instruments, str) else tuple(instruments)
    for kind in kinds:
        if kind not in LEVERS:
            raise PolicyError(unknown("instrument", kind, LEVERS))
    others, chosen, alike = world.region_indices(partners), world.sector_indices(sectors), _uniform(codes, uniform)
    rows: list[tuple[int, ...]] = []
    cells: dict[str, list[tuple[int, ...]]] = {name: [] for name in LEVERS}
    of: dict[str, list[int]] = {name: [] for name in LEVERS}
    for owner, code in enumerate(codes):
        for kind in kinds:
            for row, group in _groups(world, world.region(code), kind, others, chosen, mfn, code in alike):
                cells[kind] += group
                of[kind] += [len(rows)] * len(group)
                rows.append((owner, LEVERS.index(kind), *row))
    if not rows:
        raise PolicyError(_nothing(world, codes, others, sectors, partners))
    table = np.array(rows, dtype=np.int64).T
    limits = np.array([_bounds(bounds, LEVERS[k]) for k in table[1]])
    index = [
        part for name in LEVERS for part in (_columns(cells[name], 2 if name == "subsidy" else 3), _ints(of[name]))
    ]
    return Levers(world, codes, *table, limits[:, 0], limits[:, 1], Index(*index))  # type: ignore[arg-type]


def joined(parts: Sequence[Levers]) -> Levers:
    """Several players' levers as one, one player's after the other's."""
    ahead = np.cumsum([0, *(len(one) for one in parts)])

    def cells(name: str) -> tuple[NDArray[np.int64], ...]:
        return tuple(map(np.concatenate, zip(*(getattr(one.index, name) for one in parts), strict=True)))

    def of(name: str) -> NDArray[np.int64]:
        shifted = [getattr(one.index, f"{name}_of") + begin for one, begin in zip(parts, ahead[:-1], strict=True)]
        return np.concatenate(shifted)

    def all_of(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(one, name) for one in parts])

    players = np.cumsum([0, *(len(one.players) for one in parts)])
    return Levers(
        world=parts[0].world,
        players=tuple(code for one in parts for code in one.players),
        owner=np.concatenate([one.owner + begin for one, begin in zip(parts, players[:-1], strict=True)]),
        **{name: all_of(name) for name in ("kind", "exporter", "importer", "sector", "low", "high")},
        index=Index(*(part for name in LEVERS for part in (cells(name), of(name)))),  # type: ignore[arg-type]
    )


def _groups(
    world: World, n: int, kind: str, others: Any, chosen: Any, mfn: bool, uniform: bool
) -> Iterator[tuple[tuple[int, int, int], list[tuple[int, ...]]]]:
    """Of one instrument of region ``n``: exporter, importer and sector of each lever (-1: all), and its cells."""
    by_sector: dict[int, list[tuple[int, ...]]] = {}
    for s in chosen:
        if kind == "subsidy":
            flows = [(n, s)] if world.output[n, s] > 0 else []
        else:
            flows = [(i, n, s) if kind == "tariff" else (n, i, s) for i in others if i != n]
            flows = [flow for flow in flows if world.trade[flow] > 0]
        if flows:
            by_sector[int(s)] = flows
    everyone = {"tariff": (-1, n), "export_tax": (n, -1), "subsidy": (n, -1)}[kind]
    if uniform:
        if by_sector:
            yield (*everyone, -1), [flow for flows in by_sector.values() for flow in flows]
        return
    for s, flows in by_sector.items():
        if mfn or kind == "subsidy":
            yield (*everyone, s), flows
        else:
            yield from (((int(flow[0]), int(flow[1]), s), [flow]) for flow in flows)


def _uniform(codes: Sequence[str], uniform: Uniform) -> set[str]:
    """Players whose rates are one for all partners and sectors."""
    if isinstance(uniform, bool):
        return set(codes) if uniform else set()
    named = {uniform} if isinstance(uniform, str) else set(uniform)
    for code in sorted(named - set(codes)):
        raise PolicyError(f"uniform: {unknown('player', code, codes)}")
    return named


def _nothing(world: World, codes: Sequence[str], others: Any, sectors: Codes, partners: Codes) -> str:
    """Why there is no lever at all."""
    if len(codes) == 1 and {world.regions[i] for i in others} == {codes[0]}:
        return (
            f"levers: partners of {codes[0]}: found {codes[0]} alone; a region's own trade bears no tariff, name others"
        )
    whom = "any other region" if partners is None else ", ".join(world.regions[i] for i in others)
    what = sectors if isinstance(sectors, str) else "all sectors" if sectors is None else ", ".join(sectors)
    return f"levers: {', '.join(codes)}: no trade in {what} with {whom} to tax"


def levers_by_player(
    world: World, players: Sequence[str], sectors: Codes = "goods", *, among_players: bool = True, **options: Any
) -> dict[str, Levers]:
    """Each player's own levers, on the other players' trade or, unless ``among_players``, on everybody's.

    ``options`` as in ``levers``.
    """
    partners = players if among_players else None
    alike = _uniform(players, options.pop("uniform", False))
    return {code: levers(world, code, partners, sectors, uniform=code in alike, **options) for code in players}


def _bounds(bounds: Bounds | None, kind: str) -> tuple[float, float]:
    if isinstance(bounds, Mapping):
        for name in bounds:
            if name not in LEVERS:
                raise PolicyError(f"bounds: {unknown('instrument', name, LEVERS)}")
        low, high = bounds.get(kind, BOUNDS[kind])
    else:
        low, high = BOUNDS[kind] if bounds is None else bounds
    most = 1.0 if kind == "subsidy" else np.inf
    if not (-1 < low < high and (high < most or most == np.inf)):
        raise PolicyError(
            f"bounds of {kind}: found {low:g} to {high:g}, expected in order, above -1 (subsidies below 1)"
        )
    return low, high


def _columns(cells: list[tuple[int, ...]], width: int) -> tuple[NDArray[np.int64], ...]:
    return tuple(np.array(cells, dtype=np.int64).reshape(-1, width).T)


def _ints(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
