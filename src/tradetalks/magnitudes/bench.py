"""The bench of magnitudes: every published result beside ours, all by one table of settings, none tuned singly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.magnitudes.average_duty import average_rise, law_by_partner, rise_of_law, scaled
from tradetalks.magnitudes.measures import measure
from tradetalks.magnitudes.published import HORIZONS, Horizon, Row, rows
from tradetalks.magnitudes.shocks import Case, case


def closure_of(
    horizon: Horizon, inputs: Iterable[str] = (), users: Iterable[str] = (), capital_share: float = 0.0
) -> Closure:
    """The settings of a horizon, the same for all rows; ``inputs`` are critical to ``users`` (``Closure.horizon``)."""
    return replace(Closure.horizon(horizon, inputs, users), capital_share=capital_share)


@dataclass(frozen=True)
class AsRun:
    """The shock of a row, its duties scaled to what the sources say that theirs add to the average duty.

    Attributes:
        case: the shock as it is solved. rise: points that it adds before it is scaled, None where no source says.
        factor: by which its duties were scaled, on average; 1 where no source says.
        by_partner: by which those on each partner's goods were, where a source says so; empty else.
        averaged: are duties averages of a sector and partner, as a source's are?
    """

    case: Case
    rise: float | None
    factor: float
    by_partner: Mapping[str, float] = field(default_factory=dict)
    averaged: bool = False

    @property
    def told(self) -> str:
        """What tells it from another way to run the same shock."""
        return repr((self.factor, sorted(self.by_partner.items()), self.averaged))


def as_run(row: Row) -> AsRun:
    """A row's shock by the rule that holds for all: where sources say by how much theirs raises the average duty, each
    change of that importer's duties is scaled by one factor, so that ours raises it as much; of several that say so, by
    their mean. Where one says so partner by partner, each partner's duties have their own factor; where one's model
    takes averages of a sector and partner, so does ours. Averages are over imports of 2024, by which sources of 2025
    weigh; where those are not meant, ours is over the imports of the world that it is run on."""
    made = case(row.shock)
    if row.raises is None:
        return AsRun(made, None, 1.0)
    if made.law:
        rise = rise_of_law(*made.law, row.raised_on)
    else:
        rise = average_rise(made.shock, row.raised_by, row.raised_on)
    factor, by = row.raises / rise, _by_partner(row, made)
    shock = scaled(made.shock, row.raised_by, by or factor)
    if row.averaged:
        shock = replace(shock, unequal=None)
    return AsRun(replace(made, shock=shock), rise, factor, by, row.averaged)


def _by_partner(row: Row, made: Case) -> dict[str, float]:
    """Partner -> factor of the duties on its goods; empty where no source of a law of 2025 says so by partner."""
    if (said := row.by_partner) is None or made.law is None or row.raises is None:
        return {}
    law = law_by_partner(*made.law, list(said.raises_by))
    weight = {p: share if said.raises_by_of == "all goods" else 1.0 for p, (_, share) in law.items()}
    factors = {p: said.raises_by[p] / (weight[p] * rise) for p, (rise, _) in law.items()}
    whole = sum(factors[p] * rise * share for p, (rise, share) in law.items())
    return {p: one * row.raises / whole for p, one in factors.items()}


@dataclass(frozen=True)
class Compared:
    """A published result and ours.

    Attributes:
        ours: horizon -> our figure, in the row's unit; the row's own horizon in it. run: the shock behind it.
        unscaled: ours at the row's own horizon where duties are not scaled; ``value`` where they never are.
    """

    row: Row
    ours: dict[Horizon, float]
    run: AsRun
    unscaled: float

    @property
    def value(self) -> float:
        """Ours at the row's own horizon."""
        return self.ours[self.row.horizon]

    @property
    def inside(self) -> bool:
        """Whether ours at the row's own horizon lies in the published range."""
        return self.row.low <= self.value <= self.row.high

    @property
    def inside_unscaled(self) -> bool:
        """The same where duties are not scaled."""
        return self.row.low <= self.unscaled <= self.row.high


def compare(
    chosen: Iterable[Row] | None = None, *, horizons: Iterable[Horizon] = (), capital_share: float = 0.0
) -> Iterator[Compared]:
    """Each published result beside ours, as soon as it is computed; a shock is solved once a horizon.

    Args:
        chosen: rows to compute; all if None.
        horizons: horizons to report beside each row's own.
        capital_share: of value added, where capital goes its way to a steady state (``Closure``); 0 holds it, as the
            published page does.

    Raises:
        NotConverged, NotCertified: an equilibrium was not found, or not to the certificate's tolerance.
    """
    kept: dict[tuple[str, str, str], Outcome] = {}
    asked = set(horizons)

    def figure(row: Row, run: AsRun, horizon: Horizon) -> float:
        key = (row.shock, run.told, repr(closure_of(horizon)))
        if key not in kept:
            kept[key] = _solved(run.case, horizon, capital_share)
        return measure(row.measure)(kept[key], row.of)

    for row in rows() if chosen is None else chosen:
        run = as_run(row)
        wanted: list[Horizon] = [h for h in HORIZONS if h == row.horizon or h in asked]
        ours: dict[Horizon, float] = {horizon: figure(row, run, horizon) for horizon in wanted}
        plain = ours[row.horizon] if run.rise is None else figure(row, AsRun(case(row.shock), None, 1.0), row.horizon)
        yield Compared(row, ours, run, plain)


def _solved(found: Case, horizon: Horizon, capital_share: float) -> Outcome:
    closure = closure_of(horizon, found.inputs, found.users, capital_share)
    outcome = solve(found.shock.world, found.shock, closure=closure)
    outcome.certificate.require()
    return outcome
