"""What a side charges today, where the reports do not say: the dated record's duties, the benchmark's, or a rate told.

The benchmark's duties are those of 2022. Where the record of the day before the talks differs from them by more than
a point, neither is taken before somebody says which.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.world_choice import WorldChoice
from tradetalks.errors import ArticleError, unknown
from tradetalks.policy.duties import definitions, measures
from tradetalks.policy.instruments import Tariff
from tradetalks.policy.instruments.ledger import BENCHMARK as BENCHMARK_DAY
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.policy.standing import Standing
from tradetalks.world.names import listed, named
from tradetalks.world.world import World

RECORD, BENCHMARK = "record", "benchmark"
"""Answers, beside a rate in per cent."""
APART = 1.0
"""Points by which the record must differ from the benchmark for the question to matter."""
ORDINARY = ("base", "mfn")
"""Layers of the record that are the ordinary duty."""
MOST = 500.0
"""Per cent above which a rate told is taken for a slip."""


@dataclass(frozen=True)
class Today:
    """Duties of one party on goods of another on the day before the talks, per cent on average.

    Attributes:
        importer, exporter: parties. regions: theirs. names: of the two. record: by the law of the day, over trade of
            the record's own year; ``basis`` says which. ordinary: the ordinary duty in it. benchmark: of the
            benchmark year. told: what to take: ``RECORD``, ``BENCHMARK``, a rate in per cent, or None, not said.
        world: whose trade weighs averages by sector, where it is at hand.
    """

    importer: str
    exporter: str
    regions: tuple[str, str]
    names: tuple[str, str]
    day: datetime.date
    record: float
    basis: str
    ordinary: float
    benchmark: float
    told: str | float | None = None
    world: World | None = None

    @property
    def law(self) -> LedgerDuties:
        """The record's duties of the day, as a measure."""
        return LedgerDuties.model_validate({"instrument": "ledger", "day": self.day})

    @property
    def standing(self) -> Standing:
        """The record's duties as those of the eve."""
        return Standing((self.law,), ())

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """``[sector]`` rates of the day in the world, fractions; raises ArticleError where it is not at hand."""
        return self._of(self.standing.applied(self._at_hand, {}))

    @property
    def held(self) -> NDArray[np.float64]:
        """``[sector]`` rates of the benchmark."""
        return self._of(self._at_hand.tariff)

    def average(self, sectors: str | Sequence[str], change: Tariff | None = None) -> float:
        """The day's average on some sectors, per cent, by the world's trade, under a change that stands on the day."""
        at = self._at_hand.sector_indices(sectors)
        weights = self._of(self._at_hand.trade)[at]
        rates = self.rates if change is None else self.rates + self._of(change.effect(self._at_hand, {}).tariff)
        return 100 * float(np.average(rates[at], weights=weights if weights.any() else None))

    def has(self, percent: float) -> bool:
        """Does the record charge a duty of just this rate that day?"""
        importer, exporter = self.regions
        rows = measures.charged(exporter, self.day, None, importer)
        return any(abs(100 * d.rate - percent) < 1e-6 for d in rows)

    @property
    def said(self) -> str:
        """The record's average in words."""
        return f"{self.record:.1f}% on average on {in_words(self.day)} (law; {self.basis})"

    @property
    def _at_hand(self) -> World:
        if self.world is None:
            raise ArticleError("the world of these talks is not at hand")
        return self.world

    def _of(self, rates: NDArray[np.float64]) -> NDArray[np.float64]:
        importer, exporter = (self._at_hand.region(r) for r in self.regions)
        return rates[exporter, importer]


@dataclass(frozen=True)
class OpenRate:
    """A question: what ``importer`` charges today. ``asks``: in words; ``choices``: answer -> what it means."""

    importer: str
    asks: str
    choices: Mapping[str, str]


def todays(
    regions: Mapping[str, str], names: Mapping[str, str], world: World | None, choice: Mapping[str, Any],
    day: datetime.date, told: Mapping[str, str],
) -> dict[tuple[str, str], Today]:  # fmt: skip
    """By importer and exporter, both parties, where the record differs from the benchmark.

    Args:
        world: with the benchmark's duties, or None and ``choice``, by which it is made where the record is taken.
        told: party -> what it charges today: ``record``, ``benchmark`` or per cent.

    Raises:
        ArticleError: an answer for a party of which the record says nothing else than the benchmark, or none at all.
    """
    found: dict[tuple[str, str], Today] = {}
    answers = {party: answer_of(party, one) for party, one in told.items()}
    for importer, exporter in permutations(regions, 2):
        if (one := _today((importer, exporter), regions, names, world, day)) is not None:
            found[importer, exporter] = replace(one, told=answers.get(importer))
    known = list(dict.fromkeys(importer for importer, _ in found))
    for party in told:
        if party not in known:
            why = unknown("party", party, known) if known else f"found '{party}'; the record has no duties of these"
            raise ArticleError(
                f"--today: {why}. It is asked of those whose duties on the other's goods, as the dated record has them"
                f" on {day}, differ from the benchmark's by more than a point"
            )
    if world is None and RECORD in answers.values():
        made = WorldChoice.model_validate(choice).build()
        found = {pair: replace(one, world=made) for pair, one in found.items()}
    return found


def _today(
    pair: tuple[str, str], regions: Mapping[str, str], names: Mapping[str, str], world: World | None, day: datetime.date
) -> Today | None:
    importer, exporter = (regions[p] for p in pair)
    if not definitions.is_known(importer, exporter):
        return None
    last = max(d.effective_from for d in measures.duties(importer))
    if not measures.FIRST <= day <= last:
        return None
    by_law = definitions.statutory(importer, exporter, day)[0]
    held = definitions.statutory(importer, exporter, BENCHMARK_DAY)[0].value
    if world is not None:
        i, n = world.region(exporter), world.region(importer)
        goods = world.sector_indices("goods")
        held = 100 * float(np.average(world.tariff[i, n, goods], weights=world.trade[i, n, goods]))
    if abs(by_law.value - held) <= APART:
        return None
    ordinary = sum(by_law.layers.get(layer, 0.0) for layer in ORDINARY)
    basis = by_law.definition.removeprefix("statutory, ")
    two = (named(names[pair[0]]), named(names[pair[1]]))
    return Today(*pair, (importer, exporter), two, day, by_law.value, basis, ordinary, held, world=world)


def answer_of(party: str, said: str) -> str | float:
    """``record``, ``benchmark`` or a rate in per cent; raises ArticleError for anything else."""
    word = said.strip().lower()
    if word in (RECORD, BENCHMARK):
        return word
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent)?", word)
    if number is None or float(number[1]) > MOST:
        raise ArticleError(
            f"--today {party}={said:.40}: expected '{RECORD}', '{BENCHMARK}' or a rate in per cent up to {MOST:g}"
        )
    return float(number[1])


def told_in_words(said: str) -> str:
    """An answer in words: what it takes."""
    return {RECORD: "as the dated record has it", BENCHMARK: "as the benchmark has it"}.get(
        said.strip().lower(), f"{said.strip().rstrip('%').strip()}%"
    )


def questions(found: Mapping[tuple[str, str], Today], needed: Collection[tuple[str, str]]) -> tuple[OpenRate, ...]:
    """One question for each party whose rate is needed and was not told."""
    by_party: dict[str, list[Today]] = {}
    for pair, one in found.items():
        if pair in needed and one.told is None:
            by_party.setdefault(one.importer, []).append(one)
    return tuple(_question(party, of) for party, of in by_party.items())


def _question(party: str, of: Sequence[Today]) -> OpenRate:
    whose, goods = of[0].names[0], listed([one.names[1] for one in of])
    record = listed([f"{one.record:.1f}%" for one in of])
    held = listed([f"{one.benchmark:.1f}%" for one in of])
    return OpenRate(
        party,
        f"What does {whose} charge on goods of {goods} today? The dated record has {record} on average on"
        f" {in_words(of[0].day)} (law; {of[0].basis}; its sources: tradetalks ledger show"
        f" {' '.join(dict.fromkeys(r for one in of for r in one.regions))} --on {of[0].day}), the benchmark, of"
        f" {BENCHMARK_DAY.year}, {held}.",
        {RECORD: f"take the record's {record}", BENCHMARK: f"take the benchmark's {held}"},
    )


def in_force(
    found: Mapping[tuple[str, str], Today],
    settled: Collection[tuple[str, str]],
    stands: Sequence[dict[str, Any]] = (),
) -> tuple[dict[str, Any] | list[dict[str, Any]], str]:
    """What the dossier's ``in_force`` is, empty where nothing is taken, and a line on what stands.

    Args:
        settled: pairs of whose rate is told elsewhere, by the reports or as a question. stands: measures that the
            reports say stand, of items with no option that changes them.
    """
    taken = [one for one in found.values() if one.told == RECORD]
    idle = [
        f"the dated record has {one.said} for {one.names[0]} on goods of {one.names[1]}, the benchmark"
        f" {one.benchmark:.1f}%; tradetalks read --today {one.importer}=record takes it"
        for pair, one in found.items()
        if one.told is None and pair not in settled
    ]
    beside = "".join(f"; {line}" for line in idle)
    duties = ", the duties whose change no report sizes" if stands else ""
    if not taken:
        none = "none but those of the items" if not stands else f"those of the items{duties}"
        return list(stands), f"measures in force beyond the benchmark year: {none}{beside}"
    importers = list(dict.fromkeys(one.regions[0] for one in taken))
    only = {} if {one.regions[0] for one in found.values()} == {*importers} else {"importer": importers}
    whose = f", duties of {listed(list(dict.fromkeys(one.names[0] for one in taken)))}" if only else ""
    told = f"measures in force: the dated record's of {in_words(taken[0].day)}{whose}, and those of the items"
    told = f"{told}{duties}{beside}"
    if stands:
        return [{"instrument": "ledger", "day": taken[0].day, **only}, *stands], told
    return {"ledger": taken[0].day, **only}, told


def in_words(day: datetime.date) -> str:
    """20 August 2025."""
    return f"{day.day} {day:%B %Y}"
