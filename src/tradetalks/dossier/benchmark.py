"""The world a dossier is read against: its own choice, or the caller's in place of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tradetalks.dossier.model import Dossier
from tradetalks.errors import TradetalksError
from tradetalks.world import elasticities
from tradetalks.world.elasticities import OWN
from tradetalks.world.opened import is_built_in
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World


def choose_world(merged: dict[str, Any], home: Path, base: str | None, groups: str | None) -> None:
    """Put the caller's choice of world in place of the dossier's; a dossier's own folder is relative to it."""
    given = merged.get("world")
    own = given if isinstance(given, dict) else {}
    if base is None and isinstance(own.get("base"), str) and own["base"] and not is_built_in(own["base"]):
        merged["world"] = own = {**own, "base": str(home / Path(own["base"]).expanduser())}
    if base is not None or groups is not None:
        kept = {k: v for k, v in own.items() if base is None or k not in ("base", "groups", "sectors")}
        merged["world"] = (
            kept | ({} if base is None else {"base": base}) | ({} if groups is None else {"groups": groups})
        )


def benchmark_of(d: Dossier) -> tuple[World, str]:
    """The dossier's world, or the default one and why its own cannot be had."""
    if not set(d.world.products) <= set(shipped_products()):
        return World.default(), ""  # told as a fault of its own
    try:
        known = d.world.elasticities.partition("~")[0] in (*elasticities.names(), OWN)
        choice = d.world if known else d.world.model_copy(update={"elasticities": elasticities.DEFAULT})
        world = choice.build()
        d.world.closure().check(world)
    except TradetalksError as error:
        return World.default(), str(error)
    return world, ""
