"""Blocks of the deal space: items that interact, their allowed combinations, and what each combination is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier, Item
from tradetalks.errors import DossierError
from tradetalks.space.elimination import Plan, Tie, TooTight, numbered, plan
from tradetalks.space.frontier import Front, fold
from tradetalks.space.linked import TiedTooTightly, clauses, holding, open_options, planned, ties_between
from tradetalks.space.signable import Halves, halved
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth

Array = NDArray[np.float64]
MOST_BLOCK_ROWS = 5_000_000
LISTED, MOST_LISTED = 20_000, 2_000_000


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
    """Option numbers ``[row, item]`` of all combinations the rules among them allow, item by item, pruned early.

    Raises:
        TooManyCombinations: more than ``most`` combinations. DossierError: none.
    """
    position = {item.id: j for j, item in enumerate(items)}
    inside = [clause for clause in clauses(dossier) if clause.any_of and all(i in position for i in clause.any_of)]
    rows = np.zeros((1, 0), dtype=np.int16)
    for j, item in enumerate(items):
        options = np.array(sorted(open_options(dossier, item)), dtype=np.int16)
        rows = np.column_stack([np.repeat(rows, len(options), axis=0), np.tile(options, len(rows))])
        for clause in inside:
            if max(position[i] for i in clause.any_of) != j:
                continue
            met = np.zeros(len(rows), dtype=bool)
            for i, fitting in clause.any_of.items():
                met |= holding(fitting, len(items[position[i]].options))[rows[:, position[i]]]
            rows = rows[met]
        if len(rows) > most:
            raise TooManyCombinations(f"agenda: {_names(items)} have more than {most:,} combinations")
    if len(rows) == 0:
        raise DossierError(f"constraints: no combination of {_names(items)} satisfies them all")
    return rows


def _names(items: Sequence[Item]) -> str:
    return ", ".join(i.id for i in items)


def policy_codes(valuer: Valuer, items: Sequence[Item], rows: NDArray[np.int16]) -> NDArray[np.int16]:
    """Rows with options replaced by a number that is equal for options that change the same measures."""
    codes = np.zeros_like(rows)
    for j, item in enumerate(items):
        first: dict[Any, int] = {}
        same = [first.setdefault(valuer.identity({item.id: o.id}), k) for k, o in enumerate(item.options)]
        codes[:, j] = np.array(same, dtype=np.int16)[rows[:, j]]
    return codes


def option_worth(dossier: Dossier, item: Item) -> Array:
    """``[option, party]`` worth beyond the model."""
    return np.array([[worth(dossier, {item.id: o.id})[p] for p in dossier.parties] for o in item.options])


def option_payments(valuer: Valuer, item: Item) -> Array:
    """``[option, party]`` what an item that only pays brings alone; 0 for other items."""
    if not valuer.is_payment(item.id):
        return np.zeros((len(item.options), len(valuer.eve.dossier.parties)))
    alone = valuer.real_income_ratio([{item.id: o.id} for o in item.options])
    return valuer.eve.of_parties(valuer.billions(alone))


def political_sum(dossier: Dossier, items: Sequence[Item], rows: NDArray[np.int16]) -> Array:
    """``[row, party]`` worth beyond the model, which adds up over items."""
    values = np.zeros((len(rows), len(dossier.parties)))
    for j, item in enumerate(items):
        of_options = option_worth(dossier, item)
        if of_options.any():
            values += np.take(of_options, rows[:, j], axis=0)
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


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct policies of some rows: what each does (``identities``), and which is each row's (``of``)."""

    identities: list[tuple[str, ...]]
    of: NDArray[np.int64]


def distinct_policies(valuer: Valuer, items: Sequence[Item], rows: NDArray[np.int16]) -> Distinct | None:
    """What the rows of a block do to policy, each policy once; None where none of its items acts on the economy."""
    columns = [j for j, item in enumerate(items) if acting(valuer, item)]
    if not columns:
        return None
    chosen = [items[j] for j in columns]
    codes = policy_codes(valuer, chosen, rows[:, columns])
    inverse, first = numbered(codes.astype(np.int64))
    return Distinct(identities_of(valuer, chosen, codes[first]), inverse)


def value_block(
    valuer: Valuer,
    items: tuple[Item, ...],
    rows: NDArray[np.int16],
    progress: Callable[[int, int], Any] | None = None,
) -> Block:
    """Solve the block's distinct policies and add the worth of its options."""
    economic, policies = payments_sum(valuer, items, rows), paying_policies(valuer, items)
    distinct = distinct_policies(valuer, items, rows)
    if distinct is not None:
        policies += len(set(distinct.identities))
        solved = valuer.eve.of_parties(valuer.billions(valuer.ratios(distinct.identities, progress)))
        economic = economic + solved[distinct.of]
    return Block(items, rows, economic, political_sum(valuer.eve.dossier, items, rows), policies)


@dataclass(frozen=True, eq=False)
class Layout:
    """How an agenda is taken apart: items that are listed together, the rules that tie them, the order to fold them.

    Attributes:
        groups: items of each block. rows: ``[row, item]`` option numbers of each block's combinations.
    """

    groups: tuple[tuple[Item, ...], ...]
    rows: tuple[NDArray[np.int16], ...]
    ties: tuple[Tie, ...]
    plan: Plan

    def only(self, block: int, rows: NDArray[np.bool_]) -> Layout:
        """With some rows of a block only."""
        kept = tuple(found[rows] if k == block else found for k, found in enumerate(self.rows))
        ties = tuple(
            replace(tie, any_of={k: mask[rows] if k == block else mask for k, mask in tie.any_of.items()})
            for tie in self.ties
        )
        return Layout(self.groups, kept, ties, plan([len(found) for found in kept], ties, last=0))


def laid_out(
    dossier: Dossier,
    groups: Sequence[Sequence[Item]],
    rows: Sequence[NDArray[np.int16]],
) -> Layout:
    """Blocks of given rows, and how rules tie them; rows that no package can have are left out of the first.

    Raises:
        TiedTooTightly: rules tie them too closely to be folded. DossierError: nothing satisfies all rules.
    """
    kept, ties = ties_between(clauses(dossier), groups, rows)
    how = planned(dossier, groups, [len(found) for found in kept], ties, last=0)
    if how.total == 0:
        raise DossierError("constraints: no package satisfies them all")
    found = Layout(tuple(tuple(items) for items in groups), tuple(kept), ties, how)
    supported = how.supported(0)
    return found if supported.all() else found.only(0, supported)


def solvable_layout(dossier: Dossier, valuer: Valuer, most_solves: int, listed: int = LISTED) -> Layout | None:
    """Items that act on the economy in the first block, all else apart unless rules make it short to list together.

    Args:
        most_solves: policies solved at most. listed: combinations of tied items up to which they are listed together.

    Returns:
        None where the first block has more policies than that.

    Raises:
        TiedTooTightly: rules tie items so closely that they can neither be listed nor folded.
    """
    together = [item.id for item in dossier.agenda if acting(valuer, item)]
    if together and _too_many_to_list(dossier, [dossier.item(i) for i in together]):
        return None
    whole = components(dossier, [together])
    try:
        apart = [part for items in whole for part in _parts(dossier, items, together, listed)]
    except TooManyCombinations:
        return None
    try:
        layout = laid_out(dossier, *_economic_first(valuer, apart))
    except TiedTooTightly:
        try:  # rules that tie so closely may leave few combinations
            listing = [(items, feasible_rows(dossier, items, MOST_LISTED)) for items in whole]
        except TooManyCombinations:
            listing = []
        if not listing:
            raise
        layout = laid_out(dossier, *_economic_first(valuer, listing))
    columns = [j for j, item in enumerate(layout.groups[0]) if item.id in together]
    if columns and len(layout.rows[0]) > most_solves:
        codes = policy_codes(valuer, [layout.groups[0][j] for j in columns], layout.rows[0][:, columns])
        if len(numbered(codes.astype(np.int64))[1]) > most_solves:
            return None
    return layout


_Part = tuple[tuple[Item, ...], NDArray[np.int16]]


def _parts(dossier: Dossier, items: tuple[Item, ...], together: Sequence[str], listed: int) -> list[_Part]:
    """Items that interact, listed together if that is short; else those that act on the economy, and each other one."""
    try:
        return [(items, feasible_rows(dossier, items, listed))]
    except TooManyCombinations:
        economic = tuple(item for item in items if item.id in together)
        parts = [*([economic] if economic else []), *((item,) for item in items if item.id not in together)]
        return [(part, feasible_rows(dossier, part)) for part in parts]


def _economic_first(valuer: Valuer, parts: Sequence[_Part]) -> tuple[list[tuple[Item, ...]], list[NDArray[np.int16]]]:
    order = sorted(range(len(parts)), key=lambda k: -sum(valuer.is_economic(i.id) for i in parts[k][0]))
    return [parts[k][0] for k in order], [parts[k][1] for k in order]


def _too_many_to_list(dossier: Dossier, items: Sequence[Item]) -> bool:
    """Do rules among the items leave more combinations than can be listed? Counted, where they can be."""
    rows = [np.array(sorted(open_options(dossier, item)), dtype=np.int16)[:, None] for item in items]
    kept, ties = ties_between(clauses(dossier), [(item,) for item in items], rows)
    try:
        return plan([len(found) for found in kept], ties).total > MOST_BLOCK_ROWS
    except TooTight:
        return False


@dataclass(frozen=True, eq=False)
class Valued:
    """An agenda's blocks, valued; what a package is worth is the sum over blocks of its rows."""

    blocks: tuple[Block, ...]
    layout: Layout

    @property
    def packages(self) -> int:
        """Packages that rules and red lines allow."""
        return self.layout.plan.total

    def front(
        self, most: int | None = None, mark: Array | None = None, progress: Callable[[int, int], Any] | None = None
    ) -> Front:
        """The frontier of all allowed packages; of those worth at least ``[party]`` a mark, if given."""
        return fold([block.values for block in self.blocks], most, self.layout.plan, mark=mark, progress=progress)

    def only(self, item: str, option: str) -> Valued:
        """The packages that have an option."""
        for k, block in enumerate(self.blocks):
            for j, own in enumerate(block.items):
                if own.id == item:
                    rows = block.rows[:, j] == [o.id for o in own.options].index(option)
                    fewer = replace(
                        block, rows=block.rows[rows], economic=block.economic[rows], political=block.political[rows]
                    )
                    return Valued((*self.blocks[:k], fewer, *self.blocks[k + 1 :]), self.layout.only(k, rows))
        raise KeyError(item)

    def reaching(self, mark: Array) -> int | None:
        """Packages worth at least ``[party]`` a mark; None where they are too many to count."""
        return None if self._halves is None else self._halves.reaching(mark)

    @cached_property
    def _halves(self) -> Halves | None:
        return halved([block.values for block in self.blocks], self.layout.plan)

    def draw(self, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """``[draw, block]`` rows of packages drawn at random, all equally likely."""
        return self.layout.plan.draw(number, rng)

    def values(self, rows: NDArray[np.int64]) -> Array:
        """``[package, party]`` what packages, given by their rows, are worth."""
        return sum((block.values[rows[:, k]] for k, block in enumerate(self.blocks)), np.zeros(()))


def all_solved(
    dossier: Dossier,
    valuer: Valuer,
    most_solves: int,
    progress: Callable[[int, int], Any] | None = None,
    listed: int = LISTED,
) -> Valued | None:
    """Blocks with every distinct policy solved, the economic one first; None where that takes over ``most_solves``."""
    layout = solvable_layout(dossier, valuer, most_solves, listed)
    if layout is None:
        return None
    blocks = [
        value_block(valuer, items, rows, progress) for items, rows in zip(layout.groups, layout.rows, strict=True)
    ]
    return Valued(tuple(blocks), layout)


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
