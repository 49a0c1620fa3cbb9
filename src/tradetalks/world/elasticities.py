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
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import shown
from tradetalks.errors import WorldError, unknown
from tradetalks.world.classify import SECTORS

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
LOWEST_DRAWN = 0.5


@cache
def _table() -> dict[str, dict[str, tuple[float, float]]]:
    path = resources.files("tradetalks.world") / "data" / "elasticities.csv"
    table: dict[str, dict[str, tuple[float, float]]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        error = float(row["standard_error"]) if row["standard_error"] else float("nan")
        table.setdefault(row["set"], {})[row["sector"]] = (float(row["theta"]), error)
    return table


def _column(name: str, sectors: tuple[str, ...], column: int) -> NDArray[np.float64]:
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


def published(name: str, sectors: tuple[str, ...]) -> NDArray[np.float64]:
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


def _drawn(name: str, number: int, sectors: tuple[str, ...]) -> NDArray[np.float64]:
    """Draw ``number`` within standard errors: lognormal, with each estimate as mean and its standard error as standard
    deviation, not below LOWEST_DRAWN. Sectors that share one estimate share its draw; those without error stay."""
    theta, error = _column(name, sectors, 0), _column(name, sectors, 1)
    if np.isnan(error).all():
        raise WorldError(f"trade elasticities '{name}~{number}': set {name} is published without standard errors")
    rng = np.random.default_rng([number, *name.encode()])
    whole = _table()[name]
    score = {estimate: rng.standard_normal() for estimate in dict.fromkeys(whole.values()) if estimate[1] > 0}
    drawn = theta.copy()
    for s, estimate in enumerate(zip(theta.tolist(), error.tolist(), strict=True)):
        if estimate in score:
            spread = np.log1p((estimate[1] / estimate[0]) ** 2)
            drawn[s] = estimate[0] * np.exp(np.sqrt(spread) * score[estimate] - spread / 2)
    return np.maximum(drawn, np.minimum(theta, LOWEST_DRAWN))


def standard_errors(name: str, sectors: tuple[str, ...]) -> NDArray[np.float64]:
    """Standard errors ``[sector]`` of a shipped set, NaN where the source gives none for that sector."""
    return _column(name, sectors, 1)


def names() -> tuple[str, ...]:
    """Names of the shipped sets."""
    return tuple(_table())
