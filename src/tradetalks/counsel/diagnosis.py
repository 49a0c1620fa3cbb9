"""Is there a deal at all, and if not, why; what linking items adds; what red lines cost.

All answers come from exact frontiers: whatever a party, a transfer or a changed preference can reach is reached on the
frontier of the packages concerned, because a dominated package is no better for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.carriers import carriers
from tradetalks.dossier.model import RedLine
from tradetalks.space import solutions
from tradetalks.space.blocks import acting, assembled
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.looser import Looked, Loosened, loosened
from tradetalks.value.ties import settled

Array = NDArray[np.float64]
MOST_TRIED = 100
"""Exchanges of one size that are solved whole, the most promising by the sum of what their items do alone."""
MOST_RINGS = 200_000
"""Rings of three items and givers looked through; beyond, only pairs are."""


@dataclass(frozen=True)
class OpenedBy:
    """What a party would have to feel about an option for a deal to exist: at least ``more`` billions a year better."""

    party: str
    item: str
    option: str
    more: float


@dataclass(frozen=True)
class Diagnosis:
    """Whether there is a zone of agreement, and what stands in its way.

    Attributes:
        zone: does some package leave every party as well off as no deal?
        shortfall: by party, what it lacks, billions a year, in the package best for it among those all others accept
            (0 if nothing, infinity if the others accept nothing). blockers: parties with a shortfall while the others
            could agree.
        transfer: smallest total transfer, billions a year, that opens a zone; None if no transfer can (joint gains are
            negative everywhere). transfer_from: what each party then pays (negative: receives).
        transfer_package: the package it is paid in.
        opened_by: options and how much better a party would have to like one, least first: the inverse question.
        rules: red lines and constraints without which a zone opens.
    """

    zone: bool
    shortfall: Mapping[str, float]
    blockers: tuple[str, ...]
    transfer: float | None
    transfer_from: Mapping[str, float]
    transfer_package: Mapping[str, str]
    opened_by: tuple[OpenedBy, ...]
    rules: tuple[str, ...] = ()


def diagnose(space: DealSpace, *, rules: bool = False, most: int = 10) -> Diagnosis:
    """Diagnose a deal space.

    Args:
        rules: also look for a red line or constraint whose removal opens a zone (solves further packages).
        most: how many changed preferences to list.
    """
    front = space.front if _zone(space) else space.whole_front  # where all can sign, nothing else is asked
    gains = space.gains(front.values)
    shortfall = {p: _shortfall(gains, j) for j, p in enumerate(space.parties)}
    zone = bool(solutions.rational(gains).any())
    need = np.where(gains.sum(1) >= -solutions.INDIFFERENT, np.maximum(-gains, 0).sum(1), np.inf)
    best = int(need.argmin())
    possible = bool(np.isfinite(need[best]))
    paid = _who_pays(gains[best], float(need[best])) if possible else np.zeros(len(space.parties))
    opened = [] if zone else _preferences(space)
    return Diagnosis(
        zone=zone,
        shortfall=shortfall,
        blockers=tuple(p for p, lack in shortfall.items() if 0 < lack < np.inf) if not zone else (),
        transfer=0.0 if zone else (float(need[best]) if possible else None),
        transfer_from=dict(zip(space.parties, paid.tolist(), strict=True)),
        transfer_package=assembled(space.dossier, space.blocks, front.chosen(np.array([best]))[0]) if possible else {},
        opened_by=tuple(sorted(opened, key=lambda o: o.more)[:most]),
        rules=tuple(_opening_rules(space)) if rules and not zone else (),
    )


def _zone(space: DealSpace) -> bool:
    return bool(solutions.rational(space.gains(space.front.values)).any())


def _shortfall(gains: Array, party: int) -> float:
    others = np.delete(gains, party, axis=1)
    accepted = np.all(others >= -solutions.INDIFFERENT, axis=1)
    if not accepted.any():
        return float("inf")
    lack = -float(gains[accepted, party].max())
    return lack if lack > solutions.INDIFFERENT else 0.0


def _who_pays(gains: Array, total: float) -> Array:
    """Losers are made whole by the others, in proportion to what these gain."""
    up = np.maximum(gains, 0)
    return (up / up.sum() * total if up.sum() > 0 else np.zeros_like(gains)) - np.maximum(-gains, 0)


def _preferences(space: DealSpace) -> list[OpenedBy]:
    """For every option, how much better a party would have to like it for a deal with it to exist."""
    found = []
    for item in space.dossier.agenda:
        for option in item.options:
            having = space.valued.only(item.id, option.id)
            if option.id == item.status_quo or having.packages == 0:
                continue
            gains = space.gains(having.front().values)
            for p, party in enumerate(space.parties):
                lack = _shortfall(gains, p)
                if np.isfinite(lack):
                    found.append(OpenedBy(party, item.id, option.id, lack))
    return found


# ---------------------------------------------------------------------- rules
@dataclass(frozen=True)
class Price:
    """What one red line costs: joint gain of the best package all accept, and each party's gain at the Nash package.

    Both are without the line less with it, billions a year; NaN where no package leaves all as well off with the line,
    so that there is nothing to compare. ``opens``: some package does without it, where none does with it. ``looked``:
    how many policies were solved for that.
    """

    party: str
    item: str
    never: tuple[str, ...]
    because: str
    joint: float
    nash: Mapping[str, float]
    opens: bool = False
    looked: Looked = field(default_factory=Looked)


def without(
    space: DealSpace,
    kind: Literal["red_lines", "constraints"],
    number: int,
    progress: Callable[[int, int], Any] | None = None,
) -> Loosened:
    """The deal space without one red line or constraint; what could be chosen there is solved as needed."""
    rules = getattr(space.dossier, kind)
    fewer = [rule for j, rule in enumerate(rules) if j != number]
    return loosened(space, space.dossier.model_copy(update={kind: fewer}), progress)


def _opening_rules(space: DealSpace) -> list[str]:
    """Red lines and constraints without which somebody could sign, by their reasons."""
    kinds: tuple[Literal["red_lines", "constraints"], ...] = ("red_lines", "constraints")
    return [
        rule.because
        for kind in kinds
        for j, rule in enumerate(getattr(space.dossier, kind))
        if _zone(without(space, kind, j).space)
    ]


def red_line_prices(
    space: DealSpace,
    progress: Callable[[int, int], Any] | None = None,
    found: Callable[[list[Price]], Any] | None = None,
) -> list[Price]:
    """The price of each red line in joint gain lost, dearest first.

    Args:
        progress: called with (done, total) lines, between packages solved too. found: called with the prices known so
            far, after each line; lines that change no measures come first, since they are told at once.
    """
    lines, prices = space.dossier.red_lines, list[Price]()
    say = progress or (lambda done, total: None)
    for j in sorted(range(len(lines)), key=lambda j: _changes_policy(space, lines[j])):
        done = len(prices)
        say(done, len(lines))
        prices = _dearest([*prices, _price(space, j, lambda *_, done=done: say(done, len(lines)))])
        if found:
            found(prices)
    return prices


def _changes_policy(space: DealSpace, line: RedLine) -> bool:
    item = space.dossier.item(line.item)
    return acting(space.valuer, item) and any(space.valuer.identity({item.id: option}) for option in line.never)


def _dearest(prices: Sequence[Price]) -> list[Price]:
    return sorted(prices, key=lambda p: (not p.opens, -p.joint if np.isfinite(p.joint) else np.inf))


def _price(space: DealSpace, number: int, progress: Callable[[int, int], Any]) -> Price:
    line, other = space.dossier.red_lines[number], without(space, "red_lines", number, progress)
    free = other.space
    return Price(
        party=line.party,
        item=line.item,
        never=tuple(line.never),
        because=line.because,
        joint=_joint(free) - _joint(space),
        nash={
            p: free.nash.gain[p] - space.nash.gain[p] if free.nash and space.nash else float("nan")
            for p in space.parties
        },
        opens=free.nash is not None and space.nash is None,
        looked=other.looked,
    )


def _joint(space: DealSpace) -> float:
    best = space.named.get("utilitarian")
    return sum(best.gain.values()) if best else float("nan")


# ---------------------------------------------------------------------- linkage
@dataclass(frozen=True)
class Swap:
    """A trade of items between two parties, or round a ring of three: each gives in one item and gets in another.

    Attributes:
        givers: party codes, by who gives which; ``parts``: item and option that each of them carries out and loses by.
        gain: by party, solved together, against the status quo.
        rate: of two givers, what the second loses by its item for each billion the first loses by its own; NaN of
            three.
        unknown: items of ``parts`` for which the dossier names nobody who carries them out, so that the giver is only
            who loses by them.
    """

    givers: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    gain: Mapping[str, float]
    rate: float
    unknown: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[str, str]:
        return self.parts[0]

    @property
    def second(self) -> tuple[str, str]:
        return self.parts[1]

    @property
    def joint(self) -> float:
        return sum(self.gain.values())


@dataclass(frozen=True)
class Linkage:
    """What linking items adds over settling each by itself.

    Attributes:
        apart: the package of items that every party likes at least as well as the status quo, each by itself.
        apart_gain, linked_gain: by party, against the status quo, of that package and of the linked one.
        swaps: items that two parties, or three in a ring, give each other: each by itself costs its giver, together all
            givers gain. Those that cost no party at the table come first, then by joint gain. Rings of three are looked
            for where no pair of their items is a swap.
        rings: were rings of three looked for, or are there too many (some MOST_RINGS)?
        held: item -> option and rule: what every party likes by itself too, but a rule forbids alone.
    """

    apart: Mapping[str, str]
    apart_gain: Mapping[str, float]
    linked_gain: Mapping[str, float]
    swaps: tuple[Swap, ...]
    rings: bool = True
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def added(self) -> float:
        """Joint gain of linking."""
        return sum(self.linked_gain.values()) - sum(self.apart_gain.values())


def linkage(space: DealSpace, package: Mapping[str, str], *, most: int = 10) -> Linkage:
    """Compare a package with the deals that could be struck item by item, and find the swaps that make the difference.

    Swaps are looked for among the package's own options, between all pairs of parties; each is solved whole.
    """
    dossier, parties = space.dossier, space.parties
    alone = {
        key: settled(np.array([deal.value[p] for p in parties]), space.within) for key, deal in space.alone().items()
    }
    apart: dict[str, str] = {}
    held: dict[str, tuple[str, str]] = {}
    for item in dossier.agenda:
        fine = [(o, alone[item.id, o]) for o in (o.id for o in item.options) if o != item.status_quo]
        fine = [(o, v) for o, v in fine if (v >= -solutions.INDIFFERENT).all() and v.sum() > solutions.INDIFFERENT]
        for option, _ in sorted(fine, key=lambda pair: -float(pair[1].sum())):
            against = list(dossier.objections(dossier.package({**apart, item.id: option})))
            if not against:
                apart[item.id] = option
                held.pop(item.id, None)
                break
            held.setdefault(item.id, (option, against[0]))
    full = dossier.package(package)
    found, rings = _swaps(space, full, alone)
    return Linkage(
        apart=apart,
        apart_gain=dict(zip(parties, _value(space, apart).tolist(), strict=True)),
        linked_gain=dict(zip(parties, _value(space, full).tolist(), strict=True)),
        swaps=tuple(found[:most]),
        rings=rings,
        held=held,
    )


def _swaps(
    space: DealSpace, full: Mapping[str, str], alone: Mapping[tuple[str, str], Array]
) -> tuple[list[Swap], bool]:
    """Swaps between all pairs of parties, and rings of three that hold no such pair; were rings looked for?"""
    dossier, parties = space.dossier, space.parties
    changed = [(i, o) for i, o in full.items() if o != dossier.item(i).status_quo]
    givers: dict[tuple[str, str], list[int]] = {}  # who could give an option: those who carry it out and lose by it
    unknown = set()
    for key in changed:
        able = carriers(dossier, dossier.item(key[0]), key[1])
        unknown |= {key[0]} if able is None else set()
        givers[key] = [
            p
            for p, party in enumerate(parties)
            if (able is None or party in able) and alone[key][p] < -solutions.INDIFFERENT
        ]
    found: list[Swap] = []
    few = sum(len(who) for who in givers.values()) ** 3 <= 6 * MOST_RINGS
    for size in (2, 3) if len(parties) > 2 and few else (2,):
        known = [set(swap.parts) for swap in found]
        promising = [
            offer
            for chosen in combinations(changed, size)
            if not any(pair <= set(chosen) for pair in known)
            for who in product(*(givers[key] for key in chosen))
            if (offer := _promising(chosen, who, alone)) is not None
        ]
        promising.sort(key=lambda offer: -offer[0])
        for _, keys, giver in promising[:MOST_TRIED]:
            value = _value(space, dict(keys))
            if (value[giver] > space.within[giver]).all():
                costs = [float(alone[key][p]) for key, p in zip(keys, giver, strict=True)]
                found.append(
                    Swap(
                        givers=tuple(parties[p] for p in giver),
                        parts=tuple(keys),
                        gain=dict(zip(parties, value.tolist(), strict=True)),
                        rate=costs[1] / costs[0] if size == 2 else float("nan"),
                        unknown=tuple(key[0] for key in keys if key[0] in unknown),
                    )
                )
    return sorted(
        found, key=lambda s: (any(s.gain[p] < -w for p, w in zip(parties, space.within, strict=True)), -s.joint)
    ), few


Choice = tuple[str, str]


def _promising(
    chosen: Sequence[Choice], who: Sequence[int], alone: Mapping[Choice, Array]
) -> tuple[float, list[Choice], list[int]] | None:
    """Items that different parties could give each other with gain to all, by what each item does alone: their joint
    gain, the items, the givers, in the order of the parties; None if it is no exchange."""
    if len(set(who)) < len(who):
        return None
    order = sorted(range(len(who)), key=lambda k: who[k])
    keys, giver = [chosen[k] for k in order], [who[k] for k in order]
    worth = np.array([[alone[key][p] for key in keys] for p in giver])  # [giver, item]
    got = worth - np.diag(np.diag(worth))
    if not (worth.sum(1) > 0).all() or (len(who) == 2 and not (got.sum(1) > 0).all()):
        return None
    return float(sum(alone[key].sum() for key in keys)), keys, giver


def _value(space: DealSpace, choices: Mapping[str, str]) -> Array:
    deal = space.deal(choices)
    return np.array([deal.value[p] for p in space.parties])
