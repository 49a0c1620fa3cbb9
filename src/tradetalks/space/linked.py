"""Constraints and red lines as ties between blocks; how tightly a dossier's rules tie its items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier, Item
from tradetalks.errors import DossierError
from tradetalks.space.elimination import MOST_STATES, Plan, Tie, TooTight, plan


class TiedTooTightly(DossierError):
    """Rules tie items together so closely that their combinations can neither be listed nor taken one by one."""


@dataclass(frozen=True)
class Clause:
    """At least one must hold: item -> numbers of options. ``rule``: which of the dossier's constraints says so."""

    rule: int
    any_of: Mapping[str, frozenset[int]]


def clauses(dossier: Dossier) -> tuple[Clause, ...]:
    """The constraints as clauses that must all hold, at every date and course of events; those always true left out.

    "If A and B then C and D" says: not A, or not B, or C; and not A, or not B, or D.
    """
    moments = phasing.states(dossier)
    now = {item.id: _options_over_time(item, moments) for item in dossier.agenda}
    found: dict[tuple[tuple[str, frozenset[int]], ...], Clause] = {}
    for number, rule in enumerate(dossier.constraints):
        for state in range(len(moments)):
            fits = {
                id(part): {i: _fitting(now[i], allowed, state) for i, allowed in part.items()}
                for part in (rule.when, rule.then)
            }
            spared = {i: frozenset(range(len(now[i]))) - fit for i, fit in fits[id(rule.when)].items()}
            for item, fit in fits[id(rule.then)].items():
                any_of = {**spared, item: fit | spared.get(item, frozenset())}
                if all(len(options) < len(now[i]) for i, options in any_of.items()):
                    held = {i: options for i, options in any_of.items() if options}
                    found.setdefault(tuple(sorted(held.items(), key=lambda pair: pair[0])), Clause(number, held))
    return tuple(found.values())


def _options_over_time(item: Item, moments: Sequence[phasing.State]) -> list[list[set[str]]]:
    """``[option][state]`` the option and the one then in force."""
    return [[{option.id, item.in_force(option.id, m.date, m.happened)} for m in moments] for option in item.options]


def _fitting(now: Sequence[Sequence[set[str]]], allowed: Collection[str], state: int) -> frozenset[int]:
    return frozenset(k for k, pairs in enumerate(now) if pairs[state] & set(allowed))


def holding(options: frozenset[int], count: int) -> NDArray[np.bool_]:
    """``[option]`` is it one of these?"""
    found = np.zeros(count, dtype=bool)
    found[list(options)] = True
    return found


def open_options(dossier: Dossier, item: Item) -> frozenset[int]:
    """Options on the table by themselves that cross no red line at any time."""
    never = {option for line in dossier.red_lines if line.item == item.id for option in line.never}
    now = _options_over_time(item, phasing.states(dossier))
    return frozenset(
        k
        for k, option in enumerate(item.options)
        if not option.only_in_phases and not any(never & pair for pair in now[k])
    )


def ties_between(
    rules: Sequence[Clause], groups: Sequence[Sequence[Item]], rows: Sequence[NDArray[np.int16]]
) -> tuple[list[NDArray[np.int16]], tuple[Tie, ...]]:
    """What clauses say of the rows of blocks: rows that can never be taken dropped, and ties between the others.

    Args:
        groups: items of each block. rows: ``[row, item]`` option numbers of each.
    """
    place = {item.id: (k, j, len(item.options)) for k, items in enumerate(groups) for j, item in enumerate(items)}
    inside = [clause for clause in rules if all(item in place for item in clause.any_of)]
    kept, changed = list(rows), True
    ties: list[Tie] = []
    if not all(clause.any_of for clause in inside):  # a rule that nothing satisfies
        return [found[:0] for found in kept], ()
    while changed:
        changed, ties = False, []
        for clause in inside:
            masks: dict[int, NDArray[np.bool_]] = {}
            for item, options in clause.any_of.items():
                k, j, count = place[item]
                mask = holding(options, count)[kept[k][:, j]]
                masks[k] = masks[k] | mask if k in masks else mask
            if any(mask.all() for mask in masks.values()):
                continue
            open_ = {k: mask for k, mask in masks.items() if mask.any()}
            if len(open_) > 1:
                ties.append(Tie(clause.rule, open_))
                continue
            k = next(iter(open_), next(iter(masks)))  # none is left to satisfy it: no row of the first may stay
            kept[k], changed = kept[k][masks[k]], True
    return kept, tuple(ties)


def planned(
    dossier: Dossier,
    groups: Sequence[Sequence[Item]],
    sizes: Sequence[int],
    ties: Sequence[Tie],
    last: int | None = None,
) -> Plan:
    """``elimination.plan`` with an error that names the rules.

    Raises:
        TiedTooTightly: a step has over MOST_STATES states.
    """
    try:
        return plan(sizes, ties, last)
    except TooTight as error:
        raise TiedTooTightly(too_tight(dossier, groups, error)) from None


def too_tight(dossier: Dossier, groups: Sequence[Sequence[Item]], error: TooTight, most: int = 6) -> str:
    rules = list(dict.fromkeys(f"'{dossier.constraints[r].because}'" for r in error.rules))
    items = [item.id for block in error.blocks if block < len(groups) for item in groups[block]]
    return (
        f"constraints: {len(error.rules)} rules tie {', '.join(_some(items, most))} together, so that over"
        f" {MOST_STATES:,} of their combinations must be told apart at once; the rules are"
        f" {'; '.join(_some(rules, most))}. State them over fewer items, or leave out those that others imply."
    )


def _some(names: Sequence[str], most: int) -> list[str]:
    return [*names] if len(names) <= most else [*names[:most], f"and {len(names) - most} more"]


@dataclass(frozen=True)
class Width:
    """How tightly rules tie the items of a dossier.

    Attributes:
        states: combinations that must be told apart at once, at the worst step. problem: why that is too many, naming
            the rules and items; empty if it is not.
        packages: packages that rules and red lines allow, if they can be counted.
    """

    states: int
    packages: int | None
    problem: str = ""


def width(dossier: Dossier) -> Width:
    """How tightly rules tie the items, found without solving anything (interactions through the economy aside)."""
    groups = [(item,) for item in dossier.agenda]
    rows = [np.array(sorted(open_options(dossier, item)), dtype=np.int16)[:, None] for item in dossier.agenda]
    rows, ties = ties_between(clauses(dossier), groups, rows)
    try:
        how = plan([len(r) for r in rows], ties)
    except TooTight as error:
        return Width(MOST_STATES + 1, None, too_tight(dossier, groups, error))
    return Width(how.largest, how.total)
