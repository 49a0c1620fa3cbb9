"""Blocks of the deal space: items that interact, their allowed combinations, and what each combination is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import DossierError
from tradetalks.talks import phasing
from tradetalks.talks.dossier import Dossier, Item
from tradetalks.talks.valuation import Valuer
from tradetalks.talks.worth import worth

Array = NDArray[np.float64]
MOST_BLOCK_ROWS = 5_000_000


class TooManyCombinations(DossierError):
    """A block of interacting items has too many combinations to list."""


@dataclass(frozen=True, eq=False)
class Block:
    """Combinations of some items: option indices ``[row, item]``, and what each is worth, billions a year.

    Attributes:
        economic: ``[row, party]`` from the model. political: ``[row, party]`` worth beyond it.
        policies: distinct policies solved for them.
    """

    items: tuple[Item, ...]
    rows: NDArray[np.int16]
    economic: Array
    political: Array
    policies: int

    @cached_property
    def values(self) -> Array:
        """``[row, party]`` both together."""
        return self.economic + self.political

    def choices(self, row: int) -> dict[str, str]:
        return {i.id: i.options[k].id for i, k in zip(self.items, self.rows[row], strict=True)}


def acting(valuer: Valuer, item: Item) -> bool:
    """Does the item change measures that interact with others' (more than payments between regions do)?"""
    return valuer.is_economic(item.id) and not valuer.is_payment(item.id)


def components(dossier: Dossier, ties: Sequence[Sequence[str]]) -> list[tuple[Item, ...]]:
    """Items in groups: those that constraints tie to each other, and those of each of ``ties`` together."""
    ids = [item.id for item in dossier.agenda]
    leader = {i: i for i in ids}

    def root(i: str) -> str:
        while leader[i] != i:
            i = leader[i]
        return i

    for group in [*([*rule.when, *rule.then] for rule in dossier.constraints), *ties]:
        for other in group[1:]:
            leader[root(other)] = root(group[0])
    together: dict[str, list[Item]] = {}
    for item in dossier.agenda:
        together.setdefault(root(item.id), []).append(item)
    return [tuple(items) for items in together.values()]


def feasible_rows(dossier: Dossier, items: Sequence[Item], most: int = MOST_BLOCK_ROWS) -> NDArray[np.int16]:
    """Option indices ``[row, item]`` of all combinations the constraints allow, item by item, pruned early.

    Raises:
        TooManyCombinations: more than ``most`` combinations. DossierError: none.
    """
    position = {item.id: j for j, item in enumerate(items)}
    moments = phasing.states(dossier)
    now = [_options_over_time(item, moments) for item in items]  # [item][option] -> itself and its phases, by state
    rows = np.zeros((1, 0), dtype=np.int16)
    for j, item in enumerate(items):
        count = len(item.options)
        rows = np.column_stack([np.repeat(rows, count, axis=0), np.tile(np.arange(count), len(rows))])
        never = {option for line in dossier.red_lines if line.item == item.id for option in line.never}
        barred = [
            k
            for k, option in enumerate(item.options)
            if option.only_in_phases or any(never & pair for pair in now[j][k])
        ]
        rows = rows[~np.isin(rows[:, j], barred)]
        for rule in dossier.constraints:
            involved = [*rule.when, *rule.then]
            if not all(i in position for i in involved) or max(position[i] for i in involved) != j:
                continue
            for state in range(len(moments) if any(map(_phased, items)) else 1):

                def holds(
                    part: Mapping[str, list[str]], rows: NDArray[Any] = rows, state: int = state
                ) -> NDArray[np.bool_]:
                    met = np.ones(len(rows), dtype=bool)
                    for name, allowed in part.items():
                        column = position[name]
                        fitting = [k for k, pairs in enumerate(now[column]) if pairs[state] & set(allowed)]
                        met &= np.isin(rows[:, column], fitting)
                    return met

                rows = rows[~holds(rule.when) | holds(rule.then)]
        if len(rows) > most:
            raise TooManyCombinations(
                f"agenda: the interacting items {_names(items)} have more than {most:,} combinations;"
                " add constraints, or split items that do not interact"
            )
    if len(rows) == 0:
        raise DossierError(f"constraints: no combination of {_names(items)} satisfies them all")
    return rows.astype(np.int16)


def _names(items: Sequence[Item]) -> str:
    return ", ".join(i.id for i in items)


def _phased(item: Item) -> bool:
    return any(option.phases for option in item.options)


def _options_over_time(item: Item, moments: Sequence[phasing.State]) -> list[list[set[str]]]:
    return [[{option.id, item.in_force(option.id, m.date, m.happened)} for m in moments] for option in item.options]


def policy_codes(valuer: Valuer, items: Sequence[Item], rows: NDArray[np.int16]) -> NDArray[np.int16]:
    """Rows with options replaced by a number that is equal for options that change the same measures."""
    codes = np.zeros_like(rows)
    for j, item in enumerate(items):
        names = [valuer.identity({item.id: o.id}) for o in item.options]
        first = np.array([names.index(n) for n in names], dtype=np.int16)
        codes[:, j] = first[rows[:, j]]
    return codes


def party_columns(valuer: Valuer) -> list[int]:
    """Column of each party's region."""
    eve = valuer.eve
    return [eve.world.region(party.region) for party in eve.dossier.parties.values()]


def option_worth(dossier: Dossier, item: Item) -> Array:
    """``[option, party]`` worth beyond the model."""
    return np.array([[worth(dossier, {item.id: o.id})[p] for p in dossier.parties] for o in item.options])


def option_payments(valuer: Valuer, item: Item) -> Array:
    """``[option, party]`` what an item that only pays brings alone; 0 for other items."""
    if not valuer.is_payment(item.id):
        return np.zeros((len(item.options), len(valuer.eve.dossier.parties)))
    alone = valuer.real_income_ratio([{item.id: o.id} for o in item.options])
    return valuer.billions(alone)[:, party_columns(valuer)]


def political_sum(dossier: Dossier, items: Sequence[Item], rows: NDArray[np.int16]) -> Array:
    """``[row, party]`` worth beyond the model, which adds up over items."""
    values = np.zeros((len(rows), len(dossier.parties)))
    for j, item in enumerate(items):
        values += option_worth(dossier, item)[rows[:, j]]
    return values


def payments_sum(valuer: Valuer, items: Sequence[Item], rows: NDArray[np.int16]) -> Array:
    """``[row, party]`` what items that only pay bring, each alone, added up."""
    values = np.zeros((len(rows), len(valuer.eve.dossier.parties)))
    for j, item in enumerate(items):
        if valuer.is_payment(item.id):
            values += option_payments(valuer, item)[rows[:, j]]
    return values


def identities_of(valuer: Valuer, items: Sequence[Item], rows: NDArray[np.int16]) -> list[tuple[str, ...]]:
    """What each row does to policy."""
    return [valuer.identity({i.id: i.options[int(k)].id for i, k in zip(items, row, strict=True)}) for row in rows]


def value_block(
    valuer: Valuer,
    items: tuple[Item, ...],
    rows: NDArray[np.int16],
    progress: Callable[[int, int], Any] | None = None,
) -> Block:
    """Solve the block's distinct policies and add the worth of its options."""
    economic, policies = payments_sum(valuer, items, rows), paying_policies(valuer, items)
    columns = [j for j, item in enumerate(items) if acting(valuer, item)]
    if columns:
        chosen = [items[j] for j in columns]
        distinct, inverse = np.unique(policy_codes(valuer, chosen, rows[:, columns]), axis=0, return_inverse=True)
        identities = identities_of(valuer, chosen, distinct)
        policies += len(set(identities))
        solved = valuer.billions(valuer.ratios(identities, progress))[:, party_columns(valuer)]
        economic = economic + solved[inverse.ravel()]
    return Block(items, rows, economic, political_sum(valuer.eve.dossier, items, rows), policies)


def all_solved(
    dossier: Dossier, valuer: Valuer, most_solves: int, progress: Callable[[int, int], Any] | None = None
) -> list[Block] | None:
    """Blocks with every distinct policy solved, the economic one first; None where that takes over ``most_solves``."""
    together = [item.id for item in dossier.agenda if acting(valuer, item)]
    groups = sorted(components(dossier, [together]), key=lambda g: -sum(valuer.is_economic(i.id) for i in g))
    try:
        rows = [feasible_rows(dossier, items) for items in groups]
    except TooManyCombinations:
        return None
    for items, found in zip(groups, rows, strict=True):
        columns = [j for j, item in enumerate(items) if acting(valuer, item)]
        if columns and len(found) > most_solves:
            codes = policy_codes(valuer, [items[j] for j in columns], found[:, columns])
            if len(np.unique(codes, axis=0)) > most_solves:
                return None
    return [value_block(valuer, items, found, progress) for items, found in zip(groups, rows, strict=True)]


def assembled(dossier: Dossier, blocks: Sequence[Block], rows: Any) -> dict[str, str]:
    """The package that takes these rows of the blocks."""
    chosen = {k: v for block, row in zip(blocks, rows, strict=True) for k, v in block.choices(int(row)).items()}
    return {item.id: chosen[item.id] for item in dossier.agenda}


def paying_policies(valuer: Valuer, items: Sequence[Item]) -> int:
    """Distinct policies, other than none, of the items that only pay."""
    return sum(
        len({valuer.identity({item.id: o.id}) for o in item.options} - {()})
        for item in items
        if valuer.is_payment(item.id)
    )
