"""From files to a checked dossier: merged, held against the schema, its names looked up, its levels added up.

The schema is handed in: ``Dossier.load`` gives its own class, so that the schema knows how it is read, and what reads
and checks it needs only the shape of a dossier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from tradetalks.dossier.eve_choice import with_home
from tradetalks.dossier.every_fault import every_fault
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.files import Tree, read_tree, refusal
from tradetalks.dossier.further_faults import as_meant, further_faults
from tradetalks.dossier.schema_faults import places, schema_faults
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
        raise refusal(tree.path, *_told(error, schema, content, tree)) from None
    world, unbuilt = benchmark_of(dossier.world)
    faults, late = list[Fault](), list[Fault]()
    for fault in every_fault(dossier, world, unbuilt):
        if not fault.late or len(late) <= MOST_FAULTS:
            (late if fault.late else faults).append(fault)
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise refusal(tree.path, map(tree.placed, [*faults, *late]))
    return Reading(dossier, world, tree, tuple(late))


def _told(
    error: ValidationError, schema: type[Dossier], content: Mapping[str, Any], tree: Tree
) -> tuple[list[str], int]:
    """A line for each fault of a dossier that the schema refuses, and how many there are in all."""
    told, known, number = list(schema_faults(error, schema, content, tree)), places(error), error.error_count()
    meant, moved = as_meant(error, schema, content)
    left: ValidationError | None = error
    if moved:
        try:
            schema.model_validate(meant)
            left = None
        except ValidationError as second:
            left = second
            told += (more := list(schema_faults(second, schema, meant, tree, known, moved)))
            number += len(more)
    further = list(map(tree.placed, further_faults(left, schema, meant)))
    return [*told, *further], number + len(further)
