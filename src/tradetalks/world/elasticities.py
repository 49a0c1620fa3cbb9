"""Published trade elasticities, by sector, and which one is the default.

The default is GYY (Giri, Yi & Yilmazkuday 2021): it estimates the dispersion parameter theta of exactly this
model's equation (3), sector by sector, and has neither the near-zero nor the double-digit values that a few
sectors take in other sets (refined petroleum is 64.9 in CP and 0.6 in LL), so no single sector decides a result.
Services, which no tariff study estimates, take 4.0 (Simonovska & Waugh 2014), except in FGO (8.35, its own
services estimate) and LL10 (10, as in the first-trade-war replication of the literature).

A name with a number, as in ``LL~3``, is one draw of a set within its published standard errors.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import shown
from tradetalks.errors import WorldError, unknown
from tradetalks.world.classify import SECTORS

Array = NDArray[np.float64]
SOURCES: dict[str, str] = {
    "GYY": "Giri, Yi & Yilmazkuday (2021), Journal of International Economics 129",
    "CP": "Caliendo & Parro (2015), Review of Economic Studies 82(1), Table 1",
    "FGO": "Fontagné, Guimbard & Orefice (2022), Journal of International Economics 137",
    "LL": "Lashkaripour & Lugovskyy (2023), American Economic Review 113(10), Table 3",
    "LL10": "as LL, services at 10",
    "BSY": "Bagwell, Staiger & Yurukoglu (2021), Econometrica 89(4)",
    "Shap": "Shapiro (2016), American Economic Journal: Economic Policy 8(4)",
    "IS": "in-sample triple differences (as distributed with the sets above)",
    "U4": "uniform 4: Simonovska & Waugh (2014), Journal of International Economics 92(1)",
}
OWN = "own"
"""The elasticities that a world in a folder was built with."""
SOURCES[OWN] = "those that this world was built with"
DEFAULT = "GYY"


def authors(name: str) -> str:
    """Who published a set, and when, without the journal: Caliendo & Parro (2015); a name that is none as it is."""
    found = re.match(r"(?:.*: )?(.+? \(\d{4}\))", SOURCES.get(name, ""))
    return found[1] if found else name


LOWEST_DRAWN = 0.5


@cache
def _table() -> dict[str, dict[str, tuple[float, float]]]:
    path = resources.files("tradetalks.world") / "data" / "elasticities.csv"
    table: dict[str, dict[str, tuple[float, float]]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        error = float(row["standard_error"]) if row["standard_error"] else float("nan")
        table.setdefault(row["set"], {})[row["sector"]] = (float(row["theta"]), error)
    return table


def _column(name: str, sectors: tuple[str, ...], column: int) -> Array:
    table = _table()
    if name not in table:
        raise WorldError(unknown("set of trade elasticities", name, table))
    found = [code if code in table[name] else _home().get(code, code) for code in sectors]
    for code in found:
        if code not in table[name]:
            raise WorldError(unknown(f"sector in elasticities '{name}'", code, table[name]))
    return np.array([table[name][code][column] for code in found])


@cache
def _home() -> dict[str, str]:
    """Sector of the embedded world by ISIC activity, for worlds kept at activities."""
    return {activity: s.code for s in SECTORS for activity in s.activities}


def published(name: str, sectors: tuple[str, ...]) -> Array:
    """Trade elasticities ``theta[sector]`` of a shipped set, or of a draw of it (``LL~3``); sectors are the embedded
    world's or ISIC activities inside them.

    Raises:
        WorldError: no such set (with the nearest name), or a draw of a set without standard errors.
    """
    if not isinstance(name, str):
        raise WorldError(f"trade elasticities: found {shown(name)}, expected the name of a set, such as '{DEFAULT}'")
    base, mark, number = name.partition("~")
    if not mark:
        return _column(base, sectors, 0)
    if not number.isdecimal():
        raise WorldError(f"trade elasticities '{name}': found {number!r} after '~', expected a number, as in {base}~1")
    return _drawn(base, int(number), sectors)


@dataclass(frozen=True, eq=False)
class Spread:
    """A set's estimates that have standard errors, and how they are drawn: lognormal, with each estimate as mean and
    its standard error as standard deviation, not below LOWEST_DRAWN. Sectors that share one estimate share its draw.

    Attributes:
        name: the set. theta: ``[sector]`` as published; sectors without standard error stay there.
        member: ``[estimate, sector]`` 1 where the sector takes the estimate.
        deviation: ``[estimate]`` standard deviation of its log. floor: ``[estimate]`` lowest log of its ratio to theta.
    """

    name: str
    theta: Array
    member: Array
    deviation: Array
    floor: Array
    _place: tuple[int, ...]

    def logs(self, scores: Array) -> Array:
        """``[..., estimate]`` log ratio to what is published, of standard normal scores ``[..., estimate]``."""
        return np.maximum(self.deviation * scores - self.deviation**2 / 2, self.floor)

    def at(self, logs: Array) -> Array:
        """``[..., sector]`` trade elasticities at log ratios ``[..., estimate]``."""
        lowest = np.minimum(self.theta, LOWEST_DRAWN)  # which a logarithm's rounding may miss by a hair
        return np.maximum(self.theta * np.exp(logs @ self.member), lowest)

    def drawn(self, numbers: Iterable[int]) -> Array:
        """``[draw, estimate]`` log ratios of draws by number: those of ``LL~1`` and so on."""
        every, place = len(_estimates(self.name)), list(self._place)
        seed = [*self.name.encode()]
        scores = [np.random.default_rng([n, *seed]).standard_normal(every)[place] for n in numbers]
        return self.logs(np.array(scores).reshape(-1, len(place)))


def spread(name: str, sectors: tuple[str, ...]) -> Spread | None:
    """How a shipped set is drawn within its standard errors; None where it is published without.

    Raises:
        WorldError: no such set or sector, with the nearest.
    """
    theta, error = _column(name, sectors, 0), _column(name, sectors, 1)
    pairs, known = list(zip(theta.tolist(), error.tolist(), strict=True)), _estimates(name)
    place = tuple(j for j, estimate in enumerate(known) if estimate in pairs)
    if not place:
        return None
    means, errors = np.array([known[j] for j in place]).T
    return Spread(
        name=name,
        theta=theta,
        member=np.array([[float(pair == known[j]) for pair in pairs] for j in place]),
        deviation=np.sqrt(np.log1p((errors / means) ** 2)),
        floor=np.minimum(np.log(LOWEST_DRAWN / means), 0.0),
        _place=place,
    )


@cache
def _estimates(name: str) -> tuple[tuple[float, float], ...]:
    """Every estimate of a set with a standard error, once, with it."""
    return tuple(estimate for estimate in dict.fromkeys(_table()[name].values()) if estimate[1] > 0)


def _drawn(name: str, number: int, sectors: tuple[str, ...]) -> Array:
    """Draw ``number`` of a set within its standard errors."""
    drawn = spread(name, sectors)
    if drawn is None:
        raise WorldError(f"trade elasticities '{name}~{number}': set {name} is published without standard errors")
    return drawn.at(drawn.drawn([number]))[0]


def standard_errors(name: str, sectors: tuple[str, ...]) -> Array:
    """Standard errors ``[sector]`` of a shipped set, NaN where the source gives none for that sector."""
    return _column(name, sectors, 1)


def names() -> tuple[str, ...]:
    """Names of the shipped sets."""
    return tuple(_table())
