"""Horizons: how far trade, labour and exchange rates have moved some years after a measure.

One table of settings, each with its source (``SOURCES``). Between the published ends of the trade elasticity, the first
year and the long run, what is left to move shrinks at an even rate (partial adjustment).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tradetalks.checks import shown
from tradetalks.errors import PolicyError, nearest

FIRST_YEAR_ELASTICITY, LONG_RUN_ELASTICITY = 0.76, 2.0
"""Boehm, Levchenko & Pandalai-Nayar (2023): the year after a tariff's change; the middle of 1.75 to 2.25."""
TYPICAL_ELASTICITY = 4.0
"""Of trade in the long run: Simonovska & Waugh (2014, JIE 92(1)) estimate 4.1 on average over their methods."""
CONVERGED_YEARS, LEFT = 10.0, 0.05
"""They find the long run reached in 7 to 10 years: a twentieth of the way is then left, here at the later end."""
HALF_LIFE = 4.0
"""Years in which half of a deviation of real exchange rates is gone: the middle of 3 to 5 (Rogoff 1996)."""

SOURCES = {
    "trade_elasticity_factor": (
        "Boehm, Levchenko & Pandalai-Nayar (2023, AER 113(4)): 0.76 in the year after a tariff changes, 1.75 to 2.25 in"
        " the long run, reached in 7 to 10 years; between the two by partial adjustment, rounded to a tenth; from ten"
        " years on the long run's. These are of trade net of tariffs, which answers a tariff with 1 + theta: the share"
        " reached is of 1 + theta, at a long-run theta of 4"
    ),
    "labour_mobility": (
        "sector-specific labour in the first year, Roy-Frechet supply between sectors after it (Galle, Rodriguez-Clare"
        " & Yi 2023, REStud 90(1)), mobile labour after ten years (Caliendo & Parro 2015); kappa 1.5 and 2 are a"
        " judgement between the ends"
    ),
    "exchange_rate": (
        "Rogoff (1996, JEL 34(2)): deviations of real exchange rates lose half in 3 to 5 years; 1 - 2^(-years / 4)"
    ),
    "critical": (
        "Boehm, Flaaen & Pandalai-Nayar (2019, REStat 101(1)): imported inputs close to Leontief in the months after an"
        " earthquake, 0.1; 0.5 in the long run, a judgement; between the two as trade elasticities move"
    ),
}


@dataclass(frozen=True)
class Horizon:
    """How far an economy has responded, some years after a measure.

    Attributes:
        name: as users type it. words: as it is printed: in years 2 to 3.
        years: since the measure, the middle of a span; infinity is the long run.
        flows: share reached of the long-run response of trade, valued net of tariffs.
        labour_mobility: kappa; 1 sector-specific labour, infinity mobile labour.
        exchange_rate: share of the way from today's relative wages to those at which deficits stay as they were.
    """

    name: str
    words: str
    years: float
    flows: float
    labour_mobility: float
    exchange_rate: float

    @property
    def trade_elasticity_factor(self) -> float:
        """Of the long-run trade elasticity, see ``factor_of``."""
        return round(factor_of(self.flows), 12)

    @property
    def critical_elasticity(self) -> float:
        """Between a critical input and the bundle of all others: 0.1 in the first year, 0.5 in the long run."""
        first = HORIZONS[0].flows
        return 0.1 + 0.4 * (self.flows - first) / (1 - first)

    @property
    def supplier_elasticity(self) -> float | None:
        """Between suppliers of a critical input: what Boehm et al. measure for trade; None, the world's own, once
        elasticities are those of the long run."""
        return None if self.flows == 1 else LONG_RUN_ELASTICITY * self.flows


def moved(years: float) -> float:
    """Share of the long-run trade elasticity reached, by partial adjustment from the first year on.

    ``1 - (1 - f) (LEFT / (1 - f))^((years - 1) / (CONVERGED_YEARS - 1))`` with ``f = 0.76 / 2`` in the first year: what
    is left is ``1 - f`` after a year and LEFT at CONVERGED_YEARS.
    """
    first = FIRST_YEAR_ELASTICITY / LONG_RUN_ELASTICITY
    return 1 - (1 - first) * (LEFT / (1 - first)) ** ((years - 1) / (CONVERGED_YEARS - 1))


def factor_of(flows: float) -> float:
    """The factor on trade elasticities at which trade net of tariffs has reached a share of its long-run response.

    What is paid for an origin's goods answers a tariff with ``-theta``, and net of the tariff with ``-(1 + theta)``:
    ``1 + f theta = flows (1 + theta)``, at ``theta = TYPICAL_ELASTICITY``.
    """
    return (flows * (1 + TYPICAL_ELASTICITY) - 1) / TYPICAL_ELASTICITY


def exchange_share(years: float) -> float:
    """Share of the way that real exchange rates have gone: ``1 - 2^(-years / HALF_LIFE)``."""
    return -math.expm1(-math.log(2) * years / HALF_LIFE)


HORIZONS = (
    Horizon("year 1", "in year 1", 1.0, 0.38, 1.0, 0.16),
    Horizon("years 2-3", "in years 2 to 3", 2.5, 0.6, 1.5, 0.35),
    Horizon("year 5", "in year 5", 5.0, 0.8, 2.0, 0.58),
    Horizon("year 10", "in year 10", 10.0, 1.0, math.inf, 0.82),
    Horizon("long run", "in the long run", math.inf, 1.0, math.inf, 1.0),
)
NAMES = tuple(horizon.name for horizon in HORIZONS)
LONG_RUN = "long run"
DEFAULT = "years 2-3"
"""Of talks, and of tariffs solved on the command line, where nobody names another."""
_ALSO = {
    "1": "year 1", "2": "years 2-3", "2-3": "years 2-3", "2.5": "years 2-3", "3": "years 2-3", "5": "year 5",
    "10": "year 10", "long": LONG_RUN, "long run": LONG_RUN, "short": "year 1", "short run": "year 1",
}  # fmt: skip
WITHIN = ("2", "3")
"""Years that are read as the span they lie in."""


def horizon(named: Horizon | str | float) -> Horizon:
    """The horizon of a name: ``year 1``, ``years 2-3``, ``year 5``, ``year 10``, ``long run``; 1, "2-3", "long" too.

    Raises:
        PolicyError: another name.
    """
    if isinstance(named, Horizon):
        return named
    if isinstance(named, bool) or not isinstance(named, str | int | float):
        raise PolicyError(f"horizon: found {shown(named)}, expected one of: {', '.join(NAMES)}")
    text = f"{named:g}" if isinstance(named, int | float) else _plain(named)
    if text not in _ALSO:
        listed = ", ".join(NAMES)
        raise PolicyError(
            f"unknown horizon '{named!s:.60}'{nearest(str(named), (*NAMES, *_ALSO))}; expected one of: {listed}"
        )
    return HORIZONS[NAMES.index(_ALSO[text])]


def _plain(name: str) -> str:
    """A name without its years and hyphens' variants: ``Years 2 to 3`` is ``2-3``."""
    text = re.sub(r"\s+", " ", name.strip().casefold().replace("_", " ").replace("\u2013", "-"))
    text = re.sub(r"^years? (?=\d)|(?<=\d) years?$", "", text)
    return re.sub(r"^(long|short)-run$", r"\1 run", re.sub(r"(?<=\d) ?(to|-| ) ?(?=\d)", "-", text))


def renamed(named: object) -> str:
    """What an older name, or a year inside a span, is read as, in a sentence; empty for a name of today."""
    if isinstance(named, int | float) and not isinstance(named, bool):
        named = f"{named:g}"
    if not isinstance(named, str):
        return ""
    if _plain(named) in WITHIN:
        return f"horizon '{named.strip()}' is read as {_ALSO[_plain(named)]}, the span that it lies in"
    if _plain(named) not in ("short", "short run"):
        return ""
    one = HORIZONS[0]
    return (
        f"horizon '{named.strip()}' means {one.name} now: trade elasticities at {one.trade_elasticity_factor:g} of"
        " their long-run size and sector-specific labour, and relative wages that have gone"
        f" {one.exchange_rate:g} of their way"
    )
