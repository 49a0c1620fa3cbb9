"""Items whose words are narrower than the sector that their measures fall on: cars, in a sector that holds their parts.

A duty on cars alone makes cars dearer and their makers' inputs not; on the sector as a whole it makes both dearer, so
that opening it can raise the output of the importer's own makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.dossier.faults import Fault
from tradetalks.dossier.model import Dossier, Item
from tradetalks.policy.instruments import Measure, Tariff
from tradetalks.world.world import World

CARS = re.compile(r"\b(cars?|vehicles?|automobiles?|evs?)\b", re.IGNORECASE)
PARTS = re.compile(r"\bparts?\b", re.IGNORECASE)
SECTOR = "AUTO"
"""Motor vehicles, trailers and their parts (ISIC rev. 4, division 29)."""


def cars_with_parts(d: Dossier, world: World) -> Iterator[Fault]:
    """One line for all items that speak of cars, not of parts, and put a tariff on the sector of both."""
    if SECTOR not in world.sectors or any(row["of"] == SECTOR for row in world.provenance.get("splits", [])):
        return
    found = [item for item in d.agenda if _speaks_of_cars(item) and any(map(_on_the_sector, _measures(item)))]
    if found:
        ids = ", ".join(f"'{item.id}'" for item in found)
        yield Fault(
            f"agenda {ids}",
            f"{'speaks' if len(found) == 1 else 'speak'} of cars, and the tariff falls on {SECTOR} as a whole,"
            f" {world.sector_name(SECTOR).lower()}: parts are in it, which the importer's own makers buy, so that"
            " opening it can raise their output. Cars alone are charged as a product carved out of the sector"
            " (docs/how-to/dossier.md, Cars without their parts); or say in 'modelling' that parts are meant too",
        )


def _speaks_of_cars(item: Item) -> bool:
    words = f"{item.title}. {item.modelling}"
    return bool(CARS.search(item.title)) and not PARTS.search(words)


def _measures(item: Item) -> Iterator[Measure]:
    return (measure for option in item.options for measure in option.measures)


def _on_the_sector(measure: Measure) -> bool:
    sectors = getattr(measure, "sectors", ())
    named = [sectors] if isinstance(sectors, str) else sectors
    return isinstance(measure, Tariff) and SECTOR in named and not PARTS.search(measure.note)
