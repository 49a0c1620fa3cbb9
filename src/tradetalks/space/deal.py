"""One package and what it is worth, and the appraiser that makes such deals of a dossier's packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.space.blocks import acting
from tradetalks.space.verdict import Verdict, verdict
from tradetalks.value.ties import settled
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth

Array = NDArray[np.float64]
Package = Mapping[str, str]
Shift = Mapping[tuple[str, str], Array]


@dataclass(frozen=True, eq=False)
class Deal:
    """One package and what it is worth; money in billions of USD a year against the eve.

    Attributes:
        package: item id -> option id.
        economic: by party, from the model. political: by party, worth beyond the model (mid).
        value: economic + political. low, high: with worth at its low or high ends.
        gain: value less the expected value of no deal; none where that is no more than the certified error
            (``value.ties``).
        real_income: ``[region]`` per cent change of real income from the model, all regions.
        real_income_billions: ``[region]`` the same in billions.
        broken: constraints broken and red lines crossed (none for feasible packages).
        ties: packages that share its point of the frontier, itself among them; 1 off the frontier.
        summed: is ``economic`` the sum of what its measures and its payments bring apart, not solved together?
    """

    package: Mapping[str, str]
    economic: Mapping[str, float]
    political: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    gain: Mapping[str, float]
    real_income: Array
    real_income_billions: Array
    broken: tuple[str, ...] = ()
    ties: int = 1
    summed: bool = False

    @property
    def value(self) -> dict[str, float]:
        return {p: self.economic[p] + self.political[p] for p in self.economic}

    @property
    def verdict(self) -> Verdict:
        """Who would sign it."""
        return verdict(self.gain, self.broken)


@dataclass(frozen=True, eq=False)
class Stated:
    """What a dossier itself says of its packages, each looked up once: worth beyond the model, objections.

    Attributes:
        refused: package, option by option -> why it cannot be signed; shared by dossiers that forbid the same.
    """

    dossier: Dossier
    refused: dict[tuple[tuple[str, str], ...], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _beyond(self) -> tuple[dict[tuple[str, str], int], Array]:
        """(item, option) -> its row of ``[option, end, party]`` worth beyond the model, low, mid and high."""
        parties = tuple(self.dossier.parties)
        keys = [(item.id, option.id) for item in self.dossier.agenda for option in item.options]
        ends = [[worth(self.dossier, dict([key]), end) for end in ("low", "mid", "high")] for key in keys]
        table = np.array([[[one[p] for p in parties] for one in three] for three in ends])
        return {key: row for row, key in enumerate(keys)}, table

    def beyond(self, packages: Sequence[Package]) -> Array:
        """``[end, package, party]`` worth of full packages beyond the model, low, mid and high; options are added up in
        each package's own order."""
        row, table = self._beyond
        chosen = np.array([[row[key] for key in package.items()] for package in packages], dtype=np.int64)
        total = np.zeros((len(packages), *table.shape[1:]))
        for column in chosen.reshape(len(packages), -1).T:
            total += table[column]
        return np.moveaxis(total, 1, 0)

    def objections(self, package: Package) -> tuple[str, ...]:
        """Why a full package cannot be signed."""
        key = tuple(package.items())
        if key not in self.refused:
            self.refused[key] = tuple(self.dossier.objections(package))
        return self.refused[key]


@dataclass(frozen=True, eq=False)
class Appraiser:
    """Makes deals of packages.

    Attributes:
        valuer: solves what is not known. expected: ``[party]`` value of no deal.
        shift: (item, option) -> ``[party]`` billions a year that the option adds beyond what was solved.
        stated: what the valuer's dossier says of packages.
    """

    valuer: Valuer
    expected: Array
    shift: Shift
    stated: Stated

    @classmethod
    def of(cls, valuer: Valuer, stated: Stated | None = None) -> Appraiser:
        """Of a valuer's dossier, where gains are values: no deal is worth nothing."""
        dossier = valuer.eve.dossier
        return cls(valuer, np.zeros(len(dossier.parties)), {}, stated or Stated(dossier))

    @property
    def dossier(self) -> Dossier:
        return self.valuer.eve.dossier

    @cached_property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.dossier.parties)

    @cached_property
    def _within(self) -> Array:
        """``[party]`` gains up to which a package is as good as no deal."""
        return self.valuer.within

    def deals(
        self, packages: Sequence[Package], *, solve: bool = True, ties: Sequence[int] | None = None
    ) -> list[Deal]:
        """Full packages, each solved whole; without ``solve`` those never solved whole are sums, and say so. ``ties``:
        how many packages share each one's point of the frontier."""
        names = [self.valuer.identity(package) for package in packages]
        summed = [not solve and not self.valuer.knows(name) for name in names]
        solved = iter(self.valuer.ratios([name for name, is_sum in zip(names, summed, strict=True) if not is_sum]))
        sums = iter(self._summed([package for package, is_sum in zip(packages, summed, strict=True) if is_sum]))
        ratios = [next(sums if is_sum else solved) for is_sum in summed]
        return self.made(packages, np.array(ratios), summed, ties)

    def deal(self, package: Package) -> Deal:
        return self.deals([package])[0]

    def made(
        self,
        packages: Sequence[Package],
        ratios: Array,
        summed: Sequence[bool] | None = None,
        ties: Sequence[int] | None = None,
    ) -> list[Deal]:
        """The deals of full packages whose ``[package, region]`` real income ratios are known."""
        if not packages:
            return []
        eve = self.valuer.eve
        billions, change = self.valuer.billions(ratios), 100 * (ratios - 1)
        if self.shift:
            moved = np.array([self._moved(package) for package in packages])
            for j, p in enumerate(self.parties):
                if p in self.dossier.regions:
                    n = eve.world.region(self.dossier.regions[p])
                    billions[:, n] += moved[:, j]
                    change[:, n] += 100 * moved[:, j] / eve.world.own_income[n]
        economic = eve.of_parties(billions)
        low, mid, high = self.stated.beyond(packages)
        gain = settled(economic + mid - self.expected, self._within)
        by_party = [self._by_party(one) for one in (economic, mid, economic + low, economic + high, gain)]
        return [
            Deal(
                package=dict(package),
                economic=of_model,
                political=beyond,
                low=lowest,
                high=highest,
                gain=gained,
                real_income=change[row],
                real_income_billions=billions[row],
                broken=self.stated.objections(package),
                ties=ties[row] if ties else 1,
                summed=summed[row] if summed else False,
            )
            for row, (package, of_model, beyond, lowest, highest, gained) in enumerate(
                zip(packages, *by_party, strict=True)
            )
        ]

    def _moved(self, package: Package) -> Array:
        """``[party]`` what the shift of a package's options adds."""
        return sum((self.shift[key] for key in package.items() if key in self.shift), np.zeros(len(self.parties)))

    def _by_party(self, values: Array) -> list[dict[str, float]]:
        return [dict(zip(self.parties, row, strict=True)) for row in values.tolist()]

    def gains(self, deals: Sequence[Deal]) -> Array:
        """``[deal, party]`` gains over no deal."""
        return np.array([[d.gain[p] for p in self.parties] for d in deals]).reshape(len(deals), len(self.parties))

    def _summed(self, packages: Sequence[Package]) -> Array:
        """``[package, region]`` real income ratio as the sum of what measures bring together and payments alone."""
        valuer, agenda = self.valuer, self.dossier.agenda
        measures = [item.id for item in agenda if acting(valuer, item)]
        paying = [item.id for item in agenda if valuer.is_payment(item.id)]
        parts = [[{i: p[i] for i in measures}, *({i: p[i]} for i in paying)] for p in packages]
        ratios = valuer.real_income_ratio([part for package in parts for part in package])
        return 1 + (ratios - 1).reshape(len(packages), 1 + len(paying), ratios.shape[1]).sum(1)
