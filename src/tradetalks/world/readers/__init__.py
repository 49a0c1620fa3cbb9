"""One file per data base, each of which reads it into a checked World with provenance.

A file declares its reader as ``READER``; its name is the file's, with - for _. Nothing else lists them
(docs/how-to/extend-reader.md). What readers share stands in ``tradetalks.world.files``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import TYPE_CHECKING

from tradetalks.errors import WorldError, unknown
from tradetalks.registry import declaration, declared, file_names

if TYPE_CHECKING:
    from tradetalks.world.world import World


@dataclass(frozen=True)
class Reader:
    """A reader of one data base.

    Attributes:
        reads: what it reads, in words.
        read: makes the world of a path; its other parameters are the reader's options, each with a default.
    """

    reads: str
    read: Callable[..., World]

    def options(self) -> dict[str, object]:
        """The reader's options with their defaults."""
        _, *rest = signature(self.read).parameters.values()
        return {one.name: None if one.default is Parameter.empty else one.default for one in rest}


def names() -> list[str]:
    """Names of all readers; none is imported."""
    return [file.replace("_", "-") for file in file_names(__name__)]


def readers() -> Mapping[str, Reader]:
    """Every reader by name; raises DeclarationError for a file without one."""
    return {file.replace("_", "-"): found for file, found in declared(__name__, "READER", Reader).items()}


def reader(name: str) -> Reader:
    """The reader called ``name``; raises WorldError with the nearest name."""
    if name not in names():
        raise WorldError(unknown("reader", name, names()))
    return declaration(__name__, name.replace("-", "_"), "READER", Reader)
