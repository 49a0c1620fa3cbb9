"""tradetalks computes trade wars and trade talks.

>>> import tradetalks as tt
>>> world = tt.World.default()
>>> outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.25))
>>> outcome.certificate.certified
True

Names are imported on first use, so that ``import tradetalks`` is quick and NumPy loads with the first solve.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tradetalks.version import __version__

_HOMES = {
    "World": "tradetalks.world.world",
    "Shares": "tradetalks.world.from_shares",
    "from_shares": "tradetalks.world.from_shares",
    "consistent_base": "tradetalks.equilibrium.rebase",
    "Shock": "tradetalks.policy.shock",
    "solve": "tradetalks.equilibrium.solver",
    "solve_many": "tradetalks.equilibrium.batch",
    "gradient": "tradetalks.equilibrium.adjoint",
    "Outcome": "tradetalks.equilibrium.outcome",
    "Closure": "tradetalks.equilibrium.closure",
    "optimal_tariffs": "tradetalks.war.optimal",
    "nash_tariffs": "tradetalks.war.nash",
    "cooperative_tariffs": "tradetalks.war.cooperation",
    "efficiency_frontier": "tradetalks.war.cooperation",
    "government": "tradetalks.war.objectives",
    "climb_ladder": "tradetalks.war.ladder",
    "retaliation": "tradetalks.war.ladder",
    "Dossier": "tradetalks.dossier.model",
    "deal_space": "tradetalks.space.way",
    "write_brief": "tradetalks.report.brief",
    "read_pymrio": "tradetalks.world.readers.exiobase",
    "TradetalksError": "tradetalks.errors",
    "NotConverged": "tradetalks.errors",
    "NotCertified": "tradetalks.errors",
    "DossierError": "tradetalks.errors",
    "PolicyError": "tradetalks.errors",
    "WorldError": "tradetalks.errors",
}

__all__ = [
    "Closure",
    "Dossier",
    "DossierError",
    "NotCertified",
    "NotConverged",
    "Outcome",
    "PolicyError",
    "Shares",
    "Shock",
    "TradetalksError",
    "World",
    "WorldError",
    "__version__",
    "climb_ladder",
    "consistent_base",
    "cooperative_tariffs",
    "deal_space",
    "efficiency_frontier",
    "from_shares",
    "government",
    "gradient",
    "nash_tariffs",
    "optimal_tariffs",
    "read_adb",
    "read_bilateral",
    "read_exiobase",
    "read_figaro",
    "read_gtap",
    "read_icio",
    "read_pymrio",
    "read_wiod",
    "retaliation",
    "solve",
    "solve_many",
    "write_brief",
]

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.equilibrium.adjoint import gradient
    from tradetalks.equilibrium.batch import solve_many
    from tradetalks.equilibrium.closure import Closure
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.equilibrium.rebase import consistent_base
    from tradetalks.equilibrium.solver import solve
    from tradetalks.errors import (
        DossierError,
        NotCertified,
        NotConverged,
        PolicyError,
        TradetalksError,
        WorldError,
    )
    from tradetalks.policy.shock import Shock
    from tradetalks.report.brief import write_brief
    from tradetalks.space.way import deal_space
    from tradetalks.war.cooperation import cooperative_tariffs, efficiency_frontier
    from tradetalks.war.ladder import climb_ladder, retaliation
    from tradetalks.war.nash import nash_tariffs
    from tradetalks.war.objectives import government
    from tradetalks.war.optimal import optimal_tariffs
    from tradetalks.world.from_shares import Shares, from_shares
    from tradetalks.world.readers.adb import read_adb
    from tradetalks.world.readers.bilateral import read_bilateral
    from tradetalks.world.readers.exiobase import read_exiobase, read_pymrio
    from tradetalks.world.readers.figaro import read_figaro
    from tradetalks.world.readers.gtap import read_gtap
    from tradetalks.world.readers.icio import read_icio
    from tradetalks.world.readers.wiod import read_wiod
    from tradetalks.world.world import World


def _home(name: str) -> str | None:
    """The module of a public name; ``read_x`` of a reader is in the reader's own file."""
    if name in _HOMES or not name.startswith("read_"):
        return _HOMES.get(name)
    from tradetalks.registry import file_names

    reader = name.removeprefix("read_")
    return f"tradetalks.world.readers.{reader}" if reader in file_names("tradetalks.world.readers") else None


def __getattr__(name: str) -> Any:
    if home := _home(name):
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'tradetalks' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
