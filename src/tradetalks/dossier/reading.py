"""From files to a checked dossier: merged, held against the schema, its names looked up, its levels added up.

The schema is handed in: ``Dossier.load`` gives its own class, so that the schema knows how it is read, and what reads
and checks it needs only the shape of a dossier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import ValidationError

from tradetalks.dossier.consistency import inconsistencies
from tradetalks.dossier.eve_choice import with_home
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.files import Tree, read_tree, refusal
from tradetalks.dossier.further_faults import further_faults
from tradetalks.dossier.levels import impossible_levels
from tradetalks.dossier.schema_faults import schema_faults
from tradetalks.dossier.tariff_levels import level_faults
from tradetalks.dossier.world_choice import benchmark_of, with_world
from tradetalks.errors import MOST_FAULTS
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

D = TypeVar("D", bound="Dossier")


@dataclass(frozen=True)
class Reading(Generic[D]):
    """A sound dossier, the benchmark it was read against and the files it was read from.

    ``late``: what it rests on and nobody could know on its eve, the first of it.
    """

    dossier: D
    world: World
    tree: Tree
    late: tuple[Fault, ...] = ()


def read(schema: type[D], where: str | Path | Tree, base: str | None = None, groups: str | None = None) -> Reading[D]:
    """Read a dossier, or what its files hold; other arguments and errors as of ``Dossier.load``."""
    tree = where if isinstance(where, Tree) else read_tree(where)
    content = with_home(with_world(tree.content, tree.home, base, groups), tree.home)
    try:
        dossier = schema.model_validate(content)
    except ValidationError as error:
        further = list(map(tree.placed, further_faults(error, schema, content)))
        told = [*schema_faults(error, schema, content, tree), *further]
        raise refusal(tree.path, told, error.error_count() + len(further)) from None
    world, unbuilt = benchmark_of(dossier.world)
    late: list[Fault] = []

    def stopping() -> Iterator[Fault]:
        for fault in inconsistencies(dossier, world, unbuilt):
            if not fault.late:
                yield fault
            elif len(late) <= MOST_FAULTS:
                late.append(fault)

    faults = list(islice(stopping(), MOST_FAULTS + 1))
    if faults := faults or [*level_faults(dossier, world), *impossible_levels(dossier, world)]:
        raise refusal(tree.path, map(tree.placed, faults))
    return Reading(dossier, world, tree, tuple(late))
