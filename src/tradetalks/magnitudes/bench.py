"""The bench of magnitudes: every published result beside ours, all by one table of settings, none tuned singly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.magnitudes.measures import measure
from tradetalks.magnitudes.published import HORIZONS, Horizon, Row, rows
from tradetalks.magnitudes.shocks import case


def closure_of(
    horizon: Horizon, inputs: Iterable[str] = (), users: Iterable[str] = (), capital_share: float = 0.0
) -> Closure:
    """The settings of a horizon, the same for all rows; ``inputs`` are critical to ``users`` (``Closure.horizon``)."""
    return replace(Closure.horizon(horizon, inputs, users), capital_share=capital_share)


@dataclass(frozen=True)
class Compared:
    """A published result and ours. ``ours``: horizon -> our figure, in the row's unit; the row's own horizon in it."""

    row: Row
    ours: dict[Horizon, float]

    @property
    def value(self) -> float:
        """Ours at the row's own horizon."""
        return self.ours[self.row.horizon]

    @property
    def inside(self) -> bool:
        """Whether ours at the row's own horizon lies in the published range."""
        return self.row.low <= self.value <= self.row.high


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
    kept: dict[tuple[str, str], Outcome] = {}
    asked = set(horizons)
    for row in rows() if chosen is None else chosen:
        ours: dict[Horizon, float] = {}
        wanted: list[Horizon] = [h for h in HORIZONS if h == row.horizon or h in asked]
        for horizon in wanted:
            key = (row.shock, repr(closure_of(horizon)))
            if key not in kept:
                kept[key] = _solved(row.shock, horizon, capital_share)
            ours[horizon] = measure(row.measure)(kept[key], row.of)
        yield Compared(row, ours)


def _solved(shock: str, horizon: Horizon, capital_share: float) -> Outcome:
    found = case(shock)
    closure = closure_of(horizon, found.inputs, found.users, capital_share)
    outcome = solve(found.shock.world, found.shock, closure=closure)
    outcome.certificate.require()
    return outcome
