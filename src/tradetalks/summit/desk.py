"""What packages are worth to the parties of a room: the room's own draw of worth over one engine that all rooms share.

``Desk`` knows everybody's figures. What serves one seat is handed an ``Own``, which knows that party's alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from tradetalks.app.remembered import Remembered
from tradetalks.counsel.offers import estimated
from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_added
from tradetalks.report.income_rows import income_rows
from tradetalks.report.numbers import per_cents
from tradetalks.report.real import sector_rows
from tradetalks.space.blocks import assembled
from tradetalks.space.deal import Appraiser
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.folding import fold
from tradetalks.space.naming import name
from tradetalks.space.reweighing import weighed
from tradetalks.space.valuing import ValuedTalks, value, without_deal
from tradetalks.summit.advice import Advice, advice, shown_by_others
from tradetalks.summit.computer import Choices, ranked
from tradetalks.summit.events import Terms
from tradetalks.summit.packs import drawn, known_to
from tradetalks.summit.room import Room
from tradetalks.value.ties import settled

KEPT = {"talks": 500, "figures": 8000, "economies": 1000, "wishes": 50}
"""How much is remembered of each kind. Figures of a package take half a kilobyte, its economy three, talks as somebody
knows them megabytes: what is asked for often never pushes out what is dear."""
DRAWN = 3000
"""Packages among which a computer's delegate chooses."""
MOST_SOLVES = 1000
"""Policies solved at most of the talks as one party knows them."""
SECTORS = 4
"""Sectors shown that grow most, and that shrink most."""
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Engine:
    """The solved talks that all rooms share. One solve at a time: the valuer behind it is not made for threads."""

    space: DealSpace
    lock: threading.RLock = field(default_factory=threading.RLock)

    @cached_property
    def _kept(self) -> dict[str, Remembered]:
        return {kind: Remembered(most, self.lock) for kind, most in KEPT.items()}

    def once(self, kind: str, key: Hashable, make: Callable[[], Found]) -> Found:
        """What was made for a key, the last of each kind of ``KEPT`` remembered."""
        return self._kept[kind].once(key, make)

    def known(self, dossier: Dossier, party: str, red_lines: bool) -> ValuedTalks:
        """The talks as one party knows them, with or without its own red lines, valued.

        Others' red lines bind nobody there, so there are packages which the talks as a whole leave out; beyond
        ``MOST_SOLVES`` policies they are estimated. What is shown of a package is solved whole all the same.
        """
        own = known_to(dossier, party)
        own = own if red_lines else own.model_copy(update={"red_lines": []})
        with self.lock:
            return value(self.space.valuer.on(own), most_solves=MOST_SOLVES)

    def prepare(self, dossier: Dossier) -> None:
        """Solve before the talks what help, computers' delegates and first choices would make all wait for."""
        self.space.valuer.make_ready()
        for party in dossier.parties:
            for red_lines in (True, False):
                self.known(dossier, party, red_lines)

    def economy(self, region: str, package: Mapping[str, str]) -> dict[str, Any]:
        """What a full package does to one region; of schedules, in their first phase.

        Packages whose measures are the same are solved once, whatever else they settle.
        """

        def solve() -> dict[str, Any]:
            outcome = self.space.valuer.outcome(package)
            outcome.certificate.require()
            (row,) = income_rows(outcome, [region])
            moved = sector_rows(outcome, region)
            least = 0.5 / 10 ** per_cents(one.volume for one in moved)
            sectors = [asdict(one) for one in moved if abs(one.volume) >= least]
            n, before, after = (
                outcome.world.region(region),
                revenue_before(outcome.world),
                at_unchanged_wages(outcome),
            )
            return {
                "real_income": row.real_income,
                "real_gdp": row.real_gdp,
                "consumer_prices": row.consumer_prices,
                "revenue": [float(before[n]), float(after[n])],
                "purchases": float(subsidies_added(outcome)[n]),
                "sectors": sectors if len(sectors) <= 2 * SECTORS else [*sectors[:SECTORS], *sectors[-SECTORS:]],
                "phased": phasing.is_phased(self.space.dossier, package),
            }

        return self.once("economies", (region, self.space.valuer.identity(package)), solve)


def brief(package: Mapping[str, str]) -> str:
    """What a full package is remembered by: its options, in the dossier's order of items."""
    return " ".join(package.values())


@dataclass(frozen=True, eq=False)
class Desk:
    """One room's figures.

    Attributes:
        engine: shared by all rooms. dossier: with the worth that this room plays with. drawn_by: the seed that the
            worth was drawn by, None where it is the ranges' middle.
    """

    engine: Engine
    dossier: Dossier
    drawn_by: int | None

    @classmethod
    def of(cls, engine: Engine, dossier: Dossier, terms: Terms) -> Desk:
        """The desk of a room: worth drawn by its seed, or at its middle."""
        seed = terms.seed if terms.drawn else None
        return cls(engine, dossier if seed is None else drawn(dossier, seed), seed)

    def value(self, package: Mapping[str, str]) -> dict[str, float]:
        """By party, what a full package is worth against the eve, billions of USD a year, solved whole."""

        def solve() -> dict[str, float]:
            with_worth = self.engine.space.valuer.on(self.dossier)
            return Appraiser.of(with_worth).deal(package).value

        return self.engine.once("figures", (self.drawn_by, brief(package)), solve)

    def branches(self) -> dict[str, dict[str, float]]:
        """No-deal branch to party to what it is worth against the eve, billions of USD a year."""

        def solve() -> dict[str, dict[str, float]]:
            return {b: deal.value for b, deal in without_deal(self.engine.space.valuer.on(self.dossier)).items()}

        return self.engine.once("talks", (self.drawn_by, "branches"), solve)

    def no_deal(self, chances: Mapping[str, float]) -> dict[str, float]:
        """By party, what no deal is worth as expected under these chances of its branches."""
        found = self.branches()
        return {p: sum(chance * found[b][p] for b, chance in chances.items()) for p in self.dossier.parties}

    def gains(self, package: Mapping[str, str], chances: Mapping[str, float]) -> dict[str, float]:
        """By party, what a full package is worth over no deal, billions of USD a year, settled (``value.ties``)."""
        worth, without = self.value(package), self.no_deal(chances)
        over = settled(np.array([worth[p] - without[p] for p in worth]), self.engine.space.valuer.within)
        return dict(zip(worth, over.tolist(), strict=True))

    def space(self, chances: Mapping[str, float]) -> DealSpace:
        """The room's whole deal space, for its chair and the debrief; nothing is solved that was solved before."""

        def make() -> DealSpace:
            dossier = weighed(self.dossier, chances=chances)
            return name(fold(value(self.engine.space.valuer.on(dossier))))

        return self.engine.once("talks", (self.drawn_by, "space", tuple(chances.items())), make)

    def known(self, party: str, chances: Mapping[str, float], red_lines: bool = True) -> ValuedTalks:
        """The talks as one party knows them (``packs.known_to``), valued; without its red lines on request."""

        def make() -> ValuedTalks:
            return self.engine.known(weighed(self.dossier, chances=chances), party, red_lines)

        return self.engine.once("talks", (self.drawn_by, "known", party, red_lines, tuple(chances.items())), make)

    def choices(self, party: str, chances: Mapping[str, float]) -> Choices:
        """Packages drawn at random that a party might offer, by what it knows itself."""

        def make() -> Choices:
            talks = self.known(party, chances)
            j, agenda = list(self.dossier.parties).index(party), talks.agenda
            rows = agenda.draw(DRAWN, np.random.default_rng([self.drawn_by or 0, 4, j]))
            gains = talks.gains(agenda.values(rows))[:, j]
            packages = [assembled(self.dossier, agenda.blocks, row) for row in rows]
            return ranked(packages, gains.tolist())

        return self.engine.once("talks", (self.drawn_by, "choices", party, tuple(chances.items())), make)

    def own(self, party: str, chances: Mapping[str, float]) -> Own:
        """The figures of one party alone."""
        return Own(self, party, dict(chances))


class Own:
    """What one party may know: its own worth, gains, red lines and economy. Nothing of it leads to another's."""

    def __init__(self, desk: Desk, party: str, chances: Mapping[str, float]) -> None:
        self._desk, self.party, self._chances = desk, party, chances

    def gain(self, package: Mapping[str, str]) -> float:
        """What the package (items left out stay as they are) gives this party over its no deal, billions a year."""
        return self._desk.gains(self._desk.dossier.package(package), self._chances)[self.party]

    def economy(self, package: Mapping[str, str]) -> dict[str, Any] | None:
        """What the package does to this party's own economy; None for a party without one, and for talks without
        measures."""
        d = self._desk.dossier
        region = d.regions.get(self.party)
        return self._desk.engine.economy(region, d.package(package)) if region and d.is_computed() else None

    def counters(self, room: Room, code: str) -> Advice:
        """Counter-offers to an offer it knows of, worth as much to it; see ``advice``."""
        desk, d = self._desk, self._desk.dossier
        full = {name: d.package(offer.package) for name, offer in room.offers.items()}
        best = desk.choices(self.party, self._chances).best
        with desk.engine.lock:
            own, free = (desk.known(self.party, self._chances, lines).agenda for lines in (True, False))
            shown = shown_by_others(room, self.party, full)
            return advice(own, list(d.parties).index(self.party), free, full[code], shown, best, self.no_deal())

    def liking(self, room: Room, packages: Sequence[Mapping[str, str]]) -> list[float]:
        """How much the others would like full packages, by what it saw them offer or accept whole; a score without a
        unit (``counsel.offers``), 0 of all where it saw nothing."""
        desk, d = self._desk, self._desk.dossier
        full = {name: d.package(offer.package) for name, offer in room.offers.items()}
        shown = [tuple(offers) for offers in shown_by_others(room, self.party, full).values() if offers]
        key = tuple(tuple(map(brief, offers)) for offers in shown)

        def read() -> list[Mapping[tuple[str, str], float]]:
            free = desk.known(self.party, self._chances, False).agenda
            return [estimated(free, offers).scores for offers in shown]

        scores = desk.engine.once("wishes", key, read)
        return [sum(known.get(choice, 0.0) for known in scores for choice in one.items()) for one in packages]

    def no_deal(self) -> float:
        """What no deal is worth to it as expected, against the eve, billions a year."""
        return self._desk.no_deal(self._chances)[self.party]

    def sheet(self) -> dict[str, Any]:
        """Its private figures: worth by item and option, red lines, what follows without a deal."""
        d, branches = self._desk.dossier, self._desk.branches()
        return {
            "worth": [
                {
                    "item": item.id, "option": option.id, "item_title": item.title, "option_title": option.title,
                    "mid": own.mid, "note": own.note,
                }
                for item in d.agenda
                for option in item.options
                if (own := option.worth.get(self.party)) is not None
            ],
            "red_lines": [
                {
                    "item": line.item, "item_title": d.item(line.item).title, "because": line.because,
                    "never": [d.item(line.item).option(o).title for o in line.never],
                }
                for line in d.red_lines
                if line.party == self.party
            ],
            "no_deal": [
                {"title": b.title, "chance": self._chances[b.name], "value": branches[b.name][self.party]}
                for b in d.no_deal
            ],
            "expected": self.no_deal(),
        }  # fmt: skip
